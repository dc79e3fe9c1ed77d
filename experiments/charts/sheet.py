"""The parts of any drawing: its size and margins, axes, paths, and what lies outside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.scale import Axis
from experiments.charts.words import strong_width, text_width

AT_END = 6
"""Between the end of a line and its label."""


@dataclass(frozen=True)
class Size:
    """A drawing's size and the margins around its plot, in SVG units."""

    name: str
    width: float
    height: float
    left: float = 40
    right: float = 92
    top: float = 30
    bottom: float = 26

    def x(self, axis: Axis, value: float) -> float:
        """Where a value lies from the left, in SVG units.

        >>> Size("wide", 584, 300).x(Axis(0, 10, (), ()), 5)
        266.0
        """
        return self.left + axis.place(value) * (self.width - self.left - self.right)

    def y(self, axis: Axis, value: float, highest: float = 1.0) -> float:
        """Where a value lies from the top, in SVG units.

        Values above the axis lie at its top, or up to `highest` axes high to be clipped.

        >>> Size("wide", 584, 300).y(Axis(0, 1, (), ()), 0.5)
        152.0
        """
        share = min(max(axis.place(value), -0.02), highest) if value > 0 or not axis.log else 0.0
        return self.height - self.bottom - share * (self.height - self.top - self.bottom)

    def points(
        self, x_axis: Axis, y_axis: Axis, x: np.ndarray, y: np.ndarray, highest: float = 1.0
    ) -> np.ndarray:
        """As `x` and `y` for many values at once, one point a row; the height of NaN is NaN.

        >>> axis = Axis(0, 1, (), ())
        >>> Size("wide", 584, 300).points(axis, axis, np.array([0.0]), np.array([0.5])).tolist()
        [[40.0, 152.0]]
        """
        share = np.clip(y_axis.places(y), -0.02, highest)
        if y_axis.log:
            share = np.where(y <= 0, 0.0, share)
        across = self.left + x_axis.places(x) * (self.width - self.left - self.right)
        return np.column_stack([across, self.floor - share * (self.floor - self.top)])

    def roomy(self, labels: Sequence[str]) -> "Size":
        """The same size, with the room at its right that labels at the ends of lines take.

        >>> Size("wide", 584, 300).roomy(["train 100.0 %"]).right
        99.0
        """
        most = max(map(strong_width, labels), default=0.0)
        needed = float(np.ceil(most + AT_END))
        return replace(self, right=needed) if needed > self.right else self

    @property
    def floor(self) -> float:
        return self.height - self.bottom

    @property
    def plot(self) -> float:
        return self.end - self.left

    @property
    def end(self) -> float:
        return self.width - self.right


def axes_svg(x_axis: Axis, y_axis: Axis, size: Size) -> Iterator[str]:
    """Horizontal grid, base line, and the numbers at both axes; numbers that touch are left out.

    >>> axis = Axis(0, 1, (0.0, 1.0), ("0", "1"))
    >>> [part for part in axes_svg(axis, axis, Size("wide", 584, 300)) if ">1</text>" in part][0]
    '<text class="a-end" x="32" y="33.5">1</text>'
    """
    for value, label in zip(y_axis.ticks, y_axis.labels, strict=True):
        y = size.y(y_axis, value)
        yield f'<path class="grid" d="M{size.left:g} {y:.1f}H{size.end:g}"/>'
        yield f'<text class="a-end" x="{size.left - 8:g}" y="{y + 3.5:.1f}">{label}</text>'
    yield f'<path class="axis" d="M{size.left:g} {size.floor:g}H{size.end:g}"/>'
    for x, _, label in seen_ticks(x_axis, size):
        yield f'<text class="a-mid" x="{x:.1f}" y="{size.floor + 16:g}">{label}</text>'


def seen_ticks(axis: Axis, size: Size) -> Iterator[tuple[float, float, str]]:
    """Those ticks of an x axis whose labels do not touch: where, at which value, and the label.

    >>> axis = Axis(0, 1000, (0.0, 1.0, 1000.0), ("0", "1", "1,000"))
    >>> [label for _, _, label in seen_ticks(axis, Size("wide", 584, 300))]
    ['0', '1,000']
    """
    free_from = 0.0
    for value, label in zip(axis.ticks, axis.labels, strict=True):
        x, half = size.x(axis, value), text_width(label) / 2
        if x - half >= free_from:
            free_from = x + half + 4
            yield x, value, label


def clipped(parts: Iterable[str], size: Size, name: str) -> Iterator[str]:
    """What lies outside of the plot is not seen; `name` is an id of its own.

    >>> "".join(clipped(["<path/>"], Size("wide", 9, 9), "loss-c")).endswith("<path/></g>")
    True
    """
    # Half a line's width of room, so that lines along the edges keep theirs.
    top, height = size.top - 1, size.floor - size.top + 2
    yield f'<clipPath id="{name}"><rect x="{size.left - 1:g}" y="{top:g}"'
    yield f' width="{size.end - size.left + 2:g}" height="{height:g}"/></clipPath>'
    yield f'<g clip-path="url(#{name})">'
    yield from parts
    yield "</g>"


def path(points: Iterable[tuple[float, float]] | np.ndarray) -> str:
    """The `d` of a path through points, one a row; a point with NaN leaves a gap.

    >>> path([(0, 1), (2, 3), (4, float("nan")), (6, 7)])
    'M0 1L2 3M6 7h0'
    """
    rows = points if isinstance(points, np.ndarray) else np.array(list(points), dtype=float)
    rows = rows.reshape(-1, 2)
    known = np.flatnonzero(~np.isnan(rows[:, 1]))
    parts = np.split(rows[known], np.flatnonzero(np.diff(known) > 1) + 1)
    return "".join(_way(part) for part in parts if len(part))


def dots(points: Sequence[tuple[float, float]]) -> str:
    """The `d` of a path that has a dot at each point, where its line has round ends.

    >>> dots([(0, 1), (2.5, 3)])
    'M0 1h0M2.5 3h0'
    """
    drawn = ("M%.1f %.1fh0" * len(points)) % tuple(number for point in points for number in point)
    return drawn.replace(".0 ", " ").replace(".0h", "h")


def along(corners: np.ndarray) -> np.ndarray:
    """Points along a line through corners, one a row, at most 1 apart; NaN is a gap.

    >>> along(np.array([[0.0, 0.0], [0.0, 1.0]])).tolist()
    [[0.0, 0.0], [0.0, 0.5], [0.0, 0.0], [0.0, 1.0]]
    """
    ways = np.diff(corners, axis=0)
    count = np.ceil(np.nan_to_num(np.hypot(*ways.T))).astype(int) + 1
    at = np.repeat(np.arange(len(ways)), count)
    share = (np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)) / count[at]
    points = np.concatenate([corners[at] + ways[at] * share[:, None], corners])
    return points[~np.isnan(points).any(axis=1)]


def _way(rows: np.ndarray) -> str:
    # One format for all numbers: a call for each of them takes most of the time of a page.
    drawn = ("%.1f %.1fL" * len(rows)) % tuple(rows.ravel().tolist())
    way = drawn.replace(".0 ", " ").replace(".0L", "L").removesuffix("L")
    return f"M{way}" if len(rows) > 1 else f"M{way}h0"
