"""In which parameters runs differ."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NAMED = {"true": "true", "false": "false", "none": "null", "null": "null"}


@dataclass(frozen=True)
class Cell:
    """One run's value: `text` as shown, `missing` where the run has no such parameter.

    `is_common`: most runs have this value.
    """

    text: str
    missing: bool
    is_common: bool


@dataclass(frozen=True)
class ParameterRow:
    """One parameter; `cells` in the order of the runs; `differs` unless all are the same."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool = True


@dataclass(frozen=True)
class Differences:
    """`rows`: parameters that differ, by name; `total`: how many names the runs have together."""

    rows: tuple[ParameterRow, ...]
    total: int


def differences(parameters: Sequence[Mapping[str, object]]) -> Differences:
    """The parameters whose values differ, one mapping a run; a missing one differs from any.

    Numbers are the same across spellings, as 1e-3 and "0.001"; the common value is that of more
    than half of the runs.

    >>> found = differences([{"lr": "1e-3", "seed": 1}, {"lr": 0.001, "seed": 2}])
    >>> [row.name for row in found.rows], found.total
    (['seed'], 2)
    """
    rows = every_parameter(parameters)
    return Differences(tuple(row for row in rows if row.differs), len(rows))


def every_parameter(parameters: Sequence[Mapping[str, object]]) -> list[ParameterRow]:
    """All parameters by name, those that are the same in all runs among them.

    >>> [(row.name, row.differs) for row in every_parameter([{"a": 1, "b": 1}, {"a": 2, "b": 1}])]
    [('a', True), ('b', False)]
    """
    names = sorted({name for run in parameters for name in run})
    return [_row(name, parameters) for name in names]


def same(value: object) -> Decimal | str:
    """A value in the form in which equal ones are equal: numbers exactly, whatever their spelling.

    >>> same("1e-3") == same(0.001), same("true") == same(True), same("") == same("0")
    (True, True, False)
    """
    text = shown(value).strip()
    if text.lower() in NAMED:
        return NAMED[text.lower()]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else str(number).lower()


def shown(value: object) -> str:
    """A value as text: lists and tables as JSON.

    >>> shown([1, 2]), shown(0.001), shown(None)
    ('[1, 2]', '0.001', 'null')
    """
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _row(name: str, parameters: Sequence[Mapping[str, object]]) -> ParameterRow:
    found = [same(run[name]) if name in run else None for run in parameters]
    [(usual, times)] = Counter(found).most_common(1)
    has_usual = 2 * times > len(found)
    cells = (
        Cell(shown(run[name]) if name in run else "", name not in run, has_usual and value == usual)
        for run, value in zip(parameters, found, strict=True)
    )
    return ParameterRow(name, tuple(cells), differs=times < len(found))
