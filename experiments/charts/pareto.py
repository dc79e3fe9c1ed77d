"""Accuracy against loss: what each run offers at its two best epochs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from experiments.charts.labels import Box, Drawn, freest
from experiments.charts.panel_svg import WIDE, Size, axes_svg
from experiments.charts.scale import Axis, linear_axis, log_axis
from experiments.charts.words import number_of, text_width

Point = tuple[float, float, float]
ROOM = 0.08
DECADE = 10.0
"""Losses further apart than this factor lie on a logarithmic axis."""
ALONG = 12
CROWD = 8
"""Beyond so many runs only those of the front have their intervals and epochs drawn."""


@dataclass(frozen=True)
class ParetoRun:
    """One run; points are epoch, loss and accuracy as a fraction, None where one is missing.

    - `loss_best`, `accuracy_best`: at its lowest loss and at its highest accuracy
    - `accuracy_interval`, `loss_interval`: 95 %, at the lowest loss; None where not known
    - `comparable`: whether its loss can be held against those of the others
    """

    letter: str
    colour: int
    name: str
    loss_best: Point | None
    accuracy_best: Point | None
    accuracy_interval: tuple[float, float] | None = None
    loss_interval: tuple[float, float] | None = None
    comparable: bool = True
    on_front: bool = False


@dataclass(frozen=True, eq=False)
class ParetoScene:
    """The runs with axes that hold all of them; accuracy in percent."""

    runs: tuple[ParetoRun, ...]
    x_axis: Axis
    y_axis: Axis
    description: str


def pareto(runs: Sequence[ParetoRun]) -> ParetoScene | None:
    """The scene; None where no run has a loss and an accuracy of one epoch.

    >>> run = ParetoRun("A", 1, "first", (2, 0.5, 0.9), (3, 0.6, 0.92))
    >>> pareto([run]).description
    'A, first: loss 0.5000 and accuracy 90 % at 2.'
    >>> pareto([ParetoRun("A", 1, "first", None, None)]) is None
    True
    """
    losses = [p[1] for r in runs if r.comparable for p in (r.loss_best, r.accuracy_best) if p]
    shares = [p[2] for r in runs for p in (r.loss_best, r.accuracy_best) if p]
    if not losses:
        return None
    losses += [end for r in runs if r.comparable for end in r.loss_interval or ()]
    shares += [end for r in runs for end in r.accuracy_interval or ()]
    percents = [100 * share for share in shares]
    return ParetoScene(tuple(runs), _axis(percents), _loss_axis(losses), _described(runs))


def _loss_axis(losses: Sequence[float]) -> Axis:
    low, high = min(losses), max(losses)
    return log_axis(low / 1.2, high * 1.2) if high > DECADE * low > 0 else _axis(losses)


def _axis(values: Sequence[float]) -> Axis:
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 0.05 * abs(high) or 0.05
    return linear_axis(max(0.0, low - room) if low >= 0 else low - room, high + room, most=5)


def _described(runs: Sequence[ParetoRun]) -> str:
    told = (
        f"{r.letter}, {r.name}: loss {r.loss_best[1]:.4f} and accuracy "
        f"{100 * r.loss_best[2]:.4g} % at {number_of(r.loss_best[0])}"
        for r in runs
        if r.loss_best and r.comparable
    )
    return "; ".join(told) + "."


def draw_pareto(scene: ParetoScene, size: Size = WIDE) -> str:
    """SVG markup: a dot with its intervals at the lowest loss, a ring at the highest accuracy.

    >>> scene = pareto([ParetoRun("A", 1, "first", (2, 0.5, 0.9), (3, 0.6, 0.92))])
    >>> '>A 2</text>' in draw_pareto(scene)
    True
    """
    ids = f"pareto-{size.name}"
    caption = "loss, log scale" if scene.y_axis.log else "loss"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">Accuracy against loss at each run’s two best epochs</title>',
        f'<desc id="{ids}-d">{escape(scene.description)}</desc>',
        *axes_svg(scene.x_axis, scene.y_axis, size),
        f'<text x="0" y="{size.top - 14:g}">{caption}</text>',
        f'<text class="a-end" x="{size.end:g}" y="{size.top - 14:g}">accuracy, % →</text>',
        *_runs(scene, size),
        "</svg>",
    ]
    return "".join(parts)


def _runs(scene: ParetoScene, size: Size) -> Iterator[str]:
    there = [run for run in scene.runs if run.comparable and run.loss_best]
    drawn = Drawn(np.array([point for run in there for point in _covered(scene, run, size)]), size)
    taken: list[Box] = []
    for run in sorted(there, key=lambda run: not run.on_front):
        in_full = run.on_front or len(there) <= CROWD
        yield from _marks(scene, run, size, in_full)
        yield from _label(scene, run, drawn, taken, size, in_full)
    for run in scene.runs:
        if not run.comparable and run.accuracy_best:
            yield from _beside(scene, run, drawn, taken, size)


def _beside(
    scene: ParetoScene, run: ParetoRun, drawn: Drawn, taken: list[Box], size: Size
) -> Iterator[str]:
    """A line at the accuracy of a run whose loss has no place here."""
    x = size.x(scene.x_axis, 100 * run.accuracy_best[2])
    words = f"{run.letter} {number_of(run.accuracy_best[0])}, loss not comparable"
    box = freest(x, size.top + 20, text_width(words, 12), drawn, taken, size)
    taken.append(box)
    yield f'<path class="best-line" d="M{x:.1f} {size.top:g}V{size.floor:g}"/>'
    yield f'<text class="lab halo f{run.colour}" x="{box.left:.1f}" y="{box.base:.1f}">'
    yield f"{words}</text>"


def _covered(scene: ParetoScene, run: ParetoRun, size: Size) -> list[tuple[float, float]]:
    """Points along all that is drawn of a run, for labels to keep away from."""
    x, y = _place(scene, run.loss_best, size)
    points = [(x, y)]
    if run.accuracy_best:
        points.append(_place(scene, run.accuracy_best, size))
    if run.accuracy_interval:
        ends = (size.x(scene.x_axis, 100 * end) for end in run.accuracy_interval)
        points += [(at, y) for at in np.linspace(*ends, ALONG)]
    if run.loss_interval:
        ends = (size.y(scene.y_axis, end) for end in run.loss_interval)
        points += [(x, at) for at in np.linspace(*ends, ALONG)]
    return points


def _place(scene: ParetoScene, point: Point, size: Size) -> tuple[float, float]:
    return size.x(scene.x_axis, 100 * point[2]), size.y(scene.y_axis, point[1])


def _marks(scene: ParetoScene, run: ParetoRun, size: Size, in_full: bool) -> Iterator[str]:
    x, y = _place(scene, run.loss_best, size)
    if run.accuracy_best:
        to_x, to_y = _place(scene, run.accuracy_best, size)
        d = f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"
        yield f'<path class="ci link s{run.colour}" d="{d}"/>'
        yield f'<circle class="dot-o s{run.colour}" cx="{to_x:.1f}" cy="{to_y:.1f}" r="4"/>'
    if run.accuracy_interval and in_full:
        low, high = (size.x(scene.x_axis, 100 * end) for end in run.accuracy_interval)
        yield f'<path class="ci s{run.colour}" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
    if run.loss_interval and in_full:
        low, high = (size.y(scene.y_axis, end) for end in run.loss_interval)
        yield f'<path class="ci s{run.colour}" d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
    yield f'<circle class="f{run.colour}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def _label(
    scene: ParetoScene,
    run: ParetoRun,
    drawn: Drawn,
    taken: list[Box],
    size: Size,
    in_full: bool,
) -> Iterator[str]:
    words = f"{run.letter} {number_of(run.loss_best[0])}" if in_full else run.letter
    box = freest(*_place(scene, run.loss_best, size), text_width(words, 12), drawn, taken, size)
    if any(box.touches(other) for other in taken):
        return
    taken.append(box)
    yield f'<text class="lab f{run.colour} halo" x="{box.left:.1f}" y="{box.base:.1f}">'
    yield f"{words}</text>"
