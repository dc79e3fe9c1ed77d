"""The lines of a run's charts: values of one metric over epochs, steps or time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.envelope import Envelope, enveloped
from experiments.charts.reduction import MOST_POINTS, reduced, smoothed
from experiments.charts.run_places import X_NAMES, at_epoch, available_x, elapsed, judged
from experiments.charts.run_points import Points, Window, points_of
from experiments.curves import SPLITS, Curves, Series

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
USUAL = 0.98


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

    @property
    def usual(self) -> np.ndarray:
        """What is reached, without the few stretches of a long line that reach far beyond it."""
        if self.envelope is None or self.is_mean or not np.isfinite(self.envelope.high).any():
            return self.logged
        high = self.envelope.high
        limit = max(float(np.nanquantile(high, USUAL)), float(np.nanmax(self.logged)))
        return np.column_stack([self.envelope.low, np.minimum(high, limit)]).ravel()


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
            points = points_of(s, series, curves, x).scaled(SCALES[kind])
            line = line_of(s.split, points, smooth, window, most, banded=banded)
            lines += [line] if line else []
    return sorted(lines, key=lambda line: SPLITS.index(line.split))


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
