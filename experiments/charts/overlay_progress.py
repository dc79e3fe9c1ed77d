"""Runs of very different lengths on one x axis: how far each of them has come."""

import math
from collections.abc import Sequence

from experiments.charts.overlay_run import OverlayRun
from experiments.charts.words import number_of

PROGRESS = "progress"
TIMES_LONGER, FAR_LONGER = 4.0, 10.0
"""From here on an axis that fits the longest run squeezes the shortest, or hides it."""


def helps(runs: Sequence[OverlayRun]) -> bool:
    """Whether the shortest run would be squeezed by the longest, or they count different things.

    >>> from experiments.curves import Series
    >>> short, long = ([Series.of("val_loss", "loss", "val", [0.5] * n)] for n in (3, 30))
    >>> helps([OverlayRun("A", 1, "short", short), OverlayRun("B", 2, "long", long)])
    True
    """
    return _times(runs) >= TIMES_LONGER


def is_needed(runs: Sequence[OverlayRun]) -> bool:
    """Whether an axis that fits the longest run would hardly show the shortest, or not at all.

    >>> from experiments.curves import Series
    >>> short, long = ([Series.of("val_loss", "loss", "val", [0.5] * n)] for n in (3, 31))
    >>> is_needed([OverlayRun("A", 1, "short", short), OverlayRun("B", 2, "long", long)])
    True
    """
    return _times(runs) >= FAR_LONGER


def _times(runs: Sequence[OverlayRun]) -> float:
    """How many times as long the longest run is as the shortest; without end by two counts."""
    if len({run.x_names[0] for run in runs if run.x_names}) > 1:
        return math.inf
    lengths = [run.length for run in runs if run.x_names and run.length > 0]
    return max(lengths) / min(lengths) if lengths else 1.0


def lengths_noted(runs: Sequence[OverlayRun], x: str) -> str:
    """What an axis of progress means, or would show: a sentence, ``""`` where runs are alike.

    >>> lengths_noted([], "progress")
    'Each run reaches from 0 to 100 % of its own length.'
    """
    ends = _ends(runs)
    if x == PROGRESS:
        return f"Each run reaches from 0 to 100 % of its own length{ends and f'; they end {ends}'}."
    if x == "time" or not ends:
        return ""
    return f"The runs end {ends}: by progress the short ones can be seen, too."


def _ends(runs: Sequence[OverlayRun]) -> str:
    """When the shortest and the longest run end, where they are unlike and count the same."""
    if len({run.x_names[0] for run in runs}) != 1 or not helps(runs):
        return ""
    lengths = sorted(run.length for run in runs)
    return f"at {runs[0].x_names[0]} {number_of(lengths[0])} to {number_of(lengths[-1])}"
