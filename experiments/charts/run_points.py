"""The points of a run's series as its charts read them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.run_places import places
from experiments.curves import Curves, Series

Window = tuple[float, float]


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
        if factor == 1:
            return self
        scaled = {id(values): values * factor for values in (self.y, self.low, self.high)}
        return Points(self.x, *(scaled[id(v)] for v in (self.y, self.low, self.high)), self.count)

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


def logged_points(one: Series, series: Sequence[Series], x: str) -> Points:
    """Every point of a series in the order of the axis; those at no known place are left out.

    >>> losses = Series.of("loss", "loss", "train", [3, 2], epoch=[1, 2])
    >>> logged_points(losses, [losses], "epoch").y.tolist()
    [3.0, 2.0]
    """
    at = places(one, series, x)
    finite = np.isfinite(one.value)
    value = one.value if finite.all() else np.where(finite, one.value, np.nan)
    # Steps of a resumed log go back; the crosshair looks places up in order.
    if not (at[1:] >= at[:-1]).all() or not np.isfinite(at[-1:]).all():
        order = np.argsort(at, kind="stable")[: int(np.isfinite(at).sum())]
        at, value = at[order], value[order]
    return Points(at, value, value, value, np.ones(len(at), dtype=np.int64))


def points_of(s: Series, series: Sequence[Series], curves: Curves, x: str) -> Points:
    """Rows of the epoch table, which the analyses read, or what was logged where it has blocks.

    >>> losses = [Series.of("loss", "loss", "train", [3, 1, 2], epoch=[1, 1, 2])]
    >>> found = points_of(losses[0], losses, Curves.from_series(losses), "epoch")
    >>> found.y.tolist(), found.low.tolist(), found.high.tolist(), found.count.tolist()
    ([2.0, 2.0], [1.0, 2.0], [3.0, 2.0], [2, 1])
    """
    by_step = x == "step" and curves.counted_by == "step" and not curves.in_stretches
    if x == "epoch" or by_step:
        return _rows(s, places(s, series, x), curves)
    return logged_points(s, series, x)


def _rows(s: Series, at: np.ndarray, curves: Curves) -> Points:
    value = curves.values(s.column)
    row = np.searchsorted(curves.epoch, at, side="left")
    count = np.bincount(row, minlength=len(curves))
    low, high = (value, value) if count.max() == 1 else _ranges(s.value, row, len(curves))
    logged = count > 0
    return Points(*(c[logged] for c in (curves.epoch, value, low, high, count)))


def _ranges(values: np.ndarray, row: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest finite value of each row; NaN where there is none."""
    finite = np.isfinite(values)
    low, high = np.full(rows, np.inf), np.full(rows, -np.inf)
    np.minimum.at(low, row[finite], values[finite])
    np.maximum.at(high, row[finite], values[finite])
    return np.where(np.isfinite(low), low, np.nan), np.where(np.isfinite(high), high, np.nan)
