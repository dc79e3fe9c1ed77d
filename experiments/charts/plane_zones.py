"""The names of the parts of a loss-accuracy plane."""

from collections.abc import Iterator

from experiments.charts.labels import Box
from experiments.charts.mark_words import FAR
from experiments.charts.plane_inset import Inset
from experiments.charts.plane_scene import Scene
from experiments.charts.sheet import Size
from experiments.charts.words import text_width

ROOM_FOR_WORDS = 20
BELOW = ("below the floor: not a mean cross-entropy", "below the floor")
ABOVE = ("above the ceiling: miscalibrated", "above the ceiling")


def zone_names(scene: Scene, size: Size, closer: Inset | None) -> Iterator[str]:
    """What lies below the floor, in the band and above the ceiling, where there is room to say so.

    >>> from experiments.charts.plane_scene import PlaneRun, scene as scene_of, trails
    >>> from experiments.curves import Curves
    >>> one = PlaneRun("one", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> shown = scene_of(trails([one], "val"), "val", None, is_cross_entropy=False)
    >>> list(zone_names(shown, Size("wide", 480, 400), None))
    []
    """
    if scene.lower is None:
        return
    left = size.left + 8
    ground = _y(scene, size, float(scene.lower[0]))
    if words := next((w for w in BELOW if _fits_below(scene, size, w)), ""):
        yield f'<text class="zone halo" x="{left:g}" y="{size.floor - 8:g}">{words}</text>'
    if scene.upper is None:
        return
    roof = max(size.top, _y(scene, size, float(scene.upper[0])))
    words, base = "calibrated band", ground - 10
    if ground - roof > 2 * ROOM_FOR_WORDS and not _lies_under(closer, words, left, base):
        yield f'<text class="zone" x="{left:g}" y="{base:.1f}">{words}</text>'
    words = next((w for w in ABOVE if _fits_above(scene, size, w)), "")
    if words and not _lies_under(closer, words, size.end - text_width(words), size.top + 14):
        yield f'<text class="zone a-end" x="{size.end:g}" y="{size.top + 14:g}">{words}</text>'


def _lies_under(closer: Inset | None, words: str, left: float, base: float) -> bool:
    box = Box(left, text_width(words), base)
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
