"""Runs of very different lengths on one x axis: how far each of them has come."""

from collections.abc import Sequence

from experiments.charts.overlay_run import OverlayRun
from experiments.charts.words import number_of

PROGRESS = "progress"
TIMES_LONGER = 4.0
"""From here on the shortest run has too little of an axis that fits the longest."""


def helps(runs: Sequence[OverlayRun]) -> bool:
    """Whether the shortest run would be squeezed by the longest, or they count different things.

    >>> from experiments.curves import Series
    >>> short, long = ([Series.of("val_loss", "loss", "val", [0.5] * n)] for n in (3, 30))
    >>> helps([OverlayRun("A", 1, "short", short), OverlayRun("B", 2, "long", long)])
    True
    """
    there = [run for run in runs if run.x_names]
    lengths = [run.length for run in there if run.length > 0]
    if len({run.x_names[0] for run in there}) > 1:
        return True
    return bool(lengths) and max(lengths) >= TIMES_LONGER * min(lengths)


def lengths_noted(runs: Sequence[OverlayRun], x: str) -> str:
    """How long the runs are and what shows the short ones, a sentence; ``""`` where they are alike.

    >>> lengths_noted([], "epoch")
    ''
    """
    if x not in ("epoch", "step", PROGRESS) or not helps(runs):
        return ""
    if len({run.x_names[0] for run in runs}) > 1:
        return "Each run reaches from 0 to 100 % of its own length." if x == PROGRESS else ""
    lengths = sorted(run.length for run in runs)
    span = f"{number_of(lengths[0])} to {number_of(lengths[-1])} {runs[0].x_names[0]}s long"
    if x == PROGRESS:
        return f"Each run reaches from 0 to 100 % of its own length: they are {span}."
    return f"The runs are {span}: by progress the short ones can be seen, too."
