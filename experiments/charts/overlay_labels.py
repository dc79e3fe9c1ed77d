"""Where the labels of several lines go on a chart, so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.labels import Box, Drawn
from experiments.charts.overlay import OverlayPanel
from experiments.charts.overlay_ends import LineEnd, apart, line_ends
from experiments.charts.panel_svg import LEAST_LABEL_DISTANCE
from experiments.charts.sheet import AT_END, Size, along
from experiments.charts.words import strong_width, value_label

EDGE = 28
"""The room at the right of a narrow chart, for letters."""
STEPS = (0, -14, 14, -28, 28)
LETTER_ONLY = 15
"""Units of other lines that a label may cover rather than say its letter only."""
PER_UNIT = 1 / 5
"""What a unit away from its line counts for, against a unit of another line that is covered."""
BEYOND = 9.0
BASE = 4
"""How far below the middle of a label's letters its line lies."""
COLUMN = 11
"""How far the second column of crowded letters stands beside the first."""


@dataclass(frozen=True)
class Placed:
    """The label of a line: what it says, and its left end and its middle, in SVG units."""

    end: LineEnd
    text: str
    left: float
    middle: float


def overlay_size(size: Size, panel: OverlayPanel) -> Size:
    """The size with the room at its right that the labels of this panel take.

    Narrow charts have letters only, which take little.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> overlay_size(Size("narrow", 328, 240, right=62), panel).right
    28
    """
    if size.name == "narrow":
        return replace(size, right=EDGE)
    return size.roomy([end.text for end in line_ends(panel) if end.at_edge])


def placed(panel: OverlayPanel, size: Size) -> list[Placed]:
    """The labels that have room, those beside the plot first; `size` is one of `overlay_size`.

    A label inside the plot moves up or down from its line to where it covers little of the others,
    or says its letter only, and where even this would cover another label it is left out: the
    caption has all letters and values.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> [(label.text, label.left) for label in placed(panel, Size("wide", 584, 300))]
    [('A 0.5000', 498)]
    """
    ends = line_ends(panel)
    shown = _beside(panel, [end for end in ends if end.at_edge], size)
    taken = [_box(label) for label in shown] + _cut_box(panel, size)
    inside = [end for end in ends if not end.at_edge]
    drawn = _drawn(panel, size) if inside else None
    for end in inside:
        if label := _freest(panel, end, size, taken, drawn):
            shown.append(label)
            taken.append(_box(label))
    return shown


def _drawn(panel: OverlayPanel, size: Size) -> Drawn:
    lines = [*(d.line for d in panel.lines), *panel.means]
    ways = (size.points(panel.x_axis, panel.y_axis, line.x, line.y, BEYOND) for line in lines)
    return Drawn(np.concatenate([along(way) for way in ways]), size)


def _beside(panel: OverlayPanel, ends: Sequence[LineEnd], size: Size) -> list[Placed]:
    wanted = [size.y(panel.y_axis, end.y) - size.top for end in ends]
    height = size.floor - size.top
    places = apart(wanted, LEAST_LABEL_DISTANCE, height)
    is_crowded = size.name == "narrow" and len(ends) * LEAST_LABEL_DISTANCE > height
    left = size.end + AT_END
    return [
        Placed(end, _text(end, size), left + COLUMN * (is_crowded and n % 2), size.top + place)
        for n, (end, place) in enumerate(zip(ends, places, strict=True))
    ]


def _freest(
    panel: OverlayPanel, end: LineEnd, size: Size, taken: Sequence[Box], drawn: Drawn
) -> Placed | None:
    left, middle = size.x(panel.x_axis, end.x) + AT_END, size.y(panel.y_axis, end.y)
    tries = [
        (Placed(end, text, left, middle + step), LETTER_ONLY * n + PER_UNIT * abs(step))
        for n, text in enumerate(dict.fromkeys((_text(end, size), end.short)))
        for step in STEPS
        if size.top <= middle + step <= size.floor - BASE
    ]
    free = [(one, cost) for one, cost in tries if not any(map(_box(one).touches, taken))]
    costs = [_box(one).covered(drawn) + cost for one, cost in free]
    return free[int(np.argmin(costs))][0] if free else None


def _text(end: LineEnd, size: Size) -> str:
    return end.short if size.name == "narrow" else end.text


def _box(label: Placed) -> Box:
    return Box(label.left, strong_width(label.text), label.middle + BASE)


def _cut_box(panel: OverlayPanel, size: Size) -> list[Box]:
    if panel.cut is None:
        return []
    return [Box(size.left, strong_width(cut_label(panel)), size.top - 4)]


def cut_label(panel: OverlayPanel) -> str:
    """How far lines go above the chart.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [9] + [0.5] * 9, epoch=range(10))]
    >>> cut_label(overlay_panels([OverlayRun("A", 1, "first", logged)])[0])
    'to 9.0000'
    """
    return f"to {value_label(panel.kind, panel.cut)}"
