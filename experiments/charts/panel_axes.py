"""The axes of a run's charts."""

from collections.abc import Sequence

import numpy as np

from experiments.charts.run_lines import Line, Window
from experiments.charts.scale import Axis, linear_axis, log_axis
from experiments.charts.words import number_of

# The first tenth of a run may lie above the chart, where it would press the rest flat.
START, CUT = 0.1, 1.3
FEWEST_ROWS_TO_CUT = 8
ROOM = 0.05
FLAT = 3 / 4
"""Of a loss that lies above this share of an axis from 0, that axis would show little."""


def axis_of_x(lines: Sequence[Line], window: Window | None, *, whole: bool) -> Axis:
    """From the first to the last point of any line, or the window.

    `whole`: only whole numbers get a tick, unless the axis is shorter than 2.

    >>> line = Line("val", np.array([1.0, 2.0, 3.0]), np.array([0.9, 0.5, 0.6]))
    >>> axis_of_x([line], None, whole=True).ticks
    (1.0, 2.0, 3.0)
    """
    low = min(float(line.x.min()) for line in lines)
    high = max(float(line.x.max()) for line in lines)
    if window is not None:
        low, high = window
    if low == high:
        return Axis(low - 1, high + 1, (low,), (number_of(low),))
    return linear_axis(low, high, most=6, whole=whole and high - low >= 2)


def axis_of_y(
    kind: str, lines: Sequence[Line], *, log: bool, zoomed: bool
) -> tuple[Axis, float | None]:
    """The axis, and the highest value where a high start is left above it.

    A whole run's loss starts at 0, unless three quarters of the chart would be empty below it; a
    part of a run fills its chart. Single spikes of a long line leave the chart at its top, as a
    high start does. Losses at or below 0 have no logarithm and keep a linear axis.

    >>> line = Line("val", np.array([1.0, 2.0, 3.0]), np.array([0.9, 0.5, 0.6]))
    >>> axis, cut = axis_of_y("loss", [line], log=False, zoomed=False)
    >>> axis.ticks, cut
    ((0.0, 0.2, 0.4, 0.6, 0.8), None)
    """
    finite = np.concatenate([line.reached[np.isfinite(line.reached)] for line in lines])
    low, high = float(finite.min()), float(finite.max())
    if kind == "accuracy":
        return percent_axis(low, high), None
    if log and low > 0:
        return log_axis(low * 0.9, high * 1.1), None
    if zoomed:
        room = ROOM * (high - low)
        bottom = max(0.0, low - room) if low >= 0 else low - room
        return linear_axis(bottom, high + room, most=6), None
    later = [after_start(line) for line in lines]
    highest = max(high, *(_within_epochs(line) for line in lines))
    settled = max((float(part.max()) for part in later if len(part)), default=high)
    cut = low >= 0 and high > CUT * settled
    top = settled if cut else high
    if FLAT * top < low < top:
        room = ROOM * (top - low)
        axis = linear_axis(low - room, top + room, most=6)
    else:
        axis = linear_axis(min(0.0, low), top * (1 + ROOM) if top > 0 else top, most=6)
    return axis, highest if cut or highest > axis.high else None


def _within_epochs(line: Line) -> float:
    """The highest point within an epoch of which the line shows the mean."""
    if line.envelope is None or not line.is_mean:
        return -np.inf
    return float(np.nanmax(line.envelope.high, initial=-np.inf))


def percent_axis(low: float, high: float) -> Axis:
    """An axis of accuracies in percent: from tick to tick, never beyond 0 and 100.

    >>> percent_axis(61, 93.5).ticks
    (60.0, 70.0, 80.0, 90.0, 100.0)
    """
    low = low if high > low else low - 1
    axis = linear_axis(low, high, most=5)
    step = axis.ticks[1] - axis.ticks[0] if len(axis.ticks) > 1 else 1.0
    bottom = max(0.0, np.floor(low / step) * step) if low >= 0 else low
    top = min(100.0, np.ceil(high / step) * step) if high <= 100 else high
    return linear_axis(float(bottom), float(top), most=6)


def after_start(line: Line) -> np.ndarray:
    """The finite values logged after the first tenth of a line; all of a short one.

    >>> line = Line("val", np.arange(10.0), np.array([9.0] + [0.5] * 9))
    >>> float(after_start(line).max())
    0.5
    """
    y = line.usual
    if len(y) < FEWEST_ROWS_TO_CUT:
        return y[np.isfinite(y)]
    later = y[max(1, round(len(y) * START)) :]
    return later[np.isfinite(later)]
