"""What may stand at the cursor of a query: names, operators and values."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from experiments.models import STATUSES, Parameter, Project, Tag
from experiments.querying.errors import QueryError
from experiments.querying.field import FLAG, OPERATORS, Field
from experiments.querying.fields import PARAMETERS, field, known_names, parts_of
from experiments.querying.language import in_quotes

MOST = 20
_NAME = r"(?:[A-Za-z_][\w]*|`[^`]*`)(?:\.(?:[A-Za-z_][\w]*|`[^`]*`))*"
_HALF_NAME = re.compile(r"(?:^|[\s(])((?:\w+\.)*`[^`]*|[A-Za-z_][\w.]*)$")
_AFTER_NAME = re.compile(rf"({_NAME})\s+([a-z!<>=~]*)$")
_AFTER_OPERATOR = re.compile(
    rf"({_NAME})\s*(?:!=|=|~|!~|(?:not )?startswith|(?:not )?endswith|(?:not )?in\s*\([^)]*)"
    r"\s*((?:\"[^\"]*|[\w.]*))$"
)
_COMPLETE = re.compile(r"(?:[\d\"')]|True|False|None)\s+([a-z]*)$")


@dataclass(frozen=True)
class Choice:
    """What can be put in place of the text from `start` on up to the cursor."""

    text: str
    start: int
    about: str = ""


def choices(project: Project, text: str, cursor: int, verdicts: tuple[str, ...]) -> list[Choice]:
    """What may stand at the cursor, the likeliest first; nothing where anything may.

    `verdicts` are the values that a verdict can have.
    """
    before = text[:cursor]
    if found := _AFTER_OPERATOR.search(before):
        return _values(project, found[1], found[2], found.start(2), verdicts)
    if found := _COMPLETE.search(before):
        return _of(("and", "or"), found[1], found.start(1), "")
    if (found := _AFTER_NAME.search(before)) and (known := _field(project, found[1])):
        return _of(OPERATORS[known.type], found[2], found.start(2), "")
    if (found := _HALF_NAME.search(before)) or not before.strip():
        half, start = (found[1], found.start(1)) if found else ("", cursor)
        return _names(project, half, start)
    return []


def _names(project: Project, half: str, start: int) -> list[Choice]:
    wanted = half.replace("`", "").lower()
    names = known_names(project)
    plain = {name: name.replace("`", "").lower() for name in names}
    first = [name for name in names if plain[name].startswith(wanted)]
    then = [name for name in names if wanted in plain[name] and name not in first]
    return [Choice(name, start, _kind(name)) for name in (*first, *then)[:MOST] if name != half]


def _kind(name: str) -> str:
    return "parameter" if parts_of(name)[0] == PARAMETERS else ""


def _field(project: Project, name: str) -> Field | None:
    try:
        return field(project, name)
    except QueryError:
        return None


def _values(
    project: Project, name: str, half: str, start: int, verdicts: tuple[str, ...]
) -> list[Choice]:
    known = _field(project, name)
    if known is None:
        return []
    if known.type == FLAG:
        return _of(("True", "False", "None"), half, start, "")
    texts = {"status": STATUSES, "verdict": verdicts}.get(known.name, ())
    if known.name == "tags":
        texts = _begun(Tag.objects.filter(project=project), "name", half)
    if known.name.startswith(f"{PARAMETERS}."):
        texts = _begun(Parameter.objects.filter(project=project, name=known.key), "text", half)
    return _of(tuple(map(in_quotes, texts)), half, start, "")


def _begun(rows: QuerySet, column: str, half: str) -> tuple[str, ...]:
    """Values that begin with what was typed; one more than are shown, as it may be all of one."""
    typed = half.lstrip('"').replace("\\\\", "\\")
    fitting = rows.filter(**{f"{column}__istartswith": typed}).order_by(column)
    return tuple(fitting.values_list(column, flat=True).distinct()[: MOST + 1])


def _of(texts: tuple[str, ...], half: str, start: int, about: str) -> list[Choice]:
    wanted = half.lower().lstrip('"')
    fitting = [text for text in texts if text.lower().lstrip('"').startswith(wanted)]
    return [Choice(text, start, about) for text in fitting[:MOST] if text != half]
