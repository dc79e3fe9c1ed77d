"""Where the points of a run lie on an x axis of epochs, steps or time."""

from collections.abc import Sequence

import numpy as np

from experiments.curves import NO_TIME, Series, filled_epochs

X_NAMES = ("epoch", "step", "time")
TIME_UNITS = (("h", 3_600_000), ("min", 60_000), ("s", 1_000))


def available_x(series: Sequence[Series]) -> tuple[str, ...]:
    """What the x axis of this run can count; steps only where they tell more than epochs.

    >>> available_x([Series.of("loss", "loss", "train", [1.0, 0.5], epoch=[0, 1])])
    ('epoch',)
    """
    counting = counted(series)
    if not any(np.isfinite(s.epoch).any() for s in counting):
        return ("step", "time") if _has_time(counting) else ("step",)
    rows_only = all((np.diff(s.step) == 1).all() and s.step[0] in (0, 1) for s in counting)
    steps = () if rows_only else ("step",)
    return ("epoch", *steps, *(("time",) if _has_time(counting) else ()))


def counted(series: Sequence[Series]) -> list[Series]:
    """The series that say how a run is counted: its losses and accuracies, else whatever it has.

    >>> loss, f1 = (Series.of(name, name, "val", [0.5]) for name in ("loss", "f1"))
    >>> [s.name for s in counted([loss, f1])], [s.name for s in counted([f1])]
    (['loss'], ['f1'])
    """
    return judged(series) or [s for s in series if len(s.value)]


def judged(series: Sequence[Series]) -> list[Series]:
    """The losses and accuracies that were logged on a split.

    >>> judged([Series.of("f1", "f1", "val", [0.5])])
    []
    """
    return [s for s in series if s.column and len(s.value)]


def elapsed(series: Sequence[Series]) -> tuple[str, int, int]:
    """The unit for the run's length, its milliseconds, and the first time stamp.

    The unit is the largest in which the run lasted 2 or more, else seconds.

    >>> elapsed([Series.of("loss", "loss", "train", [0.9, 0.5], time=[5_000, 185_000])])
    ('min', 60000, 5000)
    """
    stamps = np.concatenate([s.time for s in counted(series)])
    start, length = int(stamps.min()), int(stamps.max() - stamps.min())
    unit, size = next((u for u in TIME_UNITS if length >= 2 * u[1]), TIME_UNITS[-1])
    return unit, size, start


def at_epoch(epoch: float, series: Sequence[Series], x: str) -> float | None:
    """Where an epoch lies on the x axis: its last point; None where the log does not tell.

    >>> losses = Series.of("loss", "loss", "train", [3, 2, 1], epoch=[1, 1, 2], step=[10, 20, 30])
    >>> at_epoch(1, [losses], "step")
    20.0
    """
    if x == "epoch":
        return epoch
    found = []
    for s in counted(series):
        known = np.flatnonzero(np.isfinite(s.epoch) & (s.epoch <= epoch))
        if len(known):
            last = int(known[-1])
            found.append((s.epoch[last], s.step[last], s.time[last]))
    if not found:
        return epoch if x == "step" else None
    _, step, time = max(found)
    if x == "step":
        return float(step)
    _, size, start = elapsed(series)
    return float(time - start) / size


def places(one: Series, series: Sequence[Series], x: str) -> np.ndarray:
    """Where each point of one series lies, in the unit of the axis; NaN where that is unknown.

    - `series`: all series of the run, which know the epochs that `one` may have left out

    >>> losses = Series.of("loss", "loss", "train", [3, 2], epoch=[1, 2], step=[10, 20])
    >>> rates = Series.of("lr", "lr", "", [0.1, 0.01], step=[10, 20])
    >>> places(rates, [losses, rates], "epoch").tolist()
    [1.0, 2.0]
    """
    if x == "step":
        return one.step.astype(float)
    if x == "time":
        _, milliseconds, start = elapsed(series)
        known = one.time != NO_TIME
        return np.where(known, np.where(known, one.time - start, 0) / milliseconds, np.nan)
    others = [s for s in counted(series) if s is not one]
    return filled_epochs([one, *others])[0] if np.isnan(one.epoch).any() else one.epoch


def _has_time(series: Sequence[Series]) -> bool:
    return bool(series) and all((s.time != NO_TIME).all() for s in series)
