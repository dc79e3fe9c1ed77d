"""Settings of a training among the texts and hyperparameters of its event files."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from experiments.parsers.event_messages import Value
from experiments.parsers.json_text import as_text
from experiments.parsers.wire import BYTES, FIXED64, double, fields, text

MOST_SETTINGS = 1_000
_LONGEST_TEXT, _LONGEST_JSON = 200, 200_000
_SUFFIX = "/text_summary"
_SESSION_START, _MAP_ENTRY = 3, 1
_NUMBER, _STRING, _BOOL = 2, 3, 4


def settings_of(values: Iterable[Value]) -> dict[str, str]:
    """What was set, as text: hyperparameters, objects in JSON, and short texts logged once.

    The first `MOST_SETTINGS` of them: a file may hold more texts than anybody set.

    Raises ParseError where hyperparameters are no message.

    >>> settings_of([Value(tag=b"optimizer/text_summary", text="SGD"),
    ...              Value(tag=b"args", text='{"lr": 0.1, "seed": 7}')])
    {'optimizer': 'SGD', 'lr': '0.1', 'seed': '7'}
    """
    values = list(values)
    counts = Counter(value.tag for value in values)
    said = (pair for value in values for pair in _said(value, counts[value.tag] > 1))
    return {_storable(name): _storable(what) for name, what in islice(said, MOST_SETTINGS)}


def _said(value: Value, again: bool) -> Iterator[tuple[str, str]]:
    if value.plugin == "hparams":
        yield from _hyperparameters(value.content)
    elif value.text is not None and not again:
        yield from _written(value)


def _written(value: Value) -> Iterator[tuple[str, str]]:
    if loaded := _object(value.text):
        for name, what in loaded.items():
            if isinstance(what, str | int | float):
                yield name, as_text(what)
    elif len(value.text) <= _LONGEST_TEXT:
        yield text(value.tag).removesuffix(_SUFFIX), value.text


def _object(written: str) -> dict[str, object]:
    if not written.startswith("{") or len(written) > _LONGEST_JSON:
        return {}
    try:
        loaded = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _hyperparameters(content: bytes) -> Iterator[tuple[str, str]]:
    """HParamsPluginData: of its session's start the map of names to values."""
    for number, wire_type, session in fields(content):
        if (number, wire_type) == (_SESSION_START, BYTES):
            for number, wire_type, entry in fields(session):
                if (number, wire_type) == (_MAP_ENTRY, BYTES):
                    yield _entry(entry)


def _entry(entry: bytes) -> tuple[str, str]:
    name, what = "", ""
    for number, wire_type, value in fields(entry):
        if (number, wire_type) == (1, BYTES):
            name = text(value)
        elif (number, wire_type) == (2, BYTES):
            what = _single(value)
    return name, what


def _single(data: bytes) -> str:
    for number, wire_type, value in fields(data):
        if (number, wire_type) == (_NUMBER, FIXED64):
            return as_text(double(value))
        if (number, wire_type) == (_STRING, BYTES):
            return text(value)
        if number == _BOOL:
            return as_text(bool(value))
    return ""


def _storable(written: str) -> str:
    """Without lone surrogates and NUL, which no database takes."""
    return written.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
