"""Where a label beside a point goes, so that it covers little."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.panel_svg import Size

ASIDE = (9, 22, 35)
LINES = (4, 20, -12, 34, -26, 48, -40)
HIGH = 14
"""How far apart two lines of words are that do not touch."""
REACH = max(map(abs, LINES)) + HIGH


class Drawn:
    """How much is drawn where, counted once, so that any part of it is asked for in no time.

    - `points`: an x and y a row, in SVG units; those outside of the drawing count nowhere

    >>> drawn = Drawn(np.array([[120.0, 35.0], [120.0, 80.0]]), Size("wide", 480, 400))
    >>> drawn.within(98, 152, 28, 44), drawn.within(98, 152, 28, 80), drawn.within(-9, 999, -9, 20)
    (1, 2, 0)
    """

    def __init__(self, points: np.ndarray, size: Size) -> None:
        self.columns, self.rows = int(size.width) + 1, int(size.height) + 1
        x, y = np.floor(points).T
        inside = (x >= 0) & (x < self.columns) & (y >= 0) & (y < self.rows)
        cells = (y[inside] * self.columns + x[inside]).astype(int)
        counts = np.bincount(cells, minlength=self.rows * self.columns)
        # Each cell holds how many points there are above and left of it: a summed-area table
        # (Crow 1984).
        self.sums = np.zeros((self.rows + 1, self.columns + 1), int)
        self.sums[1:, 1:] = counts.reshape(self.rows, self.columns).cumsum(0).cumsum(1)

    def within(self, left: float, right: float, top: float, bottom: float) -> int:
        """How many points lie in a part, to the unit.

        >>> drawn = Drawn(np.array([[120.0, 35.0]]), Size("wide", 480, 400))
        >>> drawn.within(120, 120, 35, 35), drawn.within(121, 480, 0, 400)
        (1, 0)
        """
        first, last = (min(max(int(x), 0), self.columns) for x in (left, right + 1))
        above, below = (min(max(int(y), 0), self.rows) for y in (top, bottom + 1))
        sums = self.sums
        found = sums[below, last] - sums[above, last] - sums[below, first] + sums[above, first]
        return int(found)


@dataclass(frozen=True)
class Box:
    """Where a label lies: its left end, its width, and the line that it is written on."""

    left: float
    width: float
    base: float

    def covered(self, drawn: Drawn) -> int:
        """How much of what is drawn the label would cover.

        >>> drawn = Drawn(np.array([[120.0, 35.0], [120.0, 80.0]]), Size("wide", 480, 400))
        >>> Box(left=100, width=50, base=40).covered(drawn)
        1
        """
        return drawn.within(
            self.left - 2, self.left + self.width + 2, self.base - 12, self.base + 4
        )

    def away(self, x: float, y: float) -> float:
        """How far from a point it lies, across and down.

        >>> Box(left=109, width=50, base=44).away(100, 40)
        13
        """
        return max(self.left - x, x - self.left - self.width, 0) + abs(self.base - y)

    def touches(self, other: "Box") -> bool:
        """Whether two labels would run into each other.

        >>> Box(left=100, width=50, base=40).touches(Box(left=140, width=50, base=45))
        True
        """
        apart = self.left > other.left + other.width or other.left > self.left + self.width
        return not apart and abs(self.base - other.base) < HIGH


def freest(
    x: float,
    y: float,
    width: float,
    drawn: Drawn,
    taken: Sequence[Box],
    size: Size,
) -> Box:
    """The place beside a point where a label of this width covers least.

    - `x`, `y`: the point, in SVG units
    - `taken`: labels that are there already

    >>> size = Size("wide", 480, 400)
    >>> freest(200, 200, 50, Drawn(np.array([[200, 200]]), size), [], size)
    Box(left=209, width=50, base=204)
    >>> freest(200, 200, 50, Drawn(np.array([[200, 200], [220, 200]]), size), [], size)
    Box(left=141, width=50, base=204)
    """
    boxes = [
        Box(left, width, base)
        for aside in ASIDE
        for base in (y + line for line in LINES)
        for left in (x + aside, x - aside - width)
        if left >= size.left and left + width <= size.width and base <= size.floor
    ]
    if not boxes:
        return Box(x - ASIDE[0] - width, width, y + LINES[0])
    near = [other for other in taken if abs(other.base - y) < REACH]
    return min(
        boxes,
        key=lambda box: (sum(map(box.touches, near)), box.covered(drawn) + box.away(x, y) / 20),
    )
