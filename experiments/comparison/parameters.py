"""In which parameters runs differ."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
    """One parameter in which the runs differ; `cells` in the order of the runs."""

    name: str
    cells: tuple[Cell, ...]


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
    names = sorted({name for run in parameters for name in run})
    rows = (_row(name, parameters) for name in names)
    return Differences(tuple(row for row in rows if row is not None), len(names))


def same(value: object) -> object:
    """A value in the form in which equal ones are equal.

    >>> same("1e-3") == same(0.001), same("true") == same(True), same("") == same("0")
    (True, True, False)
    """
    text = shown(value).strip()
    if text.lower() in ("true", "false", "none", "null"):
        return "none" if text.lower() == "null" else text.lower()
    try:
        return float(text)
    except ValueError:
        return text


def shown(value: object) -> str:
    """A value as text: lists and tables as JSON.

    >>> shown([1, 2]), shown(0.001), shown(None)
    ('[1, 2]', '0.001', 'null')
    """
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _row(name: str, parameters: Sequence[Mapping[str, object]]) -> ParameterRow | None:
    keys = [(name in run, same(run[name]) if name in run else None) for run in parameters]
    counts = Counter(keys)
    if len(counts) < 2:
        return None
    common, times = counts.most_common(1)[0]
    cells = (
        Cell(shown(run[name]) if name in run else "", name not in run, key == common)
        if times * 2 > len(keys)
        else Cell(shown(run[name]) if name in run else "", name not in run, False)
        for run, key in zip(parameters, keys, strict=True)
    )
    return ParameterRow(name, tuple(cells))
