"""The values of several runs in rows, beside their chart."""

from dataclasses import dataclass

import numpy as np

from experiments.charts.overlay import OverlayPanel
from experiments.charts.words import number_of, value_label

MOST_ROWS = 60


@dataclass(frozen=True)
class OverlayRow:
    """The values at one epoch, in the order of the lines; ``–`` where a line has none."""

    x: str
    cells: tuple[str, ...]


def overlay_table(panel: OverlayPanel) -> list[OverlayRow]:
    """The values logged by epoch, at most 60 rows evenly apart, the last one among them.

    >>> from experiments.charts.overlay import OverlayRun, overlay_panels
    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> [(row.x, row.cells) for row in overlay_table(panel)]
    [('1', ('0.9000',)), ('2', ('0.5000',))]
    """
    every = np.unique(np.concatenate([d.run.curves.epoch for d in panel.lines]))
    chosen = np.unique(np.linspace(0, len(every) - 1, min(MOST_ROWS, len(every))).round())
    shown = every[chosen.astype(int)]
    columns = [[_cell(panel.kind, value) for value in d.logged(shown)] for d in panel.lines]
    rows = zip(shown.tolist(), zip(*columns, strict=True), strict=True)
    return [OverlayRow(number_of(x), cells) for x, cells in rows]


def _cell(kind: str, value: float) -> str:
    return value_label(kind, value) if np.isfinite(value) else "–"
