"""Where a label beside a point goes, so that it covers little."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.panel_svg import Size

DISTANCE = 9
LINES = (4, 20, -12, 34, -26)


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

    - `x`, `y`: the point, in SVG units; `points`: all points that are drawn, an x and y a row
    - `taken`: labels that are there already

    >>> size = Size("wide", 480, 400)
    >>> freest(200, 200, 50, np.array([[200, 200]]), [], size)
    Box(left=209, width=50, base=204)
    >>> freest(200, 200, 50, np.array([[200, 200], [220, 200]]), [], size)
    Box(left=141, width=50, base=204)
    """
    boxes = [
        Box(left, width, base)
        for base in (y + line for line in LINES)
        for left in (x + DISTANCE, x - DISTANCE - width)
        if left >= size.left and left + width <= size.width and base <= size.floor
    ]
    if not boxes:
        return Box(x - DISTANCE - width, width, y + LINES[0])
    return min(
        boxes,
        key=lambda box: (sum(map(box.touches, taken)), box.covered(points)),
    )
