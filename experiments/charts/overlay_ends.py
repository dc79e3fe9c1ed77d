"""What stands at the end of each line of a chart of several runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.overlay import OverlayPanel
from experiments.charts.overlay_run import MeanLine, RunLine
from experiments.charts.words import value_label
from experiments.names_shown import short_name

SHORT = 0.9
"""A line that ends before this share of the x axis bears its label there, not at the edge."""
LONGEST = 12


@dataclass(frozen=True)
class LineEnd:
    """A label: where its line ends, in units of the axes and inside of them, and what it says.

    `short` is for narrow charts; `at_edge`: it stands beside the plot.
    """

    x: float
    y: float
    text: str
    short: str
    colour: int
    at_edge: bool


def line_ends(panel: OverlayPanel) -> list[LineEnd]:
    """One label a run, or one a group where runs are grouped; from the top to the bottom.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> [(end.text, end.short, end.at_edge) for end in line_ends(panel)]
    [('A 0.5000', 'A', True)]
    """
    if panel.means:
        ends = [_of_mean(panel, n, mean) for n, mean in enumerate(panel.means, start=1)]
    else:
        ends = [_of_run(panel, d) for d in panel.lines if d.is_main]
    return sorted(ends, key=lambda end: -end.y)


def _of_mean(panel: OverlayPanel, number: int, mean: MeanLine) -> LineEnd:
    last = int(np.flatnonzero(np.isfinite(mean.y))[-1])
    text = short_name(mean.title, LONGEST)
    return _end(panel, mean.x[last], mean.y[last], text, str(number), mean.colour)


def _of_run(panel: OverlayPanel, d: RunLine) -> LineEnd:
    text = f"{d.letter} {value_label(panel.kind, d.line.last)}"
    return _end(panel, d.line.x[-1], d.line.last, text, d.letter, d.run.colour)


def _end(panel: OverlayPanel, x: float, y: float, text: str, short: str, colour: int) -> LineEnd:
    place = min(float(x), panel.x_axis.high)
    inside = min(max(float(y), panel.y_axis.low), panel.y_axis.high)
    return LineEnd(place, inside, text, short, colour, panel.x_axis.place(place) >= SHORT)


def apart(wanted: Sequence[float], distance: float, lowest: float) -> list[float]:
    """Places in rising order moved so that none is nearer to the next than `distance`.

    None ends beyond `lowest`; where there is no room for all, they stand as far apart as they can
    from 0 on.

    >>> apart([10.0, 12.0, 99.0], 5.0, 100.0), apart([98.0, 99.0], 5.0, 100.0)
    ([10.0, 15.0, 99.0], [95.0, 100.0])
    """
    step = min(distance, lowest / max(1, len(wanted)))
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + step if places else place))
    for i in reversed(range(len(places))):
        places[i] = min(places[i], lowest)
        lowest = places[i] - step
    return places
