"""The loss-accuracy plane of a run: one point an epoch, and where calibrated models lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from experiments.analysis.two_numbers import ceiling, floor
from experiments.charts.labels import Box, freest
from experiments.charts.panel_svg import FAR, Size, axes_svg, clipped, path
from experiments.charts.plane_range import loss_axis, percent_axis
from experiments.charts.plane_words import described, noted
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, text_width, value_label
from experiments.curves import Curves

WIDE = Size("wide", 480, 400, left=40, right=24, top=38, bottom=44)
NARROW = Size("narrow", 328, 300, left=40, right=24, top=38, bottom=44)
MOST_POINTS = 500
EDGE_POINTS = 64
ROOM_FOR_WORDS = 24


@dataclass(frozen=True)
class Plane:
    """The drawing in two sizes, in words for those who cannot see it, and what it shows."""

    svg_wide: str
    svg_narrow: str
    description: str
    note: str


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn: accuracies in percent, losses, their epochs, and the bounds beside them.

    `lower` and `upper` are the floor and the ceiling along `edge` (percent), None where unknown.
    """

    epoch: np.ndarray
    accuracy: np.ndarray
    loss: np.ndarray
    x_axis: Axis
    y_axis: Axis
    edge: np.ndarray
    lower: np.ndarray | None
    upper: np.ndarray | None
    marks: tuple[float, ...]
    counted_by: str
    split: str


def plane(
    curves: Curves,
    split: str,
    classes: int | None,
    *,
    keep: Sequence[float | None] = (),
    is_cross_entropy: bool = True,
) -> Plane | None:
    """The plane of one split; None where no epoch has a loss and an accuracy.

    - `split`: ``train``, ``val`` or ``test``
    - `classes`: number of classes, at least 2; without it there is a floor and no ceiling
    - `keep`: epochs to name beside the last one, as the log counts them
    - `is_cross_entropy`: False for losses that floor and ceiling say nothing about

    >>> drawn = plane(Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]), "val", 2)
    >>> drawn.note
    'A calibrated model of 2 classes lies in the grey band. Both epochs do.'
    >>> plane(Curves.of(val_loss=[0.6]), "val", 2) is None
    True
    """
    loss, accuracy = curves.values(f"{split}_loss"), curves.values(f"{split}_accuracy")
    both = np.isfinite(loss) & np.isfinite(accuracy) & (accuracy >= 0) & (accuracy <= 1)
    if not both.any():
        return None
    epoch, loss, accuracy = curves.epoch[both], loss[both], accuracy[both]
    k = classes if is_cross_entropy else None
    scene = _scene(curves, split, epoch, accuracy, loss, k, keep, is_cross_entropy)
    words = described(split, curves.counted_by, epoch, accuracy, loss)
    note = noted(curves.counted_by, accuracy, loss, k, is_cross_entropy)
    return Plane(
        svg_wide=_draw(scene, WIDE, f"{words} {note}"),
        svg_narrow=_draw(scene, NARROW, f"{words} {note}"),
        description=words,
        note=note,
    )


def _scene(
    curves: Curves,
    split: str,
    epoch: np.ndarray,
    accuracy: np.ndarray,
    loss: np.ndarray,
    classes: int | None,
    keep: Sequence[float | None],
    is_cross_entropy: bool,
) -> Scene:
    y_axis = loss_axis(loss)
    x_axis = percent_axis(100 * accuracy[loss <= y_axis.high])
    edge = np.linspace(x_axis.low, x_axis.high, EDGE_POINTS)
    shares = np.clip(edge / 100, 0, 1)
    marks = tuple(dict.fromkeys([e for e in keep if e is not None] + [float(epoch[-1])]))
    few = _few(epoch, loss, accuracy, marks)
    return Scene(
        epoch=epoch[few],
        accuracy=100 * accuracy[few],
        loss=loss[few],
        x_axis=x_axis,
        y_axis=y_axis,
        edge=edge,
        lower=np.array([floor(a) for a in shares]) if is_cross_entropy else None,
        upper=np.array([ceiling(a, classes) for a in shares]) if classes else None,
        marks=marks,
        counted_by=curves.counted_by,
        split=split,
    )


def _few(
    epoch: np.ndarray, loss: np.ndarray, accuracy: np.ndarray, marks: Sequence[float]
) -> np.ndarray:
    """Positions at even distances, with the extremes and the named epochs among them."""
    if len(epoch) <= MOST_POINTS:
        return np.arange(len(epoch))
    even = np.linspace(0, len(epoch) - 1, MOST_POINTS).round().astype(int)
    extremes = [f(v) for v in (loss, accuracy) for f in (np.argmin, np.argmax)]
    return np.unique([*even, *extremes, *np.flatnonzero(np.isin(epoch, marks))])


def _draw(scene: Scene, size: Size, description: str) -> str:
    ids = f"plane-{size.name}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">Loss against accuracy, one point an {scene.counted_by}</title>',
        f'<desc id="{ids}-d">{escape(description)}</desc>',
        *clipped(_bounds(scene, size), size, f"{ids}-b"),
        *axes_svg(scene.x_axis, scene.y_axis, size),
        *_zone_names(scene, size),
        *clipped(_trail(scene, size), size, f"{ids}-c"),
        *_named(scene, size),
        *_captions(scene, size),
        "</svg>",
    ]
    return "".join(parts)


def _bounds(scene: Scene, size: Size) -> Iterator[str]:
    if scene.lower is None:
        return
    bottom = _places(scene, size, scene.edge, scene.lower)
    if scene.upper is not None:
        top = _places(scene, size, scene.edge, scene.upper)
        yield f'<path class="cal" d="{path([*top, *reversed(bottom)])}Z"/>'
        yield f'<path class="cal-edge" d="{path(top)}"/>'
    yield f'<path class="cal-edge" d="{path(bottom)}"/>'


def _zone_names(scene: Scene, size: Size) -> Iterator[str]:
    if scene.lower is None:
        return
    left = size.left + 8
    ground = _y(scene, size, float(scene.lower[0]))
    if size.floor - ground > ROOM_FOR_WORDS:
        words = "below the floor: not a mean cross-entropy"
        yield f'<text class="zone halo" x="{left:g}" y="{size.floor - 8:g}">{words}</text>'
    if scene.upper is None:
        return
    roof = max(size.top, _y(scene, size, float(scene.upper[0])))
    if ground - roof > 2 * ROOM_FOR_WORDS:
        yield f'<text class="zone" x="{left:g}" y="{ground - 10:.1f}">calibrated band</text>'
    if _y(scene, size, float(scene.upper[-1])) - size.top > 2 * ROOM_FOR_WORDS:
        words = "above the ceiling: miscalibrated"
        yield f'<text class="zone a-end" x="{size.end:g}" y="{size.top + 14:g}">{words}</text>'


def _trail(scene: Scene, size: Size) -> Iterator[str]:
    places = _places(scene, size, scene.accuracy, scene.loss)
    yield f'<path class="line trail s1" d="{path(places)}"/>'
    radius = 2.6 if len(places) <= 60 else 1.8
    for x, y in places:
        if _inside(size, x, y):
            yield f'<circle class="pt" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>'


def _named(scene: Scene, size: Size) -> Iterator[str]:
    points = _places(scene, size, scene.accuracy, scene.loss)
    taken: list[Box] = []
    for mark in scene.marks:
        [(x, y)] = [p for p, e in zip(points, scene.epoch, strict=True) if e == mark] or [(-1, -1)]
        if not _inside(size, x, y):
            continue
        yield f'<circle class="dot f1" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
        text = f"{scene.counted_by} {number_of(mark)}"
        width = text_width(text, 12)
        box = freest(x, y, width, points, taken, size)
        taken.append(box)
        anchor, place = (" a-end", x - 9) if box.left < x else ("", x + 9)
        yield f'<text class="lab-strong halo{anchor}" x="{place:.1f}" y="{box.base:.1f}">'
        yield f"{text}</text>"


def _captions(scene: Scene, size: Size) -> Iterator[str]:
    yield f'<text x="0" y="12">{scene.split} loss</text>'
    yield f'<text class="a-end" x="{size.end:g}" y="{size.height - 6:g}">{scene.split} accuracy'
    yield "</text>"
    above = scene.loss[scene.loss > scene.y_axis.high]
    if len(above):
        lie = f"{scene.counted_by} lies" if len(above) == 1 else f"{scene.counted_by}s lie"
        words = f"{len(above):,} {lie} above, up to {value_label('loss', above.max())}"
        yield f'<text class="zone" x="{size.left:g}" y="{size.top - 8:g}">{words}</text>'


def _places(scene: Scene, size: Size, x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    pairs = zip(x.tolist(), y.tolist(), strict=True)
    return [(size.x(scene.x_axis, a), _y(scene, size, b)) for a, b in pairs]


def _y(scene: Scene, size: Size, loss: float) -> float:
    return size.y(scene.y_axis, loss, FAR)


def _inside(size: Size, x: float, y: float) -> bool:
    return size.left - 1 <= x <= size.end + 1 and size.top - 1 <= y <= size.floor + 1
