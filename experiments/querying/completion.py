"""What may stand at the cursor of a query: names, operators and values."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from experiments.models import STATUSES, Project, Tag
from experiments.querying.errors import QueryError
from experiments.querying.field import FLAG, OPERATORS, Field
from experiments.querying.fields import PARAMETERS, field, known_names, parts_of
from experiments.querying.language import in_quotes
from experiments.querying.metrics import Setting

MOST = 20
_PART = r"(?:[A-Za-z_]\w*|`(?:[^`]|``)*`)"
_NAME = rf"{_PART}(?:\.{_PART})*"
_HALF_NAME = re.compile(r"(?:^|[\s(])((?:\w+\.)*`(?:[^`]|``)*|[A-Za-z_][\w.`]*)$")
_AFTER_NAME = re.compile(rf"({_NAME})\s+([a-z!<>=~]*)$")
_AFTER_OPERATOR = re.compile(
    rf"({_NAME})\s*(!=|<=|>=|[<>](?!$)|=|!~|~|(?:not )?(?:startswith|endswith|in(?=\s*\()))"
    r"(?:\s*\((?:(?:[^\",)]|\"[^\"]*\")*,)*)?"
    r"\s*(\"[^\"]*|[\w.+-]*)$"
)
_ORDERED = ("<", "<=", ">", ">=")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_FLAGS = ("True", "False", "None")
_EQUAL = ("=", "!=", "in", "not in")
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
        known, half = _field(project, found[1]), found[3]
        texts = _values(project, known, found[2], half, verdicts) if known else ()
        return _of(texts, half, found.start(3), "")
    if found := _COMPLETE.search(before):
        return _of(("and", "or"), found[1], found.start(1), "")
    if (found := _AFTER_NAME.search(before)) and (known := _field(project, found[1])):
        spoken = known.spoken if isinstance(known, Setting) else known.type
        return _of(OPERATORS[spoken], found[2], found.start(2), "")
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
    project: Project, known: Field, operator: str, half: str, verdicts: tuple[str, ...]
) -> tuple[str, ...]:
    if operator not in OPERATORS[known.type]:
        return ()
    if known.type == FLAG:
        return _FLAGS
    if isinstance(known, Setting):
        return _settings(known, operator, half)
    texts = {"status": STATUSES, "verdict": verdicts}.get(known.name, ())
    if known.name == "tags":
        texts = _begun(Tag.objects.filter(project=project), "name", half)
    return tuple(map(in_quotes, texts))


def _settings(known: Setting, operator: str, half: str) -> tuple[str, ...]:
    """Numbers as they are, in their order; text, which alone can contain or begin, in quotes."""
    rows = known.rows()
    if operator in _ORDERED:
        return _numbers(rows, half)
    if operator not in _EQUAL:
        return tuple(map(in_quotes, _begun(rows, "text", half)))
    if known.spoken == FLAG:
        return _FLAGS
    texts = map(in_quotes, _begun(rows.filter(number__isnull=True), "text", half))
    return (*_numbers(rows, half), *texts)


def _numbers(rows: QuerySet, half: str) -> tuple[str, ...]:
    """Each once, as it was logged where a query can say it so."""
    if half.startswith('"'):
        return ()
    fitting = rows.filter(number__isnull=False, text__istartswith=half).order_by("number", "text")
    logged = fitting.values_list("number", "text").distinct()[: MOST + 1]
    found: dict[float, str] = {}
    for number, text in logged:
        found.setdefault(number, text if _NUMBER.fullmatch(text) else repr(number))
    return tuple(found.values())


def _begun(rows: QuerySet, column: str, half: str) -> tuple[str, ...]:
    """Values that begin with what was typed; one more than are shown, as it may be all of one."""
    typed = half.lstrip('"').replace("\\\\", "\\")
    fitting = rows.filter(**{f"{column}__istartswith": typed}).order_by(column)
    return tuple(fitting.values_list(column, flat=True).distinct()[: MOST + 1])


def _of(texts: tuple[str, ...], half: str, start: int, about: str) -> list[Choice]:
    wanted = half.lower().lstrip('"')
    fitting = [text for text in texts if text.lower().lstrip('"').startswith(wanted)]
    return [Choice(text, start, about) for text in fitting[:MOST] if text != half]
