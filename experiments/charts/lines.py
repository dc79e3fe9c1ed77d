"""Curves made fit for drawing: smoothed, and thinned so that no spike is lost."""

import numpy as np

MOST_POINTS = 500
MOST_SMOOTHING = 20


def smoothed(values: np.ndarray, reach: int) -> np.ndarray:
    """Mean of each value and its `reach` neighbours on both sides; fewer at the ends.

    Neighbours that are not finite do not count; a value that is not finite stays a gap.

    >>> smoothed(np.array([1.0, 2.0, 6.0]), 1).tolist()
    [1.5, 3.0, 4.0]
    """
    if reach <= 0:
        return values
    finite = np.isfinite(values)
    total = _window_sums(np.where(finite, values, 0.0), reach)
    count = _window_sums(finite.astype(float), reach)
    return np.where(finite, total / np.maximum(count, 1), np.nan)


def _window_sums(values: np.ndarray, reach: int) -> np.ndarray:
    # Not by a running total: next to a value of 1e30 it would lose all small ones.
    padded = np.pad(values, reach)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).sum(axis=1)


def thinned(x: np.ndarray, y: np.ndarray, most: int = MOST_POINTS) -> np.ndarray:
    """Positions of at most about `most` points that look like all of them.

    Each stretch keeps its first, its lowest and highest value, and its gaps; first and last
    point stay.

    >>> y = np.zeros(10_000); y[1234] = 9.0
    >>> kept = thinned(np.arange(10_000.0), y)
    >>> bool(1234 in kept), len(kept) <= 500
    (True, True)
    """
    if len(x) <= most:
        return np.arange(len(x))
    edges = np.linspace(0, len(x), max(2, most // 4) + 1).astype(int)
    kept = {0, len(x) - 1}
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        part = y[start:end]
        finite = np.flatnonzero(np.isfinite(part))
        if len(finite):
            kept.update((start + finite[[part[finite].argmin(), part[finite].argmax()]]).tolist())
        if len(finite) < len(part):
            kept.add(start + int(np.flatnonzero(~np.isfinite(part))[0]))
    return np.array(sorted(kept))
