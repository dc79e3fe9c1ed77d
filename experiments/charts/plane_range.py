"""The axes of the loss-accuracy plane: near where the runs spent their time."""

import numpy as np

from experiments.charts.scale import Axis, linear_axis

LEAST_POINTS_WIDE = 6.0
START, CUT, FEWEST_TO_CUT = 0.1, 1.3, 8
FAR = 5.0
"""A run whose losses stay this many times above the middle one's would press all others flat."""


def loss_axis(*losses: np.ndarray) -> Axis:
    """From 0, or the lowest loss below it, to the highest of all runs.

    High starts lie outside, and so do runs that stay far above the others.

    - `losses`: one array a run, each with at least one value

    >>> loss_axis(np.array([9.0] + [0.5] * 19)).high < 1
    True
    >>> loss_axis(np.array([0.5]), np.array([0.6]), np.array([9.0])).high < 1
    True
    """
    low = min(0.0, *(float(loss.min()) for loss in losses))
    highest = [_settled(loss) for loss in losses]
    limit = np.inf if low < 0 else max(FAR * float(np.median(highest)), min(highest))
    high = max(value for value in highest if value <= limit)
    return linear_axis(low, low + 1.15 * (high - low), most=6)


def _settled(loss: np.ndarray) -> float:
    """The highest loss, of a long run without its start where that is much higher."""
    high = float(loss.max())
    if len(loss) < FEWEST_TO_CUT:
        return high
    later = float(loss[max(1, round(len(loss) * START)) :].max())
    return later if high > CUT * later > 0 else high


def percent_axis(percent: np.ndarray) -> Axis:
    """Accuracies in percent with some room around them, at least 6 points wide.

    >>> axis = percent_axis(np.array([98.1]))
    >>> axis.low, axis.high, axis.labels[0]
    (94.0, 100.0, '94 %')
    """
    low, high = float(percent.min()), float(percent.max())
    room = max(0.1 * (high - low), (LEAST_POINTS_WIDE - (high - low)) / 2)
    low, high = max(0.0, low - room), min(100.0, high + room)
    if high - low < LEAST_POINTS_WIDE:
        low = max(0.0, min(low, 100.0 - LEAST_POINTS_WIDE))
        high = max(high, low + LEAST_POINTS_WIDE)
    axis = linear_axis(low, high, most=6)
    return Axis(low, high, axis.ticks, tuple(f"{label} %" for label in axis.labels))
