"""The words in a Plotly figure, for each size of the drawing in whose place it comes.

Plotly draws text in pixels whatever the width of the chart, so a narrow chart has fewer words.
"""

import math
from collections.abc import Iterator
from typing import Any

from experiments.charts.mark_words import MIDDLE, Words, broken_words, mark_words
from experiments.charts.panel_marks import Mark
from experiments.charts.panel_svg import MULTIPLE, cut_rise, end_of
from experiments.charts.panels import Panel
from experiments.charts.scale import Axis
from experiments.charts.sheet import Size
from experiments.charts.words import text_width, value_label

STRONG = 600
SMALL, NORMAL = 11, 12
GLYPHS = ("▲", "○")
ANCHORS = {"": "left", "a-mid": "center", "a-end": "right"}
TONES = {"warn": "--warn", "note": "--text-2", "focus": "--accent"}


def annotations(panel: Panel, size: Size) -> list[dict[str, Any]]:
    """Plotly annotations: what the bands are, the marked points, and each line at its end.

    Smaller charts have the short words of marks, and values without the names of their lines, which
    the caption shows; the smallest says only where its start is cut off.

    >>> from experiments.charts.panel_svg import NARROW, WIDE
    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses, keep_by_loss=2)
    >>> [words["text"] for words in annotations(panel, WIDE)]
    ['▲', 'lowest loss, 2', 'val 0.6000']
    >>> [words["text"] for words in annotations(panel, NARROW)]
    ['▲', 'best 2', '0.6000']
    """
    glyphs = [_glyph(panel, mark) for mark in panel.marks]
    if size is MULTIPLE:
        return [*glyphs, *_cut_label(panel, size)]
    return [
        *_band_labels(panel, size),
        *_broken_label(panel, size),
        *glyphs,
        *_mark_labels(panel, size),
        *_end_labels(panel, size),
        *_cut_label(panel, size),
    ]


def _band_labels(panel: Panel, size: Size) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    free_from = 0.0
    for band in panel.bands:
        width = text_width(band.label, SMALL + 1)
        begin = panel.x_axis.place(band.first) * size.plot
        begin = max(0.0, min(begin, size.plot - width))
        if begin < free_from:
            continue
        labels.append(
            _text(band.label, size=SMALL, color=TONES[band.tone])
            | {"x": begin / size.plot, "xref": "paper", "xanchor": "left"}
            | {"y": 1, "yref": "paper", "yanchor": "bottom"}
        )
        free_from = begin + width
    return labels


def _glyph(panel: Panel, mark: Mark) -> dict[str, Any]:
    best = mark.kind == "best"
    glyph = _text(GLYPHS[0 if best else 1], size=NORMAL, color="--text")
    place = {"x": mark.x, "y": on(panel.y_axis, mark.y)}
    return glyph | place | {"yanchor": "top" if best else "middle"}


def _mark_labels(panel: Panel, size: Size) -> Iterator[dict[str, Any]]:
    for mark, words in zip(panel.marks, mark_words(panel, size), strict=True):
        if words is not None:
            best = mark.kind == "best"
            x, y = size.x(panel.x_axis, mark.x), size.y(panel.y_axis, mark.y)
            label = _text(
                words.text, size=NORMAL, color="--text" if best else "--text-2", strong=best
            )
            place = {"x": mark.x, "y": on(panel.y_axis, mark.y)}
            yield label | place | _as_drawn(words, x, y)


def _broken_label(panel: Panel, size: Size) -> Iterator[dict[str, Any]]:
    words = broken_words(panel, size)
    if words is not None:
        x = panel.broken[0]
        label = _text(words.text, size=NORMAL, color="--text-2")
        place = {"x": x, "y": 1, "yref": "paper"}
        yield label | place | _as_drawn(words, size.x(panel.x_axis, x), size.top)


def _as_drawn(words: Words, x: float, y: float) -> dict[str, Any]:
    """Where words stand from the point that they are at, as the server draws them."""
    return {
        "xanchor": ANCHORS[words.anchor],
        "xshift": words.x - x,
        "yanchor": "middle",
        "yshift": y - words.y + MIDDLE,
    }


def _end_labels(panel: Panel, size: Size) -> list[dict[str, Any]]:
    return [
        _text(
            end_of(panel, line.split, size),
            size=NORMAL,
            color="--run-1",
            strong=True,
        )
        | {"name": f"end {line.split}"}
        | {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yanchor": "middle"}
        | {"y": on(panel.y_axis, line.last), "yshift": shift}
        for line, shift in zip(panel.lines, _shifts(panel), strict=True)
    ]


def _cut_label(panel: Panel, size: Size) -> list[dict[str, Any]]:
    if panel.cut is None:
        return []
    return [
        _text(f"to {value_label(panel.kind, panel.cut)}", size=SMALL, color="--text-3")
        | {"x": 0, "xref": "paper", "xanchor": "left"}
        | {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": cut_rise(panel, size)}
    ]


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


def on(axis: Axis, value: float) -> float:
    """A value as annotations want it: its logarithm on a logarithmic axis.

    Values outside of the axis lie at its end.

    >>> on(Axis(0.01, 1, (), (), log=True), 0.1), on(Axis(0, 1, (), ()), 1.5)
    (-1.0, 1)
    """
    inside = min(max(value, axis.low), axis.high)
    return math.log10(inside) if axis.log else inside


def _text(text: str, *, size: int, color: str, strong: bool = False) -> dict[str, Any]:
    font = {"size": size, "color": color, "weight": STRONG if strong else "normal"}
    return {"text": text, "showarrow": False, "font": font}
