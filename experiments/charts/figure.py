"""A panel as a Plotly figure: the same lines, bands and marks as the SVG, to zoom into.

Colours are names of CSS variables (``--run-1``): the script in the page looks them up, so that a
figure fits both themes.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.charts.figure_words import NORMAL, SMALL, annotations
from experiments.charts.json_numbers import PLACES, json_numbers
from experiments.charts.panel_svg import MEDIUM, NARROW, WIDE, panel_size
from experiments.charts.panels import Panel
from experiments.charts.run_lines import Line
from experiments.charts.scale import Axis
from experiments.charts.sheet import Size, seen_ticks

DASHES = {"train": "5px,4px", "val": "solid", "test": "1px,4px"}
WIDTHS = {"train": 1.5, "val": 1.75, "test": 2.0}
TONES = {
    "warn": ("--band", "--warn-line"),
    "note": ("--mute-bg", "--axis"),
    "focus": ("--accent-bg", "--accent"),
}

# Only epochs are chosen by dragging: the script fits the values to what is shown.
_VALUES = {"showgrid": True, "gridcolor": "--grid", "fixedrange": True}
# As far from the axis as in the drawing.
_AWAY = {"ticks": "outside", "ticklen": 5, "tickcolor": "rgba(0,0,0,0)"}


def figure(panel: Panel, sizes: Sequence[Size] = (WIDE, MEDIUM, NARROW)) -> dict[str, Any]:
    """A Plotly figure of a panel, with JSON values only.

    `meta` tells the script what is drawn: ``kind``, ``x`` (what the axis counts), the splits, and
    the note. `frames` has what depends on the size of the drawing in whose place the figure comes,
    by its name: its width, its margins, and the words that it has room for.

    - `sizes`: of the drawings that the page has

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> drawn = figure(run_panels(losses)[0])
    >>> drawn["data"][0]["line"]["dash"], drawn["data"][0]["y"]
    ('solid', [0.9, 0.5, 0.6])
    >>> drawn["frames"]["wide"]["margin"]
    {'l': 40, 't': 30, 'r': 92, 'b': 26}
    """
    reaches = [_reach(line, panel.y_axis) for line in panel.lines if line.envelope is not None]
    return {
        "data": reaches + [trace for line in panel.lines for trace in _traces(line)],
        "layout": axes_layout(panel.x_axis, panel.y_axis)
        | {"shapes": [*_band_shapes(panel), *_mark_shapes(panel), *_broken_shapes(panel)]},
        "frames": {size.name: _frame(panel, panel_size(size, panel)) for size in sizes},
        "meta": {
            "kind": panel.kind,
            "x": panel.x_name,
            "unit": panel.unit,
            "splits": [line.split for line in panel.lines],
            "note": panel.note,
        },
    }


def _frame(panel: Panel, size: Size) -> dict[str, Any]:
    return frame(panel.x_axis, size) | {"annotations": annotations(panel, size)}


def frame(x_axis: Axis, size: Size) -> dict[str, Any]:
    """What a figure takes from the drawing in whose place it comes, but its words.

    >>> frame(Axis(0, 9, (0.0, 9.0), ("0", "9")), Size("wide", 584, 300))["ticktext"]
    ['0', '9']
    """
    ticks = list(seen_ticks(x_axis, size))
    return {
        "width": size.width,
        "margin": {"l": size.left, "t": size.top, "r": size.right, "b": size.bottom},
        "tickvals": [value for _, value, _ in ticks],
        "ticktext": [label for _, _, label in ticks],
    }


def _reach(line: Line, y_axis: Axis) -> dict[str, Any]:
    """The envelope as closed shapes with gaps between them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for places, values in line.envelope.outlines() if line.envelope else ():
        # A logarithmic axis leaves values at 0 out, and with them a corner of the shape.
        shown = np.maximum(values, y_axis.low) if y_axis.log else values
        x += [*places.tolist(), None]
        y += [*shown.tolist(), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.split,
        "meta": "reach",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": "--run-1/2e",
        "line": {"color": "--run-1/73", "width": 0.75},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _traces(line: Line) -> list[dict[str, Any]]:
    drawn = []
    dash = DASHES.get(line.split, "solid")
    if line.raw_x is not None and line.raw_y is not None:
        raw = {"color": "--run-1", "width": 1, "dash": dash}
        drawn.append(line_trace(line.split, line.raw_x, line.raw_y, raw, "raw") | {"opacity": 0.35})
    style = {"color": "--run-1", "width": WIDTHS.get(line.split, 1.75), "dash": dash}
    drawn.append(line_trace(line.split, line.x, line.y, style, "line"))
    return drawn


def line_trace(
    name: str, x: np.ndarray, y: np.ndarray, line: dict[str, Any], role: str
) -> dict[str, Any]:
    """A Plotly trace of a line; one value alone is a point.

    - `line`: its style, with a ``color``; `role`: what the script takes it for

    >>> line_trace("val", np.array([1]), np.array([0.5]), {"color": "--run-1"}, "line")["mode"]
    'markers'
    """
    alone = int(np.isfinite(y).sum()) == 1
    return {
        "type": "scatter",
        "mode": "markers" if alone else "lines",
        "name": name,
        "meta": role,
        "x": json_numbers(x, PLACES),
        "y": json_numbers(y),
        "line": line,
        "marker": {"color": line["color"], "size": 7},
        "connectgaps": False,
        "hoverinfo": "none",
        "showlegend": False,
    }


def axes_layout(x_axis: Axis, y_axis: Axis) -> dict[str, Any]:
    """The layout of a chart of lines: only its x axis is zoomed by dragging.

    >>> axes_layout(Axis(1, 9, (), ()), Axis(0, 1, (), ()))["xaxis"]["range"]
    [1, 9]
    """
    axis = {
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": SMALL, "color": "--text-3"},
        "nticks": 6,
    }
    return {
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "x",
        "dragmode": "zoom",
        "transition": {"duration": 0},
        "font": {"size": NORMAL, "color": "--text-2", "family": "--font"},
        "xaxis": axis | _range(x_axis) | _alone(x_axis) | {"linecolor": "--axis", "showline": True},
        "yaxis": axis | _range(y_axis) | _VALUES | _AWAY | _ticks(y_axis),
    }


def _range(axis: Axis) -> dict[str, Any]:
    ends = [axis.low, axis.high]
    if axis.log:
        return {"type": "log", "range": [math.log10(end) for end in ends]}
    return {"type": "linear", "range": ends, "separatethousands": True}


def _alone(axis: Axis) -> dict[str, Any]:
    """Around a single epoch there are no others to be counted."""
    return _ticks(axis) if len(axis.ticks) == 1 else {}


def _ticks(axis: Axis) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(axis.ticks), "ticktext": list(axis.labels)}


def _band_shapes(panel: Panel) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for band in panel.bands:
        fill, edge = TONES[band.tone]
        place = {"x0": band.first, "x1": band.last, "yref": "paper", "layer": "below"}
        shapes.append(
            {"type": "rect", "y0": 0, "y1": 1, "fillcolor": fill, "line": {"width": 0}} | place
        )
        shapes.append(
            {"type": "line", "y0": 1, "y1": 1, "line": {"color": edge, "width": 2}} | place
        )
    return shapes


def _mark_shapes(panel: Panel) -> list[dict[str, Any]]:
    best = [mark for mark in panel.marks if mark.kind == "best"]
    style = {"color": "--text", "width": 1, "dash": "dot"}
    bottom = panel.y_axis.low
    return [
        {"type": "line", "x0": m.x, "x1": m.x, "y0": bottom, "y1": m.y, "line": style} for m in best
    ]


def _broken_shapes(panel: Panel) -> list[dict[str, Any]]:
    style = {"color": "--bad-line", "width": 1, "dash": "dot"}
    place = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": style}
    return [place | {"x0": x, "x1": x} for x in panel.broken]
