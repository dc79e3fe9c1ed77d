"""Predictions: temperature, over- or under-confidence, and how often intervals hold."""

import math
from collections.abc import Callable, Mapping, Sequence

from experiments.scoring.bootstrap import Statistic
from experiments.scoring.corpus import Labelled
from experiments.scoring.predictions import Measured, Values, errors, measured, pooled_mean
from experiments.scoring.readings import Reading
from experiments.scoring.tables import (
    OURS,
    Column,
    Comparison,
    Section,
    Table,
    by_group,
    by_method,
    compare,
    said_by,
)

TEMPERATURES = {OURS: "lossacc", "likelihood": "max. likelihood"}
SIGNS = {OURS: "lossacc", "gap": "sign of the gap"}
INTERVALS = {
    "accuracy": "accuracy",
    "log_loss": "log loss",
    "gap": "confidence less accuracy",
    "temperature": "temperature",
}
POINTS = {"2": 0.02, "5": 0.05}
ERRORS = (
    Column("mean", "mean"),
    Column("median", "median"),
    Column("p90", "90th percentile"),
)
RIGHT = (Column("right", "right"),)
HELD = (Column("held", "holds the truth"),)
NOTES = (
    "Predictions of the last epoch and of the one with the lowest logged validation loss, counted "
    "once where it is the last one; whole runs are resampled. The truth is that of the population "
    "at the same epoch.",
    "Temperature: error of ln T; runs whose ln T lies beyond 3 in the population are left out, "
    "estimates beyond 3 count as 3.",
    "Over- or under-confident: where mean confidence less accuracy is at least 2, or 5, points "
    "from zero in the population; “calibrated” is wrong there. The plain rule is the sign of the "
    "gap in the samples.",
    "Intervals of 95 %: how often they hold the population's value.",
)

Said = Mapping[str, Values]


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs without predictions are left out of the tables.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> found = section(read([Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}})]), 0)
    >>> [table.key for table in found.tables if not table.rows][:2]
    ['temperature', 'temperature_groups']
    """
    each = [(r.run, measured(r.run)) for r in readings]
    runs, said = _values(each, Measured.temperature_errors)
    methods = by_method(TEMPERATURES, runs, said, _errors, rounds)
    groups = by_group(runs, said_by(OURS, said), _errors, rounds)
    compared = _compared(runs, said, rounds)
    tables = [
        Table("temperature", "Temperature", ERRORS, methods),
        Table("temperature_groups", "Temperature by group", ERRORS, groups),
    ]
    for points, least in POINTS.items():
        runs, said = _values(each, lambda one, least=least: one.signs_right(least))
        rows = by_method(SIGNS, runs, said, _share("right"), rounds)
        tables.append(Table(f"sign_{points}", f"Sign, from {points} points", RIGHT, rows))
        ours = {name: pooled_mean(said_by(name, said)) for name in SIGNS}
        compared += compare(f"sign from {points} points", SIGNS, ours, len(runs), rounds)
    runs, said = _values(each, Measured.held)
    held = by_method(INTERVALS, runs, said, _share("held"), rounds)
    tables.append(Table("intervals", "Intervals of 95 %", HELD, held))
    return Section("predictions", "Predictions", tables, compared, NOTES)


def _values(
    each: Sequence[tuple[Labelled, Sequence[Measured]]],
    values: Callable[[Measured], Mapping[str, float]],
) -> tuple[list[Labelled], list[Said]]:
    """Of each run that has any: for each method, one value an epoch."""
    runs, said = [], []
    for run, epochs in each:
        found = [values(one) for one in epochs]
        if any(not math.isnan(value) for one in found for value in one.values()):
            runs.append(run)
            said.append({name: tuple(one[name] for one in found) for name in found[0]})
    return runs, said


def _errors(_runs: Sequence[Labelled], values: Sequence[Values]) -> dict[str, Statistic]:
    return errors(values)


def _share(
    name: str,
) -> Callable[[Sequence[Labelled], Sequence[Values]], dict[str, Statistic]]:
    return lambda _runs, values: {name: pooled_mean(values)}


def _compared(runs: Sequence[Labelled], said: Sequence[Said], rounds: int) -> list[Comparison]:
    compared = []
    for name in ("mean", "median") if runs else ():
        each = {method: errors(said_by(method, said))[name] for method in TEMPERATURES}
        measure = f"{name} error of ln T"
        compared += compare(measure, TEMPERATURES, each, len(runs), rounds, higher_is_better=False)
    return compared
