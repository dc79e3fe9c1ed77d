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
