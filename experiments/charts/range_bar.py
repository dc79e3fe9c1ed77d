"""Differences with their intervals, one small drawing a row on one scale for all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDTH, MIDDLE, EDGE = 112, 8, 5
FAR = 4.0
"""Ends further out than so many times the middle one leave the scale, as a point at its end."""


@dataclass(frozen=True)
class Range:
    """A difference and its 95 % interval, in any unit, in the colour of its run, from 1 to 8."""

    value: float
    interval: tuple[float, float] | None
    colour: int


def range_bars(ranges: Sequence[Range | None]) -> list[str]:
    """SVG markup of each, with a line at zero; ``""`` without a difference or an interval.

    They say nothing that is not written beside them, and are hidden from screen readers.

    >>> first, second, unknown = range_bars([Range(1, (-1, 3), 1), Range(3, (1, 5), 2), None])
    >>> 'class="ci s1" d="M5.0 8H73.0"' in first, unknown
    (True, '')
    """
    known = [r.interval for r in ranges if r is not None and r.interval is not None]
    if not known:
        return [""] * len(ranges)
    low, high = _scale(known)
    return ["" if r is None or r.interval is None else _bar(r, low, high) for r in ranges]


def _scale(intervals: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """From the lowest to the highest end and to zero, without those that lie far out."""
    ends = np.abs(intervals).max(axis=1)
    limit = FAR * float(np.median(ends)) or 1.0
    low = min(0.0, *(max(end, -limit) for end, _ in intervals))
    high = max(0.0, *(min(end, limit) for _, end in intervals))
    return (low, high) if high > low else (low - 1, high + 1)


def _bar(r: Range, low: float, high: float) -> str:
    def x(value: float) -> float:
        inside = min(max(value, low), high)
        return EDGE + (inside - low) / (high - low) * (WIDTH - 2 * EDGE)

    start, end = r.interval or (r.value, r.value)
    dot = f'<circle class="f{r.colour}" cx="{x(r.value):.1f}" cy="{MIDDLE}" r="3.5"/>'
    return (
        f'<svg class="rangebar" viewBox="0 0 {WIDTH} {2 * MIDDLE}" aria-hidden="true">'
        f'<path class="axis" d="M{x(0):.1f} 0V{2 * MIDDLE}"/>'
        f'<path class="ci s{r.colour}" d="M{x(start):.1f} {MIDDLE}H{x(end):.1f}"/>'
        f"{dot if low <= r.value <= high else ''}</svg>"
    )
