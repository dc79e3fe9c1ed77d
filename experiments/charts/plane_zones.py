"""The names of the parts of a loss-accuracy plane."""

from collections.abc import Iterator
from dataclasses import dataclass

from experiments.charts.labels import Box
from experiments.charts.mark_words import FAR
from experiments.charts.plane_inset import Inset
from experiments.charts.plane_scene import Scene
from experiments.charts.sheet import Size
from experiments.charts.words import text_width

ROOM_FOR_WORDS = 20
BELOW = ("below the floor: not a mean cross-entropy", "below the floor")
BETWEEN = "calibrated band"
ABOVE = ("above the ceiling: miscalibrated", "above the ceiling")


@dataclass(frozen=True)
class Zone:
    """The name of a part of a plane, where it stands, and its classes."""

    words: str
    box: Box
    style: str = "zone"

    @property
    def svg(self) -> str:
        """Its text; all of it is the plane's own.

        >>> Zone("calibrated band", Box(48, 90, 300)).svg
        '<text class="zone" x="48" y="300.0">calibrated band</text>'
        """
        x = self.box.left + (self.box.width if "a-end" in self.style else 0)
        return f'<text class="{self.style}" x="{x:g}" y="{self.box.base:.1f}">{self.words}</text>'


def zones(scene: Scene, size: Size, closer: Inset | None) -> list[Zone]:
    """What lies below the floor, in the band and above the ceiling, where there is room to say so.

    >>> from experiments.charts.plane_scene import PlaneRun, scene as scene_of, trails
    >>> from experiments.curves import Curves
    >>> one = PlaneRun("one", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> shown = scene_of(trails([one], "val"), "val", None, is_cross_entropy=False)
    >>> zones(shown, Size("wide", 480, 400), None)
    []
    """
    return [zone for zone in _named(scene, size) if not _lies_under(closer, zone.box)]


def _named(scene: Scene, size: Size) -> Iterator[Zone]:
    if scene.lower is None:
        return
    left = size.left + 8
    if words := next((w for w in BELOW if _fits_below(scene, size, w)), ""):
        yield Zone(words, Box(left, text_width(words), size.floor - 8), "zone halo")
    if scene.upper is None:
        return
    ground = _y(scene, size, float(scene.lower[0]))
    roof = max(size.top, _y(scene, size, float(scene.upper[0])))
    if ground - roof > 2 * ROOM_FOR_WORDS:
        yield Zone(BETWEEN, Box(left, text_width(BETWEEN), ground - 10))
    if words := next((w for w in ABOVE if _fits_above(scene, size, w)), ""):
        width = text_width(words)
        yield Zone(words, Box(size.end - width, width, size.top + 14), "zone a-end")


def _lies_under(closer: Inset | None, box: Box) -> bool:
    return closer is not None and any(box.touches(Box(a, b - a, y)) for a, b, y in closer.lines())


def _fits_below(scene: Scene, size: Size, words: str) -> bool:
    """Whether words at the left end of the axis stay below the floor over their whole length."""
    end = size.left + 8 + text_width(words)
    grounds = zip(scene.edge.tolist(), scene.lower.tolist(), strict=True)
    over = [_y(scene, size, loss) for at, loss in grounds if size.x(scene.x_axis, at) <= end]
    return size.floor - max(over) > ROOM_FOR_WORDS


def _fits_above(scene: Scene, size: Size, words: str) -> bool:
    """Whether words at the right end of the plot stay above the ceiling over their whole length."""
    begin = size.end - text_width(words) - 4
    roofs = zip(scene.edge.tolist(), scene.upper.tolist(), strict=True)
    below = [_y(scene, size, loss) for at, loss in roofs if size.x(scene.x_axis, at) >= begin]
    return min(below) - size.top > ROOM_FOR_WORDS


def _y(scene: Scene, size: Size, loss: float) -> float:
    return size.y(scene.y_axis, loss, FAR)
