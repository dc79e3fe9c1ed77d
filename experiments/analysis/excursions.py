"""Short rises of a curve that fall back: found in one pass."""

from dataclasses import dataclass

import numpy as np

RECOVERED = 0.8


@dataclass(frozen=True)
class Excursion:
    """Positions: `first` to `last` away, inclusive, `extreme` the farthest, `before` the low."""

    before: int
    first: int
    last: int
    extreme: int


def excursions(values: np.ndarray, needed: float) -> list[Excursion]:
    """Rises above the lowest value so far by at least `needed`, of which 80 % falls back.

    An excursion lasts while the value is nearer to its extreme than to the low before it.

    >>> excursions(np.array([3.0, 2.0, 1.0, 5.0, 5.0, 1.0, 0.0]), 1.0)
    [Excursion(before=2, first=3, last=4, extreme=3)]
    """
    found, low, top = [], 0, 0
    for i, value in enumerate(values):
        height = values[top] - values[low]
        if height >= needed and value <= values[top] - RECOVERED * height:
            found.append(_excursion(values, low, top, i))
            low = top = i
        elif value < values[low]:
            low = top = i
        elif value > values[top]:
            top = i
    return found


def _excursion(values: np.ndarray, low: int, top: int, back: int) -> Excursion:
    away = values[low:back] > (values[low] + values[top]) / 2
    inside = low + np.flatnonzero(away)
    return Excursion(before=low, first=int(inside[0]), last=int(inside[-1]), extreme=top)
