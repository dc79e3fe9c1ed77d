"""The loss-accuracy plane as SVG, drawn by the server and coloured by the style sheet."""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from experiments.charts.labels import Box, Drawn, freest
from experiments.charts.panel_svg import FAR, Size, axes_svg, clipped, path
from experiments.charts.plane_captions import SHADES, captions, ramp
from experiments.charts.plane_inset import LETTER, Inset, inset
from experiments.charts.plane_scene import Scene, Trail
from experiments.charts.plane_zones import Zone, zones
from experiments.charts.sheet import along, dots
from experiments.charts.words import number_of, strong_width, text_width

WIDE = Size("wide", 480, 400, left=40, right=24, top=38, bottom=44)
NARROW = Size("narrow", 328, 300, left=40, right=24, top=38, bottom=44)
AGES = 4
"""Steps of each run's own colour by epoch, where there are several."""
MANY_POINTS = 60

Place = tuple[float, float]


def draw(scene: Scene, size: Size, description: str, name: str) -> str:
    """SVG markup; `name` begins the ids in it. All text is escaped.

    >>> from experiments.charts.plane_scene import PlaneRun, scene, trails
    >>> from experiments.curves import Curves
    >>> one = PlaneRun("baseline", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> shown = scene(trails([one], "val"), "val", 2, is_cross_entropy=True)
    >>> svg = draw(shown, NARROW, "Loss < 0.5.", "plane")
    >>> '<desc id="plane-narrow-d">Loss &lt; 0.5.</desc>' in svg, svg.count('class="pt"')
    (True, 2)
    """
    ids = f"{name}-{size.name}"
    closer = inset(scene, size)
    parts_named = zones(scene, size, closer)
    title = f"Loss against accuracy, one point {_an(scene.counted_by)}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">{title}</title>',
        f'<desc id="{ids}-d">{escape(description)}</desc>',
        *clipped(_bounds(scene, size), size, f"{ids}-b"),
        *axes_svg(scene.x_axis, scene.y_axis, size),
        *(zone.svg for zone in parts_named),
        *clipped(_ways(scene, size), size, f"{ids}-c"),
        *_named(scene, size, closer, parts_named),
        *(_closer(closer, f"{ids}-i") if closer else ()),
        *captions(scene, size),
        *ramp(scene, size),
        "</svg>",
    ]
    return "".join(parts)


def _an(noun: str) -> str:
    return f"an {noun}" if noun == "epoch" else f"a {noun}"


def _bounds(scene: Scene, size: Size) -> Iterator[str]:
    if scene.lower is None:
        return
    bottom = _places(scene, size, scene.edge, scene.lower)
    if scene.upper is not None:
        top = _places(scene, size, scene.edge, scene.upper)
        yield f'<path class="cal" d="{path([*top, *reversed(bottom)])}Z"/>'
        yield f'<path class="cal-edge" d="{path(top)}"/>'
    yield f'<path class="cal-edge" d="{path(bottom)}"/>'


def _ways(scene: Scene, size: Size) -> Iterator[str]:
    crowded = sum(len(trail.epoch) for trail in scene.trails) > MANY_POINTS
    for trail in scene.trails:
        yield from _way(scene, size, trail, "pt many" if crowded else "pt")


def _way(scene: Scene, size: Size, trail: Trail, points: str) -> Iterator[str]:
    """The path and its points, in steps of colour from the first epoch to the last."""
    places = _places(scene, size, trail.accuracy, trail.loss)
    steps = AGES if trail.letter else SHADES
    step = np.minimum((trail.age * steps).astype(int), steps - 1)
    for shade in np.unique(step):
        here = np.flatnonzero(step == shade)
        style = _style(trail, int(shade) + 1)
        joined = places[max(0, here[0] - 1) : here[-1] + 1]
        yield f'<g class="{style}"><path class="line trail" d="{path(joined)}"/>'
        # All in one path: an element for each of thousands is slow to show.
        if seen := [places[i] for i in here if _inside(size, *places[i])]:
            yield f'<path class="{points}" d="{dots(seen)}"/>'
        yield "</g>"


def _style(trail: Trail, step: int) -> str:
    return f"way w{trail.colour} age{step}" if trail.letter else f"way ep{step}"


def _closer(closer: Inset, name: str) -> Iterator[str]:
    """The inset over the plane: a frame, what it is of, and the same drawing on its own axes."""
    scene, size = closer.scene, closer.size
    for style, (left, top, right, bottom) in (("of", closer.source), ("in", closer.frame)):
        yield f'<rect class="inset-{style}" x="{left:.1f}" y="{top:.1f}"'
        yield f' width="{right - left:.1f}" height="{bottom - top:.1f}"/>'
    yield from clipped(_bounds(scene, size), size, f"{name}b")
    yield from axes_svg(scene.x_axis, scene.y_axis, size)
    yield from clipped(_ways(scene, size), size, f"{name}c")
    yield from _named(scene, size, above=size.top)
    noun = f"{scene.counted_by}s" if len(scene.trails) == 1 else "points"
    yield f'<text class="zone" x="{size.left:.1f}" y="{size.top - 6:.1f}">'
    yield f"closer: {closer.count:,} {noun}</text>"


def _named(
    scene: Scene,
    size: Size,
    closer: Inset | None = None,
    parts_named: Sequence[Zone] = (),
    above: float = 0,
) -> Iterator[str]:
    """Names beside their points, none of them on the name of a zone.

    Those in the inset are named there, and none lies under it.

    `above`: higher up no name is written
    """
    ways = [along(_corners(scene, size, trail)) for trail in scene.trails]
    drawn = Drawn(np.concatenate(ways), size)
    taken = [Box(left, right - left, y) for left, right, y in closer.lines()] if closer else []
    taken += [zone.box for zone in parts_named]
    taken += [Box(0, size.width, y) for y in np.arange(above, -1, -LETTER).tolist() if above]
    for trail in scene.trails:
        named = _letter if trail.letter else _epochs
        yield from named(scene, size, trail, drawn, taken, closer)


def _epochs(
    scene: Scene,
    size: Size,
    trail: Trail,
    drawn: Drawn,
    taken: list[Box],
    closer: Inset | None,
) -> Iterator[str]:
    """A ring at the first epoch, dots at those that are named."""
    corners = _places(scene, size, trail.accuracy, trail.loss)
    places = dict(zip(trail.epoch.tolist(), corners, strict=True))
    first = float(trail.epoch[0])
    for mark in (*trail.marks, *([] if first in trail.marks else [first])):
        x, y = places.get(mark, (-1, -1))
        if not _inside(size, x, y):
            continue
        begins = mark == first and mark not in trail.marks
        shape = "start" if begins else "dot end"
        yield f'<circle class="{shape}" cx="{x:.1f}" cy="{y:.1f}" r="{4 if begins else 4.5}"/>'
        if closer and closer.shows(x, y):
            continue
        words = f"{scene.counted_by} {number_of(mark)}"
        yield _label(words, x, y, "lab" if begins else "lab-strong", size, drawn, taken)


def _letter(
    scene: Scene,
    size: Size,
    trail: Trail,
    drawn: Drawn,
    taken: list[Box],
    closer: Inset | None,
) -> Iterator[str]:
    """A ring where the run begins, and its letter beside a shape where it ends."""
    places = _places(scene, size, trail.accuracy, trail.loss)
    colour = f"way w{trail.colour}"
    if len(places) > 1 and _inside(size, *places[0]):
        x, y = places[0]
        yield f'<g class="{colour}"><circle class="start" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/></g>'
    x, y = places[-1]
    if _inside(size, x, y):
        yield f'<g class="{colour}">{end_shape(trail.shape, x, y)}'
        if not (closer and closer.shows(x, y)):
            yield _label(trail.letter, x, y, "lab-strong mine", size, drawn, taken)
        yield "</g>"


def end_shape(shape: int, x: float, y: float) -> str:
    """A circle, a square or a triangle around a place: runs of one colour differ by it.

    >>> end_shape(1, 10, 10)
    '<path class="dot" d="M6.0 6.0h8v8h-8z"/>'
    """
    if shape == 0:
        return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    outline = f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z" if shape == 1 else ""
    outline = outline or f"M{x:.1f} {y - 5.5:.1f}l5.5 9.5h-11z"
    return f'<path class="dot" d="{outline}"/>'


def _label(
    words: str,
    x: float,
    y: float,
    style: str,
    size: Size,
    drawn: Drawn,
    taken: list[Box],
) -> str:
    width = strong_width(words) if "lab-strong" in style else text_width(words, 12)
    box = freest(x, y, width, drawn, taken, size)
    taken.append(box)
    anchor, place = (" a-end", box.left + box.width) if box.left < x else ("", box.left)
    start = f'<text class="{style} halo{anchor}" x="{place:.1f}" y="{box.base:.1f}">'
    return f"{start}{escape(words)}</text>"


def _places(scene: Scene, size: Size, x: np.ndarray, y: np.ndarray) -> list[Place]:
    drawn = size.points(scene.x_axis, scene.y_axis, x, y, FAR)
    return [(across, down) for across, down in drawn.tolist()]


def _corners(scene: Scene, size: Size, trail: Trail) -> np.ndarray:
    return size.points(scene.x_axis, scene.y_axis, trail.accuracy, trail.loss, FAR)


def _inside(size: Size, x: float, y: float) -> bool:
    return size.left - 1 <= x <= size.end + 1 and size.top - 1 <= y <= size.floor + 1
