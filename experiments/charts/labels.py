"""Where a label beside a point goes, so that it covers little."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.charts.panel_svg import Size

DISTANCE = 9
LINES = (4, 20, -12, 34, -26)


@dataclass(frozen=True)
class Box:
    """Where a label lies: its left end, its width, and the line that it is written on."""

    left: float
    width: float
    base: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the label would cover a point.

        >>> Box(left=100, width=50, base=40).holds(120, 35)
        True
        """
        return self.left - 2 <= x <= self.left + self.width + 2 and -12 <= y - self.base <= 4

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
    points: Sequence[tuple[float, float]],
    taken: Sequence[Box],
    size: Size,
) -> Box:
    """The place beside a point where a label of this width covers least.

    - `x`, `y`: the point, in SVG units; `points`: all points that are drawn
    - `taken`: labels that are there already

    >>> size = Size("wide", 480, 400)
    >>> freest(200, 200, 50, [(200, 200)], [], size)
    Box(left=209, width=50, base=204)
    >>> freest(200, 200, 50, [(200, 200), (220, 200)], [], size)
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
        key=lambda box: (sum(map(box.touches, taken)), sum(box.holds(*point) for point in points)),
    )
