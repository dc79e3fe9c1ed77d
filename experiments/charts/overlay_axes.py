"""The y axis that several runs share."""

from collections.abc import Sequence

import numpy as np

from experiments.charts.panel_axes import CUT, ROOM, after_start, percent_axis
from experiments.charts.run_lines import Line
from experiments.charts.scale import Axis, linear_axis, log_axis

ZERO_NEAR = 0.3
"""The axis of losses begins at 0 where this costs no more than this share of it."""
FAR = 3.0
"""A run that stays this many times higher than the middle one would press all others flat."""


def shared_y_axis(
    kind: str, lines: Sequence[Line], *, log: bool, zoomed: bool
) -> tuple[Axis, float | None]:
    """The axis, and the highest value where it ends below it.

    - `lines`: in nats or percent; `zoomed`: a part of the x axis is shown, which fills the chart

    High starts of runs are left above the axis of a whole chart, and runs whose losses stay beyond
    three times those of the middle one above any: differences between the others are what is
    looked for. Losses at or below 0 have no logarithm and keep a linear axis.

    >>> good = Line("val", np.array([1.0, 2.0, 3.0]), np.array([0.55, 0.5, 0.6]))
    >>> poor = Line("val", np.array([1.0, 2.0, 3.0]), np.array([9.0, 8.0, 80.0]))
    >>> axis, cut = shared_y_axis("loss", [good, good, poor], log=False, zoomed=False)
    >>> axis.ticks, cut
    ((0.5, 0.52, 0.54, 0.56, 0.58, 0.6), 80.0)
    """
    finite = np.concatenate([_finite(line) for line in lines])
    low, high = float(finite.min()), float(finite.max())
    if kind == "accuracy":
        return percent_axis(low, high), None
    if log and low > 0:
        return log_axis(low * 0.9, high * 1.1), None
    top = _top([_finite(line) if zoomed else after_start(line) for line in lines], low, high)
    room = ROOM * (top - low)
    bottom = 0.0 if 0 <= low <= ZERO_NEAR * top else low - room
    return linear_axis(bottom, top + room, most=6), high if top < high else None


def _finite(line: Line) -> np.ndarray:
    return line.logged[np.isfinite(line.logged)]


def _top(parts: Sequence[np.ndarray], low: float, high: float) -> float:
    if low < 0:
        return high
    highest = [float(part.max()) for part in parts if len(part)]
    if not highest:
        return high
    limit = FAR * float(np.median(highest))
    top = max(value for value in highest if value <= max(limit, min(highest)))
    return top if high > CUT * top else high
