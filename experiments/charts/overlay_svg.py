"""Several runs on one chart as SVG, drawn by the server."""

from collections.abc import Iterator
from html import escape

import numpy as np

from experiments.charts.overlay import OverlayPanel
from experiments.charts.overlay_labels import BASE, cut_label, overlay_size, placed
from experiments.charts.overlay_run import CROWD, MeanLine
from experiments.charts.panel_svg import (
    FAR,
    WIDE,
    Size,
    axes_svg,
    clipped,
    path,
)
from experiments.charts.reduction import reduced

PIXELS_A_POINT = 2
"""Of a line on a chart that is not wide."""


def draw_overlay(panel: OverlayPanel, size: Size = WIDE) -> str:
    """SVG markup of a panel; lines end in the letters of their runs, which repeat the colours.

    Where runs are grouped the means are drawn over bands of their intervals, with their runs thin.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> '>A 0.5000</text>' in draw_overlay(panel)
    True
    """
    size = overlay_size(size, panel)
    ids = f"overlay-{panel.kind}-{size.name}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">{panel.title} by {escape(panel.x_name)}</title>',
        f'<desc id="{ids}-d">{escape(panel.description)}</desc>',
        *axes_svg(panel.x_axis, panel.y_axis, size),
        *clipped(_lines(panel, size), size, f"{ids}-c"),
        *_cut(panel, size),
        *(_best(panel, size) if not panel.means else ()),
        *_labels(panel, size),
        "</svg>",
    ]
    return "".join(parts)


def _lines(panel: OverlayPanel, size: Size) -> Iterator[str]:
    for mean in panel.means:
        yield from _band(panel, mean, size)
    is_behind = " behind" if panel.means else ""
    crowd = " crowd" if len(panel.lines) > CROWD else ""
    for d in panel.lines:
        thin = " thin" if d.is_thin else crowd
        style = f"{d.split} s{d.run.colour}{is_behind or thin}"
        if d.line.raw_x is not None and d.line.raw_y is not None:
            drawn = _path(panel, size, d.line.raw_x, d.line.raw_y)
            yield f'<path class="line raw {style}" d="{drawn}"/>'
        yield f'<path class="line {style}" d="{_path(panel, size, d.line.x, d.line.y)}"/>'
    for mean in panel.means:
        drawn = _path(panel, size, mean.x, mean.y)
        yield f'<path class="line mean s{mean.colour}" d="{drawn}"/>'


def _path(panel: OverlayPanel, size: Size, x: np.ndarray, y: np.ndarray) -> str:
    if size.width < WIDE.width:
        x, y = reduced(x, y, int(size.plot / PIXELS_A_POINT))
    return path(size.points(panel.x_axis, panel.y_axis, x, y, FAR))


def _band(panel: OverlayPanel, mean: MeanLine, size: Size) -> Iterator[str]:
    if np.isfinite(mean.low).all():
        x, y = np.append(mean.x, mean.x[::-1]), np.append(mean.high, mean.low[::-1])
        yield f'<path class="mean-band f{mean.colour}" d="{_path(panel, size, x, y)}Z"/>'


def _best(panel: OverlayPanel, size: Size) -> Iterator[str]:
    for d in panel.lines:
        if d.best is None or not panel.x_axis.holds(d.best[0]) or not panel.y_axis.holds(d.best[1]):
            continue
        x, y = size.x(panel.x_axis, d.best[0]), size.y(panel.y_axis, d.best[1])
        yield f'<circle class="dot f{d.run.colour}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _cut(panel: OverlayPanel, size: Size) -> Iterator[str]:
    if panel.cut is not None:
        yield f'<text class="cut" x="{size.left:g}" y="{size.top - 6:g}">{cut_label(panel)}</text>'


def _labels(panel: OverlayPanel, size: Size) -> Iterator[str]:
    for label in placed(panel, size):
        style = f"lab{'' if label.end.at_edge else ' halo'} f{label.end.colour}"
        yield f'<text class="{style}" x="{label.left:.1f}" y="{label.middle + BASE:.1f}">'
        yield f"{escape(label.text)}</text>"
