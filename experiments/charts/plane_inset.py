"""Where epochs pile up on a loss-accuracy plane, and where a closer look at them fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from experiments.charts.plane_scene import Scene, Trail
from experiments.charts.scale import Axis, linear_axis
from experiments.charts.sheet import Size

FEWEST = 12
LATER = (0.1, 0.25, 0.5)
"""Shares of a run that may be left out at its start, where it moves fast."""
LAST = (0.75, 0.9)
"""Of several runs only the last epochs may lie together."""
MOST_WIDE = 0.22
"""What piles up covers no more than this share of either axis."""
SHARES = (0.42, 0.36, 0.32)
"""Of a plane that the plot of an inset takes, the largest that has room."""
ROOM = 0.08
# Beside and below the inset's plot, for its numbers, and above it for its words.
LEFT, RIGHT, TOP, BOTTOM = 38, 20, 18, 22
MOST_COVERED = 0.04
LETTER = 12
WORDS = 26
"""The room that the words at the bottom of a plane take."""
BETWEEN = 12

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in SVG units."""


@dataclass(frozen=True, eq=False)
class Inset:
    """A closer look: the same trails on axes of their own, where it lies, and what it shows.

    - `size`: reaches as far as the inset, with margins that leave its plot
    - `source`: the part of the plane that is shown closer; `count`: how many points lie in it
    """

    scene: Scene
    size: Size
    source: Box
    count: int

    @property
    def frame(self) -> Box:
        """The inset with its numbers and words."""
        return _outer(self.size)

    def shows(self, x: float, y: float) -> bool:
        """Whether a place of the plane is shown closer.

        >>> Inset(None, None, (10, 10, 20, 20), 0).shows(15, 19)
        True
        """
        left, top, right, bottom = self.source
        return left <= x <= right and top <= y <= bottom

    def lines(self) -> Iterator[tuple[float, float, float]]:
        """Left, right and height of lines that a label must not be written on.

        >>> size = Size("wide", 100, 60, left=40, right=22, top=20, bottom=24)
        >>> list(Inset(None, size, (0, 0, 0, 0), 0).lines())[0]
        (2, 98, 2)
        """
        left, top, right, bottom = self.frame
        for y in np.arange(top, bottom + 1, LETTER).tolist():
            yield left, right, y


def inset(scene: Scene, size: Size) -> Inset | None:
    """The inset of a plane; None where epochs are apart, or where there is no free place for one.

    >>> from experiments.charts.plane_scene import PlaneRun, scene as scene_of, trails
    >>> from experiments.curves import Curves
    >>> epoch = np.arange(1, 61)
    >>> run = Curves.of(val_loss=0.2 + 1 / epoch**2, val_accuracy=0.9 - 0.6 / epoch**2)
    >>> shown = scene_of(trails([PlaneRun("one", run)], "val"), "val", 10, is_cross_entropy=True)
    >>> found = inset(shown, Size("wide", 480, 400, left=40, right=24, top=38, bottom=44))
    >>> found.count, found.scene.x_axis.high - found.scene.x_axis.low < 10
    (54, True)
    """
    shares = LATER if len(scene.trails) == 1 else (*LATER, *LAST)
    piles = (_later(scene, share) for share in shares)
    pile = next((points for points in piles if len(points) and _piles(scene, points)), None)
    if pile is None:
        return None
    axes = [_axis(pile[:, i], unit) for i, unit in enumerate((" %", ""))]
    closer = replace(scene, x_axis=axes[0], y_axis=axes[1])
    source = _source(closer, scene, size)
    place = _free(scene, size, source)
    if place is None:
        return None
    within = [axis.low <= v for axis, v in zip(axes, _all(scene).T, strict=True)]
    within += [axis.high >= v for axis, v in zip(axes, _all(scene).T, strict=True)]
    return Inset(closer, place, source, int(np.logical_and.reduce(within).sum()))


def _all(scene: Scene) -> np.ndarray:
    """Accuracy and loss of every point, one a row."""
    return np.concatenate([np.column_stack([t.accuracy, t.loss]) for t in scene.trails])


def _later(scene: Scene, share: float) -> np.ndarray:
    late = [np.column_stack([t.accuracy, t.loss])[t.age >= share] for t in scene.trails]
    points = np.concatenate(late)
    return points[points[:, 1] <= scene.y_axis.high]


def _piles(scene: Scene, points: np.ndarray) -> bool:
    low, high = points.min(axis=0), points.max(axis=0)
    wide = (high - low) / [_length(scene.x_axis), _length(scene.y_axis)]
    return len(points) >= FEWEST and bool((wide <= MOST_WIDE).all()) and bool((wide > 0).all())


def _length(axis: Axis) -> float:
    return axis.high - axis.low


def _axis(values: np.ndarray, unit: str) -> Axis:
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low)
    axis = linear_axis(low - room, high + room, most=3)
    return replace(axis, labels=tuple(f"{label}{unit}" for label in axis.labels))


def _source(closer: Scene, scene: Scene, size: Size) -> Box:
    x, y = closer.x_axis, closer.y_axis
    return (
        size.x(scene.x_axis, x.low),
        size.y(scene.y_axis, y.high),
        size.x(scene.x_axis, x.high),
        size.y(scene.y_axis, y.low),
    )


def _free(scene: Scene, size: Size, source: Box) -> Size | None:
    """The place that covers least of what is drawn, and nothing of what is shown closer."""
    drawn = np.concatenate([_drawn(scene, size, trail) for trail in scene.trails])
    for share in SHARES:
        places = [p for p in _places(size, share) if not _touch(_outer(p), source)]
        best = min(places, key=lambda place: _covered(drawn, _outer(place)), default=None)
        if best and _covered(drawn, _outer(best)) <= MOST_COVERED * len(drawn):
            return best
    return None


def _places(size: Size, share: float) -> Iterator[Size]:
    width, height = share * size.plot, share * (size.floor - size.top)
    lefts = (size.left + LEFT + 6, (size.left + size.end - width) / 2, size.end - width - RIGHT)
    tops = (
        size.top + TOP,
        (size.top + size.floor - height) / 2,
        size.floor - height - BOTTOM - WORDS,
    )
    for left, top in product(lefts, tops):
        # As wide and high as the inset reaches, so that its words stay in it.
        ends = {"width": left + width + RIGHT, "height": top + height + BOTTOM}
        yield replace(size, left=left, top=top, right=RIGHT, bottom=BOTTOM, **ends)


def _outer(place: Size) -> Box:
    return (place.left - LEFT, place.top - TOP, place.end + RIGHT, place.floor + BOTTOM)


def _drawn(scene: Scene, size: Size, trail: Trail) -> np.ndarray:
    """Places along the way, the points themselves and some between them."""
    at = np.arange(len(trail.loss))
    fine = np.linspace(0, len(at) - 1, len(at) * BETWEEN)
    accuracy, loss = np.interp(fine, at, trail.accuracy), np.interp(fine, at, trail.loss)
    return size.points(scene.x_axis, scene.y_axis, accuracy, loss)


def _covered(points: np.ndarray, box: Box) -> int:
    x, y = points.T
    return int(((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])).sum())


def _touch(one: Sequence[float], other: Sequence[float]) -> bool:
    beside = one[0] > other[2] + 6 or other[0] > one[2] + 6
    return not beside and not (one[1] > other[3] + 6 or other[1] > one[3] + 6)
