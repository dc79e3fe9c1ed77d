"""Fewer points to draw, and calmer ones; what was logged stays visible."""

import numpy as np

MOST_POINTS = 500


def reduced(x: np.ndarray, y: np.ndarray, most: int = MOST_POINTS) -> tuple[np.ndarray, np.ndarray]:
    """At most `most` points of a line: of each stretch the lowest and the highest.

    A spike of a single point is never lost. The first and the last point stay. NaN are left out,
    but where a whole stretch is NaN the line keeps its gap.

    >>> x = np.arange(10_000.0)
    >>> y = np.zeros(10_000); y[777] = 9.0
    >>> kept_x, kept_y = reduced(x, y)
    >>> len(kept_x) <= 500 and 9.0 in kept_y
    True
    """
    if len(x) <= most:
        return x, y
    starts = stretches(len(x), max(1, most // 2 - 1))
    lowest, highest = extremes(y, starts)
    kept = np.unique(np.concatenate([[0], lowest, highest, [len(x) - 1]]))
    return x[kept], y[kept]


def stretches(count: int, parts: int) -> np.ndarray:
    """Where each of `parts` stretches of `count` points begins; they differ by one point at most.

    Each has a point: there are no more parts than points.

    >>> stretches(10, 3).tolist()
    [0, 3, 6]
    """
    return np.linspace(0, count, min(parts, count), endpoint=False).astype(np.int64)


def extremes(values: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the lowest and of the highest value of each stretch, of equal ones the first.

    - `starts`: where each stretch begins, rising from 0

    NaN are left out; a stretch of NaN alone has its first place for both.

    >>> lowest, highest = extremes(np.array([2.0, 1.0, np.nan, 5.0, 4.0]), np.array([0, 2]))
    >>> lowest.tolist(), highest.tolist()
    ([1, 4], [0, 3])
    """
    gap = np.isnan(values)
    has_gaps = bool(gap.any())
    low = np.where(gap, np.inf, values) if has_gaps else values
    high = np.where(gap, -np.inf, values) if has_gaps else values
    return _first(low, np.minimum, starts), _first(high, np.maximum, starts)


def _first(values: np.ndarray, extreme: np.ufunc, starts: np.ndarray) -> np.ndarray:
    """The first place in each stretch that has the stretch's extreme value."""
    lengths = np.diff(starts, append=len(values))
    places = np.flatnonzero(values == np.repeat(extreme.reduceat(values, starts), lengths))
    return places[np.searchsorted(places, starts)]


def smoothed(y: np.ndarray, reach: int) -> np.ndarray:
    """The mean of each value with up to `reach` neighbours on either side, NaN left out.

    NaN stay NaN. At the ends there are fewer neighbours, so the ends do not bend.

    >>> smoothed(np.array([0.0, 3.0, 0.0]), 1).tolist()
    [1.5, 1.0, 1.5]
    """
    if reach <= 0:
        return y
    known = np.isfinite(y)
    total = _window_sums(np.where(known, y, 0.0), reach)
    count = _window_sums(known.astype(float), reach)
    return np.where(known, total / np.maximum(count, 1), np.nan)


def _window_sums(values: np.ndarray, reach: int) -> np.ndarray:
    # Sums from the ends of blocks that are as long as the window, and never a running total:
    # behind a value of 1e30 that would lose all small ones.
    width = 2 * reach + 1
    room = -(len(values) + 2 * reach) % width
    blocks = np.pad(values, (reach, reach + room)).reshape(-1, width)
    from_start = np.cumsum(blocks, axis=1).ravel()
    to_end = np.cumsum(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    begins = np.arange(len(values))
    in_next = np.where(begins % width == 0, 0.0, from_start[begins + width - 1])
    return to_end[begins] + in_next
