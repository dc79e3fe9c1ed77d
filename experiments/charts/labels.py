"""Where a label beside a point goes, so that it covers little."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.panel_svg import Size

ASIDE = (9, 22, 35)
LINES = (4, 20, -12, 34, -26, 48, -40)


@dataclass(frozen=True)
class Box:
    """Where a label lies: its left end, its width, and the line that it is written on."""

    left: float
    width: float
    base: float

    def covered(self, points: np.ndarray) -> int:
        """How many of these points, one x and y a row, the label would cover.

        >>> Box(left=100, width=50, base=40).covered(np.array([[120, 35], [120, 80]]))
        1
        """
        x, y = points[:, 0], points[:, 1] - self.base
        beside = (x >= self.left - 2) & (x <= self.left + self.width + 2)
        return int((beside & (y >= -12) & (y <= 4)).sum())

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
        return not apart and abs(self.base - other.base) < 14


def freest(
    x: float,
    y: float,
    width: float,
    points: np.ndarray,
    taken: Sequence[Box],
    size: Size,
) -> Box:
    """The place beside a point where a label of this width covers least.

    - `x`, `y`: the point, in SVG units; `points`: what is drawn, an x and y a row
    - `taken`: labels that are there already

    >>> size = Size("wide", 480, 400)
    >>> freest(200, 200, 50, np.array([[200, 200]]), [], size)
    Box(left=209, width=50, base=204)
    >>> freest(200, 200, 50, np.array([[200, 200], [220, 200]]), [], size)
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
    return min(
        boxes,
        key=lambda box: (sum(map(box.touches, taken)), box.covered(points) + box.away(x, y) / 20),
    )
