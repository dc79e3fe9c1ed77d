"""Metrics that were logged one by one, each with steps of its own, as a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.curves import NO_TIME, Series
from experiments.parsers import names
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.meanings import Mapped, meanings, own_kind, primary, units
from experiments.parsers.percent import SCALE
from experiments.parsers.table import LONGEST_NAME


@dataclass(frozen=True, eq=False)
class Logged:
    """All points of one metric in the order in which they were logged; arrays of equal length.

    - `step`: int64
    - `value`: float64, as logged
    - `time`: int64, milliseconds since 1970 in UTC, `curves.NO_TIME` where unknown
    - `epoch`: float64, NaN where unknown
    """

    name: str
    step: np.ndarray
    value: np.ndarray
    time: np.ndarray
    epoch: np.ndarray

    @classmethod
    def of(
        cls,
        name: str,
        step: Sequence[int],
        value: Sequence[float],
        *,
        time: Sequence[int] | None = None,
        epoch: Sequence[float] | None = None,
    ) -> "Logged":
        """Points from plain sequences.

        >>> Logged.of("loss", [0, 1], [0.9, 0.5]).value.tolist()
        [0.9, 0.5]
        """
        n = len(value)
        return cls(
            name=name,
            step=np.asarray(step, dtype=np.int64),
            value=np.asarray(value, dtype=np.float64),
            time=np.full(n, NO_TIME) if time is None else np.asarray(time, dtype=np.int64),
            epoch=np.full(n, np.nan) if epoch is None else np.asarray(epoch, dtype=np.float64),
        )


def run_of_logged(
    logged: Iterable[Logged],
    *,
    name: str = "",
    parameters: Mapping[str, str] | None = None,
    summary: Mapping[str, float] | None = None,
    notes: tuple[str, ...] = (),
    mapping: Mapped | None = None,
) -> ParsedRun:
    """One run; names must be unique. A metric called epoch gives the others theirs, by step.

    Raises ParseError where nothing but an epoch was logged, and for a name that is too long.

    >>> run = run_of_logged([Logged.of("val_acc", [9, 19], [61.5, 70.1]),
    ...                      Logged.of("epoch", [9, 19], [0, 1])])
    >>> run.curves.values("val_accuracy").tolist(), run.curves.epoch.tolist()
    ([0.615, 0.701], [0.0, 1.0])
    """
    metrics, counts = [], []
    for one in logged:
        if len(one.value):
            (counts if names.axis(one.name) == "epoch" else metrics).append(one)
    if not metrics:
        raise ParseError(
            "No metric was logged here.",
            advice="Upload the log again when the first epoch is logged.",
        )
    for one in metrics:
        _refuse_long_name(one.name)
    if counts:
        metrics = [_counted(one, counts[0]) for one in metrics]
    series, told = _read(metrics, mapping)
    return ParsedRun(series, name, parameters or {}, summary or {}, (*notes, *told))


def _refuse_long_name(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise ParseError(
            f"The name of a metric, “{name[:40]}…”, has {len(name)} characters; "
            f"at most {LONGEST_NAME} can be read.",
            advice="Give the metric a shorter name, or leave it out.",
        )


def _counted(one: Logged, count: Logged) -> Logged:
    """The points with the epoch that was logged at their step; others keep what they have."""
    steps, first = np.unique(count.step[::-1], return_index=True)
    epochs = count.value[::-1][first]
    place = np.minimum(np.searchsorted(steps, one.step), len(steps) - 1)
    known = (steps[place] == one.step) & np.isfinite(epochs[place]) & np.isnan(one.epoch)
    return replace(one, epoch=np.where(known, epochs[place], one.epoch))


def _read(
    metrics: list[Logged], mapping: Mapped | None
) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    found = meanings([one.name for one in metrics], mapping)
    reading = units({one.name: one.value for one in metrics}, found)
    chosen = primary([one.name for one in metrics], found, reading.no_share)
    series = []
    for one in metrics:
        meaning, percent = found[one.name], one.name in reading.percent
        series.append(
            Series(
                name=one.name,
                kind=meaning.kind if one.name in chosen else own_kind(meaning),
                split=meaning.split,
                step=one.step,
                value=one.value / 100 if percent else one.value,
                epoch=one.epoch,
                time=one.time,
                scale=SCALE if percent else 1.0,
            )
        )
    return tuple(series), reading.notes
