"""Several runs on one chart: colour tells the run, line style the split."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from experiments.charts.panel_axes import axis_of_x, axis_of_y
from experiments.charts.panel_svg import (
    LEAST_LABEL_DISTANCE,
    WIDE,
    Size,
    axes_svg,
    clipped,
    path,
)
from experiments.charts.run_lines import SCALES, Line, lines_of
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, value_label
from experiments.curves import KINDS, Curves, Series

MOST_ROWS = 60
HIGH = 50.0


@dataclass(frozen=True, eq=False)
class OverlayRun:
    """A run as it is drawn: its letter, a colour from 1 to 8, its series, and its best epochs.

    `best` holds the epoch to mark by kind, ``loss`` or ``accuracy``.
    """

    letter: str
    colour: int
    name: str
    series: Sequence[Series]
    best: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RunLine:
    """One split of one run, in nats or percent: the `line` drawn, and each epoch's value logged."""

    run: OverlayRun
    line: Line
    logged: Mapping[float, float]

    @property
    def letter(self) -> str:
        return self.run.letter

    @property
    def split(self) -> str:
        return self.line.split


@dataclass(frozen=True, eq=False)
class OverlayPanel:
    """One chart of several runs; `cut` is the highest value where the y axis ends below it."""

    kind: str
    title: str
    unit: str
    x_name: str
    x_axis: Axis
    y_axis: Axis
    lines: tuple[RunLine, ...]
    cut: float | None
    description: str


@dataclass(frozen=True)
class OverlayRow:
    """The values at one epoch, in the order of the lines; ``–`` where a line has none."""

    x: str
    cells: tuple[str, ...]


def overlay_panels(
    runs: Sequence[OverlayRun],
    *,
    splits: Sequence[str] = ("val",),
    scale: str = "lin",
    smooth: int = 0,
) -> list[OverlayPanel]:
    """Loss and accuracy of all runs by epoch; a kind that no run logged is left out.

    - `splits`: those drawn; `scale`: ``lin`` or ``log``, of the loss; `smooth`: as `Options` has it

    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> panel.title, [line.letter for line in panel.lines]
    ('Loss', ['A'])
    """
    panels = (_panel(kind, runs, splits, scale, smooth) for kind in KINDS)
    return [panel for panel in panels if panel is not None]


def _panel(
    kind: str, runs: Sequence[OverlayRun], splits: Sequence[str], scale: str, smooth: int
) -> OverlayPanel | None:
    curves = {run.letter: Curves.from_series(run.series) for run in runs}
    drawn = [
        RunLine(run, line, _logged(kind, line.split, curves[run.letter]))
        for run in runs
        for line in lines_of(kind, run.series, curves[run.letter], "epoch", smooth, splits)
    ]
    if not drawn:
        return None
    lines = [d.line for d in drawn]
    y_axis, cut = axis_of_y(kind, lines, log=scale == "log", zoomed=False)
    counted = {curves[d.letter].counted_by for d in drawn}
    return OverlayPanel(
        kind=kind,
        title=kind.capitalize(),
        unit="%" if kind == "accuracy" else "nats" if kind == "loss" else "",
        x_name=counted.pop() if len(counted) == 1 else "epoch or step",
        x_axis=axis_of_x(lines, None, whole=True),
        y_axis=y_axis,
        lines=tuple(drawn),
        cut=cut,
        description=_described(kind, drawn),
    )


def _logged(kind: str, split: str, curves: Curves) -> dict[float, float]:
    values = curves.values(f"{split}_{kind}") * SCALES[kind]
    return dict(zip(curves.epoch.tolist(), values.tolist(), strict=True))


def _described(kind: str, drawn: Sequence[RunLine]) -> str:
    word, best = ("lowest", np.nanmin) if kind == "loss" else ("highest", np.nanmax)
    told = (
        f"{d.letter}, {d.run.name}, {d.split}: {word} "
        f"{value_label(kind, float(best(d.line.logged[np.isfinite(d.line.logged)])))}"
        for d in drawn
    )
    return "; ".join(told) + "."


def draw_overlay(panel: OverlayPanel, size: Size = WIDE) -> str:
    """SVG markup of a panel; lines end in the letters of their runs, which repeat the colours.

    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> '>A</text>' in draw_overlay(panel)
    True
    """
    ids = f"overlay-{panel.kind}-{size.name}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">{panel.title} by {panel.x_name}</title>',
        f'<desc id="{ids}-d">{escape(panel.description)}</desc>',
        *axes_svg(panel.x_axis, panel.y_axis, size),
        *clipped(_lines(panel, size), size, f"{ids}-c"),
        *_cut(panel, size),
        *_ends(panel, size),
        "</svg>",
    ]
    return "".join(parts)


def _lines(panel: OverlayPanel, size: Size) -> Iterator[str]:
    for d in panel.lines:
        points = (
            (size.x(panel.x_axis, x), size.y(panel.y_axis, y, HIGH) if np.isfinite(y) else np.nan)
            for x, y in zip(d.line.x.tolist(), d.line.y.tolist(), strict=True)
        )
        yield f'<path class="line {d.split} s{d.run.colour}" d="{path(points)}"/>'
        yield from _best(panel, d, size)


def _best(panel: OverlayPanel, d: RunLine, size: Size) -> Iterator[str]:
    epoch = d.run.best.get(panel.kind)
    if epoch is None or d.split == "train":
        return
    at = np.flatnonzero(d.line.x == epoch)
    if len(at) and np.isfinite(d.line.y[at[0]]):
        x, y = size.x(panel.x_axis, epoch), size.y(panel.y_axis, float(d.line.y[at[0]]))
        yield f'<circle class="f{d.run.colour}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _cut(panel: OverlayPanel, size: Size) -> Iterator[str]:
    if panel.cut is not None:
        label = f"to {value_label(panel.kind, panel.cut)}"
        yield f'<text class="cut" x="{size.left:g}" y="{size.top - 10:g}">{label}</text>'


def _ends(panel: OverlayPanel, size: Size) -> Iterator[str]:
    """Letters at the ends of the lines, pushed apart, and back up where they pass the floor."""
    wanted = sorted((size.y(panel.y_axis, d.line.last), i) for i, d in enumerate(panel.lines))
    step = min(LEAST_LABEL_DISTANCE, (size.floor - size.top) / len(wanted))
    places: list[float] = []
    for place, _ in wanted:
        places.append(max(place, places[-1] + step if places else place))
    low = size.floor
    for i in reversed(range(len(places))):
        places[i] = min(places[i], low)
        low = places[i] - step
    for y, (_, i) in zip(places, wanted, strict=True):
        d = panel.lines[i]
        words = d.letter if d.split == "val" else f"{d.letter} {d.split}"
        yield f'<text class="lab f{d.run.colour}" x="{size.end + 6:g}" y="{y + 4:.1f}">'
        yield f"{words}</text>"


def overlay_table(panel: OverlayPanel) -> list[OverlayRow]:
    """The values by epoch, at most 60 rows evenly apart, the last one among them.

    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> [(row.x, row.cells) for row in overlay_table(panel)]
    [('1', ('0.9000',)), ('2', ('0.5000',))]
    """
    every = np.unique([epoch for d in panel.lines for epoch in d.logged])
    chosen = np.unique(np.linspace(0, len(every) - 1, min(MOST_ROWS, len(every))).round())
    return [
        OverlayRow(number_of(x), tuple(_cell(panel.kind, d.logged.get(x)) for d in panel.lines))
        for x in every[chosen.astype(int)].tolist()
    ]


def _cell(kind: str, value: float | None) -> str:
    return "–" if value is None or not np.isfinite(value) else value_label(kind, value)
