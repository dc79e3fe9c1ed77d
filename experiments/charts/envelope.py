"""A long line with few points, and how far it reaches between them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.charts.reduction import MOST_POINTS


@dataclass(frozen=True, eq=False)
class Envelope:
    """The lowest and the highest value of each stretch of a line, and where they lie.

    All four arrays have one entry a stretch; values are NaN where a stretch has none.
    """

    low_x: np.ndarray
    low: np.ndarray
    high_x: np.ndarray
    high: np.ndarray

    def outlines(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Closed shapes, x and y of their corners: the highest values there, the lowest back.

        Stretches without a value part the band.

        >>> x, low, high = np.arange(3.0), np.array([1, np.nan, 2]), np.array([5, np.nan, 6])
        >>> [y.tolist() for _, y in Envelope(x, low, x, high).outlines()]
        [[5.0, 1.0], [6.0, 2.0]]
        """
        known = np.flatnonzero(np.isfinite(self.low) & np.isfinite(self.high))
        for part in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            if len(part):
                back = part[::-1]
                yield (
                    np.concatenate([self.high_x[part], self.low_x[back]]),
                    np.concatenate([self.high[part], self.low[back]]),
                )


def enveloped(
    x: np.ndarray, low: np.ndarray, y: np.ndarray, high: np.ndarray, most: int = MOST_POINTS
) -> tuple[np.ndarray, np.ndarray, Envelope]:
    """At most `most` points of a line, and the envelope of all it leaves out.

    - `x`: in order; `low`, `y`, `high`: at each of them what the line reaches, its value, and
      again; for a plain line all three are the same. NaN are gaps, infinities are not allowed

    Of each stretch the point with the middle value is kept, so that every point was logged; the
    first and the last point stay. No spike is lost: it is in the envelope at its own place.

    >>> x, y = np.arange(100_000.0), np.zeros(100_000)
    >>> y[54_321] = 7.0
    >>> kept_x, kept_y, band = enveloped(x, y, y, y)
    >>> len(kept_x), float(kept_y.max())
    (500, 0.0)
    >>> float(band.high.max()), float(band.high_x[band.high.argmax()])
    (7.0, 54321.0)
    """
    if len(x) <= most:
        return x, y, Envelope(x, low, x, high)
    members = _stretches(len(x), max(1, most - 2))
    lowest = _chosen(_filled(low, members, np.inf).argmin(1), members)
    highest = _chosen(_filled(high, members, -np.inf).argmax(1), members)
    middle = _chosen(_middle(_filled(y, members, np.nan)), members)
    kept = np.unique(np.concatenate([[0], middle, [len(x) - 1]]))
    band = Envelope(x[lowest], low[lowest], x[highest], high[highest])
    return x[kept], y[kept], band


def _stretches(count: int, parts: int) -> np.ndarray:
    """The places of the points of each stretch, one stretch a row, -1 beyond its end."""
    edges = np.linspace(0, count, parts + 1).astype(int)
    members = edges[:-1, None] + np.arange(np.diff(edges).max())
    return np.where(members < edges[1:, None], members, -1)


def _chosen(column: np.ndarray, members: np.ndarray) -> np.ndarray:
    return members[np.arange(len(members)), column]


def _middle(values: np.ndarray) -> np.ndarray:
    """The column of each row's middle value, NaN left out; the first of a row without any."""
    order = np.argsort(values, axis=1, kind="stable")
    finite = np.isfinite(values).sum(axis=1)
    return order[np.arange(len(values)), np.maximum(finite - 1, 0) // 2]


def _filled(values: np.ndarray, members: np.ndarray, instead: float) -> np.ndarray:
    """The values of each stretch, and something else where there is none."""
    known = np.where(np.isnan(values), instead, values)[members]
    return np.where(members < 0, instead, known)
