"""The words in a Plotly figure, for a wide and for a narrow screen.

Plotly draws text in pixels whatever the width of the chart, so a narrow chart has fewer words.
"""

import math
from dataclasses import dataclass
from typing import Any

from experiments.charts.panels import Mark, Panel
from experiments.charts.scale import Axis
from experiments.charts.words import text_width, value_label

STRONG = 600
SMALL, NORMAL = 11, 12
# What the widest system fonts take for a letter of a strong label.
STRONG_LETTER = 7.6
GLYPH = 9


@dataclass(frozen=True)
class Frame:
    """About how many pixels a chart has: its whole width, and the margins beside its plot."""

    width: float
    left: int
    right: int
    is_narrow: bool

    @property
    def plot(self) -> float:
        return self.width - self.left - self.right


def wide(panel: Panel) -> Frame:
    """The frame of a chart beside another one on a wide screen, with room for the ends' words.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses)
    >>> wide(panel).plot
    448
    """
    return Frame(584, 48, _room_for(list(panel.ends.values())), is_narrow=False)


def narrow(panel: Panel) -> Frame:
    """The frame of a chart on a phone: the ends have values and no names.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses)
    >>> narrow(panel).plot < wide(panel).plot
    True
    """
    ends = [_end(panel, split, is_narrow=True) for split in panel.ends]
    return Frame(328, 40, _room_for(ends), is_narrow=True)


def _room_for(ends: list[str]) -> int:
    return 12 + round(STRONG_LETTER * max(len(end) for end in ends))


def annotations(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    """Plotly annotations: what the bands are, the marked points, and each line at its end.

    A narrow frame has the short words of marks, and values without the names of their lines,
    which the caption shows.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses, keep_by_loss=2)
    >>> [words["text"] for words in annotations(panel, wide(panel))]
    ['▲', 'lowest loss, 2', 'val 0.6000']
    >>> [words["text"] for words in annotations(panel, narrow(panel))]
    ['▲', 'best 2', '0.6000']
    """
    marks = [label for mark in panel.marks for label in _mark_label(panel, mark, frame)]
    return [*_band_labels(panel, frame), *marks, *_end_labels(panel, frame), *_cut_label(panel)]


def _band_labels(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    free_from = 0.0
    for band in panel.bands:
        width = text_width(band.label, SMALL + 1)
        begin = panel.x_axis.place(band.first) * frame.plot
        begin = max(0.0, min(begin, frame.plot - width))
        if begin < free_from:
            continue
        labels.append(
            _text(band.label, size=SMALL, color="--warn")
            | {"x": begin / frame.plot, "xref": "paper", "xanchor": "left"}
            | {"y": 1, "yref": "paper", "yanchor": "bottom"}
        )
        free_from = begin + width
    return labels


def _mark_label(panel: Panel, mark: Mark, frame: Frame) -> list[dict[str, Any]]:
    best = mark.kind == "best"
    text = mark.short if frame.is_narrow else mark.label
    at = panel.x_axis.place(mark.x) * frame.plot
    leftwards = at + GLYPH + STRONG_LETTER * len(text) > frame.plot
    place = {"x": mark.x, "y": on(panel.y_axis, mark.y)}
    glyph = _text("▲" if best else "○", size=NORMAL, color="--text") | place
    words = _text(text, size=NORMAL, color="--text" if best else "--text-2", strong=best)
    height = panel.y_axis.place(max(mark.y, panel.y_axis.low))
    below = height >= 0.15 if best else height > 0.9
    away = 4 if best else 8
    return [
        glyph | {"yanchor": "top" if best else "middle"},
        words
        | place
        | {"xanchor": "right" if leftwards else "left", "xshift": -GLYPH if leftwards else GLYPH}
        | {"yanchor": "top" if below else "bottom", "yshift": -away if below else away},
    ]


def _end_labels(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    return [
        _text(_end(panel, line.split, frame.is_narrow), size=NORMAL, color="--run-1", strong=True)
        | {"name": f"end {line.split}"}
        | {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "yanchor": "middle"}
        | {"y": on(panel.y_axis, line.last), "yshift": shift}
        for line, shift in zip(panel.lines, _shifts(panel), strict=True)
    ]


def _end(panel: Panel, split: str, is_narrow: bool) -> str:
    return panel.ends[split].removeprefix(f"{split} ") if is_narrow else panel.ends[split]


def _cut_label(panel: Panel) -> list[dict[str, Any]]:
    if panel.cut is None:
        return []
    return [
        _text(f"to {value_label(panel.kind, panel.cut)}", size=SMALL, color="--text-3")
        | {"x": 0, "xref": "paper", "xanchor": "left"}
        | {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 13 if panel.bands else 0}
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
