"""Some of the values of a chart as a table."""

from dataclasses import dataclass

import numpy as np

from experiments.charts.panels import Panel
from experiments.charts.run_lines import Line
from experiments.charts.words import number_of, value_label

MOST_ROWS = 12
NOTHING = ""


@dataclass(frozen=True)
class MetricRow:
    """A place on the x axis, and the value that each line has there."""

    x: str
    cells: tuple[str, ...]


def metric_rows(panel: Panel, most: int = MOST_ROWS) -> list[MetricRow]:
    """At most `most` rows, evenly spread over what is drawn, with the first and the last place.

    A cell holds what the line was last logged at by then, and is empty before its first point.

    >>> from experiments.charts.metric_panels import metric_panel, metrics
    >>> from experiments.charts.panels import Options
    >>> from experiments.curves import Series
    >>> run = [Series.of("lr", "lr", "", [0.1, 0.01], epoch=[1, 2])]
    >>> [(row.x, row.cells) for row in metric_rows(metric_panel(metrics(run)[0], run, Options()))]
    [('1', ('0.1',)), ('2', ('0.01',))]
    """
    drawn = np.unique(np.concatenate([_x(line) for line in panel.lines]))
    inside = drawn[(drawn >= panel.x_axis.low) & (drawn <= panel.x_axis.high)]
    chosen = np.unique(np.linspace(0, len(inside) - 1, min(most, len(inside))).round().astype(int))
    return [
        MetricRow(number_of(at), tuple(_cell(panel.kind, line, at) for line in panel.lines))
        for at in inside[chosen].tolist()
    ]


def _x(line: Line) -> np.ndarray:
    return line.x if line.raw_x is None else line.raw_x


def _cell(kind: str, line: Line, at: float) -> str:
    place = int(np.searchsorted(_x(line), at, side="right")) - 1
    if place < 0:
        return NOTHING
    value = float(line.logged[place])
    return value_label(kind, value) if np.isfinite(value) else "not finite"
