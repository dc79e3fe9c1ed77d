"""A panel as a Plotly figure: the same lines, bands and marks as the SVG, to zoom into.

Colours are names of CSS variables (``--run-1``): the script in the page looks them up, so that a
figure fits both themes.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.charts.panels import Mark, Panel
from experiments.charts.run_lines import Line
from experiments.charts.scale import Axis
from experiments.charts.words import value_label

DASHES = {"train": "5px,4px", "val": "solid", "test": "1px,4px"}
WIDTHS = {"train": 1.5, "val": 1.75, "test": 2.0}
STRONG = 600
TONES = {"warn": ("--band", "--warn-line"), "note": ("--mute-bg", "--axis")}
SMALL, NORMAL = 11, 12
MARGIN = {"l": 48, "t": 30, "b": 30}
# What the widest system fonts take for a letter of a strong label.
STRONG_LETTER = 7.6


# Only epochs are chosen by dragging: the script fits the values to what is shown.
_VALUES = {"showgrid": True, "gridcolor": "--grid", "fixedrange": True}


def figure(panel: Panel) -> dict[str, Any]:
    """A Plotly figure of a panel, with JSON values only.

    `meta` tells the script what is drawn: ``kind``, ``x`` (what the axis counts) and the splits.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> drawn = figure(run_panels(losses)[0])
    >>> drawn["data"][0]["line"]["dash"], drawn["data"][0]["y"]
    ('solid', [0.9, 0.5, 0.6])
    """
    return {
        "data": [trace for line in panel.lines for trace in _traces(line)],
        "layout": _layout(panel),
        "meta": {
            "kind": panel.kind,
            "x": panel.x_name,
            "unit": panel.unit,
            "splits": [line.split for line in panel.lines],
        },
    }


def _traces(line: Line) -> list[dict[str, Any]]:
    drawn = []
    if line.raw_x is not None and line.raw_y is not None:
        raw = {"color": "--run-1", "width": 1, "dash": DASHES[line.split]}
        drawn.append(_trace(line.split, line.raw_x, line.raw_y, raw, "raw") | {"opacity": 0.35})
    style = {"color": "--run-1", "width": WIDTHS[line.split], "dash": DASHES[line.split]}
    drawn.append(_trace(line.split, line.x, line.y, style, "line"))
    return drawn


def _trace(
    split: str, x: np.ndarray, y: np.ndarray, line: dict[str, Any], role: str
) -> dict[str, Any]:
    alone = int(np.isfinite(y).sum()) == 1
    return {
        "type": "scatter",
        "mode": "markers" if alone else "lines",
        "name": split,
        "meta": role,
        "x": x.tolist(),
        "y": [value if math.isfinite(value) else None for value in y.tolist()],
        "line": line,
        "marker": {"color": "--run-1", "size": 7},
        "connectgaps": False,
        "hoverinfo": "none",
        "showlegend": False,
    }


def _layout(panel: Panel) -> dict[str, Any]:
    axis = {
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": SMALL, "color": "--text-3"},
        "nticks": 6,
    }
    return {
        "autosize": True,
        "margin": MARGIN | {"r": _room_for(panel.ends)},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "x",
        "dragmode": "zoom",
        "transition": {"duration": 0},
        "font": {"size": NORMAL, "color": "--text-2", "family": "--font"},
        "xaxis": axis | _range(panel.x_axis) | {"linecolor": "--axis", "showline": True},
        "yaxis": axis | _range(panel.y_axis) | _VALUES | _ticks(panel.y_axis),
        "shapes": [*_band_shapes(panel), *_mark_shapes(panel), *_broken_shapes(panel)],
        "annotations": [*_band_labels(panel), *_mark_labels(panel), *_end_labels(panel)],
    }


def _room_for(ends: Mapping[str, str]) -> int:
    return 12 + round(STRONG_LETTER * max(len(end) for end in ends.values()))


def _range(axis: Axis) -> dict[str, Any]:
    ends = [axis.low, axis.high]
    if axis.log:
        return {"type": "log", "range": [math.log10(end) for end in ends]}
    return {"type": "linear", "range": ends, "separatethousands": True}


def _ticks(axis: Axis) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(axis.ticks), "ticktext": list(axis.labels)}


def _on(axis: Axis, value: float) -> float:
    """A value as annotations want it: its logarithm on a logarithmic axis."""
    inside = min(max(value, axis.low), axis.high)
    return math.log10(inside) if axis.log else inside


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


def _band_labels(panel: Panel) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    width = panel.x_axis.high - panel.x_axis.low
    free_from = panel.x_axis.low
    for band in panel.bands:
        if band.first < free_from:
            continue
        late = (band.first - panel.x_axis.low) / width > 0.6
        labels.append(
            _text(band.label, size=SMALL, color="--warn")
            | {"x": band.last if late else band.first, "y": 1, "yref": "paper"}
            | {"xanchor": "right" if late else "left", "yanchor": "bottom"}
        )
        free_from = band.first + width * 0.4
    return labels


def _mark_labels(panel: Panel) -> list[dict[str, Any]]:
    return [label for mark in panel.marks for label in _mark_label(panel, mark)]


def _mark_label(panel: Panel, mark: Mark) -> list[dict[str, Any]]:
    late = panel.x_axis.place(mark.x) > 0.6
    best = mark.kind == "best"
    place = {"x": mark.x, "y": _on(panel.y_axis, mark.y)}
    glyph = _text("▲" if best else "○", size=NORMAL, color="--text") | place
    words = _text(mark.label, size=NORMAL, color="--text" if best else "--text-2", strong=best)
    height = panel.y_axis.place(max(mark.y, panel.y_axis.low))
    below = height >= 0.15 if best else height > 0.9
    return [
        glyph | {"yanchor": "top" if best else "middle"},
        words
        | place
        | {"xanchor": "right" if late else "left", "xshift": -9 if late else 9}
        | {"yanchor": "top" if below else "bottom", "yshift": -4 if below else 4},
    ]


def _end_labels(panel: Panel) -> list[dict[str, Any]]:
    labels = [
        _text(panel.ends[line.split], size=NORMAL, color="--run-1", strong=True)
        | {"name": f"end {line.split}"}
        | {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yanchor": "middle"}
        | {"y": _on(panel.y_axis, line.last), "yshift": shift}
        for line, shift in zip(panel.lines, _shifts(panel), strict=True)
    ]
    if panel.cut is not None:
        cut = _text(f"to {value_label(panel.kind, panel.cut)}", size=SMALL, color="--text-3")
        labels.append(
            cut
            | {"x": 0, "xref": "paper", "xanchor": "left"}
            | {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 13 if panel.bands else 0}
        )
    return labels


def _shifts(panel: Panel, plot_height: float = 230, distance: float = 14) -> list[float]:
    """How far each label at a line's end moves up, so that none covers another."""
    places = {line.split: panel.y_axis.place(line.last) * plot_height for line in panel.lines}
    shifts: dict[str, float] = {}
    ceiling = math.inf
    for split, place in sorted(places.items(), key=lambda item: -item[1]):
        y = min(place, ceiling - distance)
        shifts[split] = y - place
        ceiling = y
    return [shifts[line.split] for line in panel.lines]


def _text(text: str, *, size: int, color: str, strong: bool = False) -> dict[str, Any]:
    font = {"size": size, "color": color, "weight": STRONG if strong else "normal"}
    return {"text": text, "showarrow": False, "font": font}
