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
    stretches = np.array_split(np.arange(len(x)), max(1, most // 2 - 1))
    keep = {0, len(x) - 1}
    for stretch in stretches:
        values = y[stretch]
        if np.isnan(values).all():
            keep.add(int(stretch[0]))
            continue
        keep.update((int(stretch[np.nanargmin(values)]), int(stretch[np.nanargmax(values)])))
    order = np.array(sorted(keep))
    return x[order], y[order]


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
    # No running total: behind a value of 1e30 it would lose all small ones.
    padded = np.pad(values, reach)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).sum(axis=1)
