"""The lines of a run's charts: values of one kind over epochs, steps or time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.reduction import MOST_POINTS, reduced, smoothed
from experiments.curves import NO_TIME, SPLITS, Curves, Series

X_NAMES = ("epoch", "step", "time")
TIME_UNITS = (("h", 3_600_000), ("min", 60_000), ("s", 1_000))
SCALES = {"loss": 1.0, "accuracy": 100.0}

Window = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One split's values, in the unit of the page: nats, or percent.

    `x` and `y` are what is drawn; where the line is smoothed, `raw_x` and `raw_y` hold what was
    logged. `last` is the last finite value that is shown.
    """

    split: str
    x: np.ndarray
    y: np.ndarray
    raw_x: np.ndarray | None = None
    raw_y: np.ndarray | None = None
    last: float = float("nan")

    @property
    def logged(self) -> np.ndarray:
        return self.y if self.raw_y is None else self.raw_y


def available_x(series: Sequence[Series]) -> tuple[str, ...]:
    """What the x axis of this run can count; steps only where they tell more than epochs.

    >>> available_x([Series.of("loss", "loss", "train", [1.0, 0.5], epoch=[0, 1])])
    ('epoch',)
    """
    drawn = _drawn(series)
    if not any(np.isfinite(s.epoch).any() for s in drawn):
        return ("step", "time") if _has_time(drawn) else ("step",)
    rows_only = all((np.diff(s.step) == 1).all() and s.step[0] in (0, 1) for s in drawn)
    steps = () if rows_only else ("step",)
    return ("epoch", *steps, *(("time",) if _has_time(drawn) else ()))


def available_splits(series: Sequence[Series]) -> tuple[str, ...]:
    """The splits that logged a loss or an accuracy, in their usual order.

    >>> available_splits([Series.of(f"{s}_loss", "loss", s, [0.9]) for s in ("val", "train")])
    ('train', 'val')
    """
    logged = {s.split for s in _drawn(series)}
    return tuple(split for split in SPLITS if split in logged)


def lines_of(
    kind: str,
    series: Sequence[Series],
    curves: Curves,
    x: str,
    smooth: int,
    splits: Sequence[str],
    window: Window | None = None,
    most: int = MOST_POINTS,
) -> list[Line]:
    """The lines of one kind, ``loss`` or ``accuracy``, over `x`, one of `X_NAMES`.

    Infinities and NaN are gaps; a series without a single finite value has no line. With a
    `window`, from and to in units of `x`, only this part is drawn, with more of its points. Of a
    line at most `most` points are drawn, the highest and lowest among them.

    >>> right = [Series.of("val_accuracy", "accuracy", "val", [0.5, 0.75], epoch=[1, 2])]
    >>> [line] = lines_of("accuracy", right, Curves.from_series(right), "epoch", 0, ("val",))
    >>> line.x.tolist(), line.y.tolist(), line.last
    ([1.0, 2.0], [50.0, 75.0], 75.0)
    """
    lines = []
    for s in _drawn(series):
        if s.kind == kind and s.split in splits:
            at, value = _points(s, series, curves, x)
            line = _line(s.split, at, value * SCALES[kind], smooth, window, most)
            lines += [line] if line else []
    return sorted(lines, key=lambda line: SPLITS.index(line.split))


def elapsed(series: Sequence[Series]) -> tuple[str, int, int]:
    """The unit for the run's length, its milliseconds, and the first time stamp.

    The unit is the largest in which the run lasted 2 or more, else seconds.

    >>> elapsed([Series.of("loss", "loss", "train", [0.9, 0.5], time=[5_000, 185_000])])
    ('min', 60000, 5000)
    """
    stamps = np.concatenate([s.time for s in _drawn(series)])
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
    for s in _drawn(series):
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


def _drawn(series: Sequence[Series]) -> list[Series]:
    return [s for s in series if s.column and len(s.value)]


def _has_time(series: Sequence[Series]) -> bool:
    return bool(series) and all((s.time != NO_TIME).all() for s in series)


def _points(
    s: Series, series: Sequence[Series], curves: Curves, x: str
) -> tuple[np.ndarray, np.ndarray]:
    if x == "epoch" or (x == "step" and curves.counted_by == "step"):
        value = curves.values(s.column)
        broken = np.isin(curves.epoch, curves.non_finite.get(s.column, ()))
        logged = np.isfinite(value) | broken
        return curves.epoch[logged], value[logged]
    at = s.step.astype(float)
    if x == "time":
        _, milliseconds, start = elapsed(series)
        at = (s.time - start) / milliseconds
    value = np.where(np.isfinite(s.value), s.value, np.nan)
    # Steps of a resumed log go back; the crosshair looks places up in order.
    order = np.argsort(at, kind="stable")
    return at[order], value[order]


def _line(
    split: str, x: np.ndarray, y: np.ndarray, smooth: int, window: Window | None, most: int
) -> Line | None:
    part = slice(None) if window is None else _part(x, window)
    shown = np.isfinite(y[part])
    if window is not None and (x[0] > window[1] or x[-1] < window[0]):
        return None
    if not shown.any():
        return None
    before_end = shown if window is None else shown & (x[part] <= window[1])
    last = float(y[part][before_end if before_end.any() else shown][-1])
    drawn_x, drawn_y = reduced(x[part], y[part], most)
    if smooth <= 0:
        return Line(split, drawn_x, drawn_y, last=last)
    calm_x, calm_y = reduced(x[part], smoothed(y, smooth)[part], most)
    return Line(split, calm_x, calm_y, drawn_x, drawn_y, last)


def _part(x: np.ndarray, window: Window) -> slice:
    """The points inside, and one on each side so that the line reaches the edges."""
    first = int(np.searchsorted(x, window[0], side="left"))
    end = int(np.searchsorted(x, window[1], side="right"))
    return slice(max(first - 1, 0), end + 1)
