"""The lines of a run's charts: values of one metric over epochs, steps or time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.envelope import Envelope, enveloped
from experiments.charts.reduction import MOST_POINTS, reduced, smoothed
from experiments.charts.run_places import (
    X_NAMES,
    at_epoch,
    available_x,
    elapsed,
    judged,
    places,
)
from experiments.curves import MAX_STEP_ROWS, SPLITS, Curves, Series

__all__ = [
    "X_NAMES",
    "Line",
    "Window",
    "at_epoch",
    "available_splits",
    "available_x",
    "elapsed",
    "lines_of",
]

SCALES = {"loss": 1.0, "accuracy": 100.0}
ORDER = (*SPLITS, "")

Window = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One split's values, in the unit of the page: nats, or percent.

    - `x`, `y`: what is drawn; where the line is smoothed, `raw_x` and `raw_y` hold what was logged
    - `last`: the last finite value that is shown
    - `envelope`: the lowest and highest value of each stretch, where the line leaves out points
    - `shown`, `total`: how many points the line has, and how many were logged there
    - `reach`: how many neighbours on either side a smoothed value is the mean of
    - `is_mean`: each point is the mean of an epoch's points, of which the envelope has the range
    """

    split: str
    x: np.ndarray
    y: np.ndarray
    raw_x: np.ndarray | None = None
    raw_y: np.ndarray | None = None
    last: float = float("nan")
    envelope: Envelope | None = None
    shown: int = 0
    total: int = 0
    reach: int = 0
    is_mean: bool = False

    @property
    def logged(self) -> np.ndarray:
        return self.y if self.raw_y is None else self.raw_y

    @property
    def reached(self) -> np.ndarray:
        """All that the axis has to hold: points within an epoch may lie beyond it."""
        if self.envelope is None or self.is_mean:
            return self.logged
        return np.column_stack([self.envelope.low, self.envelope.high]).ravel()


@dataclass(frozen=True, eq=False)
class Points:
    """Places in order, the value at each, and the range and the number of what it stands for."""

    x: np.ndarray
    y: np.ndarray
    low: np.ndarray
    high: np.ndarray
    count: np.ndarray

    def scaled(self, factor: float) -> "Points":
        """The same points in another unit.

        >>> one = np.array([0.5])
        >>> Points(one, one, one, one, np.array([1])).scaled(100).y.tolist()
        [50.0]
        """
        return Points(self.x, self.y * factor, self.low * factor, self.high * factor, self.count)

    def part(self, window: Window) -> "Points":
        """The points inside, and one on each side so that the line reaches the edges.

        >>> at = np.arange(9.0)
        >>> Points(at, at, at, at, at).part((3, 4)).x.tolist()
        [2.0, 3.0, 4.0, 5.0]
        """
        first = int(np.searchsorted(self.x, window[0], side="left"))
        end = int(np.searchsorted(self.x, window[1], side="right"))
        part = slice(max(first - 1, 0), end + 1)
        columns = (self.x, self.y, self.low, self.high, self.count)
        return Points(*(column[part] for column in columns))

    def within(self, window: Window | None) -> np.ndarray:
        """Which points lie inside; all of them without a window.

        >>> at = np.arange(3.0)
        >>> Points(at, at, at, at, at).within((1, 5)).tolist()
        [False, True, True]
        """
        low, high = window or (-np.inf, np.inf)
        return (self.x >= low) & (self.x <= high)


def available_splits(series: Sequence[Series]) -> tuple[str, ...]:
    """The splits that logged a loss or an accuracy, in their usual order.

    >>> available_splits([Series.of(f"{s}_loss", "loss", s, [0.9]) for s in ("val", "train")])
    ('train', 'val')
    """
    logged = {s.split for s in judged(series)}
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
    *,
    banded: bool = False,
) -> list[Line]:
    """The lines of one kind, ``loss`` or ``accuracy``, over `x`, one of `X_NAMES`.

    Infinities and NaN are gaps; a series without a single finite value has no line. With a
    `window`, from and to in units of `x`, only this part is drawn, with more of its points. Of a
    line at most `most` points are drawn: with `banded` the middle one of each stretch before a
    band of what the stretch reaches, else the highest and lowest of each stretch.

    >>> right = [Series.of("val_accuracy", "accuracy", "val", [0.5, 0.75], epoch=[1, 2])]
    >>> [line] = lines_of("accuracy", right, Curves.from_series(right), "epoch", 0, ("val",))
    >>> line.x.tolist(), line.y.tolist(), line.last
    ([1.0, 2.0], [50.0, 75.0], 75.0)
    """
    lines = []
    for s in judged(series):
        if s.kind == kind and s.split in splits:
            points = _points(s, series, curves, x).scaled(SCALES[kind])
            line = line_of(s.split, points, smooth, window, most, banded=banded)
            lines += [line] if line else []
    return sorted(lines, key=lambda line: SPLITS.index(line.split))


def logged_points(one: Series, series: Sequence[Series], x: str) -> Points:
    """Every point of a series in the order of the axis; those at no known place are left out.

    >>> losses = Series.of("loss", "loss", "train", [3, 2], epoch=[1, 2])
    >>> logged_points(losses, [losses], "epoch").y.tolist()
    [3.0, 2.0]
    """
    at = places(one, series, x)
    # Steps of a resumed log go back; the crosshair looks places up in order.
    order = np.argsort(at, kind="stable")[: int(np.isfinite(at).sum())]
    value = np.where(np.isfinite(one.value), one.value, np.nan)[order]
    return Points(at[order], value, value, value, np.ones(len(order), dtype=np.int64))


def line_of(
    split: str,
    points: Points,
    smooth: int,
    window: Window | None,
    most: int,
    *,
    banded: bool = False,
) -> Line | None:
    """A line through points, as far as they are in the window; None without a finite one.

    - `smooth`: how many neighbours on either side are taken into the mean where `MOST_POINTS` are
      drawn; of a longer line as many more as it has more points

    >>> at = np.arange(3.0)
    >>> line_of("val", Points(at, at, at, at, np.ones(3)), 0, None, 500).last
    2.0
    """
    reach = smooth * max(1, round(len(points.x) / MOST_POINTS)) if smooth > 0 else 0
    calm = smoothed(points.y, reach)
    drawn = Points(points.x, calm, points.low, points.high, points.count)
    if window is not None:
        points, drawn = points.part(window), drawn.part(window)
    inside = points.within(window)
    finite = np.isfinite(points.y)
    if not finite.any() or not (inside.any() or _spans(points.x, window)):
        return None
    raw_x, raw_y, envelope = _few(points, most, banded)
    x, y, _ = _few(drawn, most, banded) if reach else (raw_x, raw_y, None)
    ends = finite & (points.x <= (window[1] if window else np.inf))
    return Line(
        split,
        x,
        y,
        raw_x if reach else None,
        raw_y if reach else None,
        last=float(points.y[ends if ends.any() else finite][-1]),
        envelope=envelope,
        shown=int(Points(raw_x, raw_y, raw_y, raw_y, raw_y).within(window).sum()),
        total=int(points.count[inside].sum()),
        reach=reach,
        is_mean=bool((points.count > 1).any()),
    )


def _spans(x: np.ndarray, window: Window | None) -> bool:
    """Whether the window lies between two points, so that the line runs through it."""
    return window is not None and bool(len(x)) and x[0] <= window[0] and x[-1] >= window[1]


def _few(points: Points, most: int, banded: bool) -> tuple[np.ndarray, np.ndarray, Envelope | None]:
    if not banded:
        return *reduced(points.x, points.y, most), None
    x, y, envelope = enveloped(points.x, points.low, points.y, points.high, most)
    leaves_out = len(x) < len(points.x) or bool((points.count > 1).any())
    return x, y, envelope if leaves_out else None


def _points(s: Series, series: Sequence[Series], curves: Curves, x: str) -> Points:
    """Rows of the epoch table, which the analyses read, or what was logged where it has blocks."""
    by_step = x == "step" and curves.counted_by == "step" and len(curves) < MAX_STEP_ROWS
    if x == "epoch" or by_step:
        return _rows(s, places(s, series, x), curves)
    return logged_points(s, series, x)


def _rows(s: Series, at: np.ndarray, curves: Curves) -> Points:
    value = curves.values(s.column)
    row = np.searchsorted(curves.epoch, at, side="left")
    finite = np.isfinite(s.value)
    low, high = np.full(len(curves), np.inf), np.full(len(curves), -np.inf)
    np.minimum.at(low, row[finite], s.value[finite])
    np.maximum.at(high, row[finite], s.value[finite])
    low, high = (np.where(np.isfinite(end), end, np.nan) for end in (low, high))
    count = np.bincount(row, minlength=len(curves))
    logged = count > 0
    return Points(*(c[logged] for c in (curves.epoch, value, low, high, count)))
