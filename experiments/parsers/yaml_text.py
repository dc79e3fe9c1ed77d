"""Settings: YAML read as text within bounds, and inner settings by one name each."""

from collections.abc import Mapping

import yaml

from experiments.parsers.errors import ParseError
from experiments.parsers.json_text import as_text

LARGEST = 1_000_000
"""Bytes; the settings of a run are never longer."""
MAX_DEPTH = 50

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The base loaders make text, lists and objects, whatever a document asks for."""


def read_yaml(data: bytes, name: str) -> dict[str, object]:
    """The settings in a YAML file: text, lists and objects by their names; numbers stay text.

    Raises ParseError for YAML that is broken, too long, nested too deeply, or that repeats
    itself by aliases, which may grow without bound; `name` is used in its message.

    >>> read_yaml(b"lr: 1.0e-3\\nlayers: [64, 10]\\n", "config.yaml")
    {'lr': '1.0e-3', 'layers': ['64', '10']}
    """
    if len(data) > LARGEST:
        raise _unreadable(f"it has {len(data)} bytes, and settings at most {LARGEST}", name)
    try:
        _refuse_growth(data, name)
        value = yaml.load(data, Loader=_Loader)  # noqa: S506 - a base loader makes no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not text in a known encoding"
        raise _unreadable(problem, name, None if mark is None else mark.line + 1) from error
    except UnicodeError as error:
        raise _unreadable("it is not text in a known encoding", name) from error
    if not isinstance(value, dict):
        raise _unreadable("it holds no names with values", name)
    return value


def flat_settings(settings: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Settings by one name each, those of inner objects joined by points; lists in brackets.

    Raises ParseError where they are nested too deeply.

    >>> flat_settings({"lr": "0.1", "net": {"layers": ["64", "10"]}})
    {'lr': '0.1', 'net.layers': '[64, 10]'}
    """
    if prefix.count(".") > MAX_DEPTH:
        raise ParseError(
            "The settings are nested too deeply.", advice="Leave out the file that holds them."
        )
    flat = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat.update(flat_settings(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = _as_text(value)
    return flat


def _as_text(value: object, depth: int = 0) -> str:
    if depth > MAX_DEPTH:
        return "…"
    if isinstance(value, list):
        return f"[{', '.join(_as_text(inner, depth + 1) for inner in value)}]"
    if isinstance(value, dict):
        inner = (f"{name}: {_as_text(one, depth + 1)}" for name, one in value.items())
        return f"{{{', '.join(inner)}}}"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return as_text(value)


def _refuse_growth(data: bytes, name: str) -> None:
    depth = 0
    for event in yaml.parse(data, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable("it repeats itself by aliases", name, event.start_mark.line + 1)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _unreadable("it is nested too deeply", name, event.start_mark.line + 1)


def _unreadable(why: str, name: str, line: int | None = None) -> ParseError:
    return ParseError(
        f"The settings in {name} cannot be read: {why}.",
        advice="Save them again as plain YAML, or leave the file out.",
        line=line,
    )
