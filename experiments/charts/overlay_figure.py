"""Several runs on one chart as a Plotly figure: the same lines as the SVG, to zoom into."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from experiments.charts.figure import DASHES, WIDTHS, axes_layout, frame, line_trace
from experiments.charts.figure_words import NORMAL, SMALL, STRONG, on
from experiments.charts.overlay import OverlayPanel
from experiments.charts.overlay_labels import Placed, cut_label, overlay_size, placed
from experiments.charts.overlay_run import CROWD, MeanLine, RunLine
from experiments.charts.panel_svg import MEDIUM, NARROW, WIDE
from experiments.charts.sheet import Size

THIN, CROWDED, FAINT = 1.0, 1.25, 0.35
BAND = "2e"
"""How much of a band's colour is seen, as the last two digits of a colour."""


def overlay_figure(
    panel: OverlayPanel, sizes: Sequence[Size] = (WIDE, MEDIUM, NARROW)
) -> dict[str, Any]:
    """A Plotly figure of a panel, with JSON values only; colours are names of CSS variables.

    The `meta` of a trace tells the script its part: ``mean``, ``raw`` and ``line`` are read out,
    in this order of preference; ``band`` and ``aside`` are not. By ``ends`` in the figure's own
    `meta` a run has no value beyond its last one. `frames` has what depends on the size of the
    drawing in whose place the figure comes, as in `figure.figure`.

    - `sizes`: of the drawings that the page has

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> drawn = overlay_figure(panel)
    >>> drawn["data"][0]["name"], drawn["data"][0]["line"]["color"], drawn["data"][0]["y"]
    ('A', '--run-1', [0.9, 0.5])
    """
    traces = [trace for mean in panel.means for trace in _band(mean)]
    traces += [trace for d in panel.lines for trace in _traces(d, panel)]
    traces += [_mean(i, mean) for i, mean in enumerate(panel.means, start=1)]
    traces += [] if panel.means else _best(panel)
    return {
        "data": traces,
        "layout": axes_layout(panel.x_axis, panel.y_axis),
        "frames": {size.name: _frame(panel, overlay_size(size, panel)) for size in sizes},
        "meta": {
            "kind": panel.kind,
            "x": panel.x_name,
            "unit": panel.unit,
            "ends": True,
            "note": panel.note,
        },
    }


def _traces(d: RunLine, panel: OverlayPanel) -> Iterator[dict[str, Any]]:
    colour, dash = f"--run-{d.run.colour}", DASHES[d.split]
    is_grouped = bool(panel.means)
    width = CROWDED if len(panel.lines) > CROWD else WIDTHS[d.split]
    style = {"color": colour, "dash": dash, "width": THIN if is_grouped or d.is_thin else width}
    name = d.letter if d.is_main else f"{d.letter} {d.split}"
    faint = {"opacity": FAINT} if is_grouped else {}
    if d.line.raw_x is not None and d.line.raw_y is not None:
        raw = {"color": colour, "dash": dash, "width": THIN}
        yield line_trace(name, d.line.raw_x, d.line.raw_y, raw, "raw") | {"opacity": FAINT}
    yield line_trace(name, d.line.x, d.line.y, style, "line") | faint


def _mean(number: int, mean: MeanLine) -> dict[str, Any]:
    style = {"color": f"--run-{mean.colour}", "width": 2.5}
    return line_trace(f"mean {number}", mean.x, mean.y, style, "mean")


def _band(mean: MeanLine) -> Iterator[dict[str, Any]]:
    if not np.isfinite(mean.low).all():
        return
    edge = {"color": f"--run-{mean.colour}", "width": 0}
    fill = {"fill": "tonexty", "fillcolor": f"--run-{mean.colour}/{BAND}"}
    yield line_trace("band", mean.x, mean.low, edge, "band")
    yield line_trace("band", mean.x, mean.high, edge, "band") | fill


def _best(panel: OverlayPanel) -> list[dict[str, Any]]:
    """The best points of all runs in one trace: each trace more takes time to draw."""
    found = [(d.best, f"--run-{d.run.colour}") for d in panel.lines if d.best is not None]
    if not found:
        return []
    x, y = np.array([best for best, _ in found]).T
    points = line_trace("best", x, y, {"color": found[0][1]}, "aside") | {"mode": "markers"}
    edge = {"color": "--halo", "width": 1.5}
    colours = [colour for _, colour in found]
    return [points | {"marker": {"color": colours, "size": 9, "line": edge}}]


def _frame(panel: OverlayPanel, size: Size) -> dict[str, Any]:
    return frame(panel.x_axis, size) | {"annotations": [*_ends(panel, size), *_cut(panel)]}


def _ends(panel: OverlayPanel, size: Size) -> list[dict[str, Any]]:
    return [_end(panel, label, size) for label in placed(panel, size)]


def _end(panel: OverlayPanel, label: Placed, size: Size) -> dict[str, Any]:
    """A label with its distance from the end of its line in pixels, so that zooming keeps it."""
    end = label.end
    font = {"size": NORMAL, "color": f"--run-{end.colour}", "weight": STRONG}
    begin = size.end if end.at_edge else size.x(panel.x_axis, end.x)
    return {
        "text": label.text,
        "showarrow": False,
        "font": font,
        "xanchor": "left",
        "xshift": label.left - begin,
        "yanchor": "middle",
        "y": on(panel.y_axis, end.y),
        "yshift": size.y(panel.y_axis, end.y) - label.middle,
    } | ({"x": 1, "xref": "paper"} if end.at_edge else {"x": end.x})


def _cut(panel: OverlayPanel) -> list[dict[str, Any]]:
    if panel.cut is None:
        return []
    font = {"size": SMALL, "color": "--text-3"}
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper"}
    return [
        {"text": cut_label(panel), "showarrow": False, "font": font, "yanchor": "bottom"} | place
    ]
