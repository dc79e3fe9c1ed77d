"""A metric's whole course in a small chart on a scale of its own."""

from collections.abc import Sequence

import numpy as np

from experiments.charts.panel_svg import path
from experiments.charts.reduction import reduced

WIDTH, HEIGHT = 200.0, 72.0
TOP, FLOOR, END = 6.0, 64.0, 194.0
MOST_POINTS = 200


def small_multiple(values: Sequence[float]) -> str:
    """An SVG of the values at equal distances, a dot at the last one.

    - `values`: in the order they were logged, in any unit; those that are not finite leave a gap

    The lowest value lies at the bottom and the highest at the top; a metric that never moves is a
    line in the middle. Returns 200 by 72 units of SVG markup, coloured by the style sheet; ``""``
    where no value is finite.

    >>> small_multiple([1.0, 3.0])
    '<svg class="chart" viewBox="0 0 200 72" aria-hidden="true">\
<path class="axis" d="M0 64.5H194"/><path class="line val s1" d="M0 64L194 6"/>\
<circle class="dot f1" cx="194.0" cy="6.0" r="3"/></svg>'
    """
    logged = np.asarray(values, dtype=float)
    finite = np.flatnonzero(np.isfinite(logged))
    if not len(finite):
        return ""
    x, y = np.linspace(0, END, len(logged)), _heights(logged)
    line = path(zip(*(axis.tolist() for axis in reduced(x, y, MOST_POINTS)), strict=True))
    last = finite[-1]
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">'
        f'<path class="axis" d="M0 {FLOOR + 0.5:g}H{END:g}"/><path class="line val s1" d="{line}"/>'
        f'<circle class="dot f1" cx="{x[last]:.1f}" cy="{y[last]:.1f}" r="3"/></svg>'
    )


def _heights(values: np.ndarray) -> np.ndarray:
    known = np.where(np.isfinite(values), values, np.nan)
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    # Halves first: the difference of two huge numbers need not be a number.
    spread = high / 2 - low / 2
    if spread == 0:
        return np.where(np.isnan(known), np.nan, (TOP + FLOOR) / 2)
    return FLOOR - (known / 2 - low / 2) / spread * (FLOOR - TOP)
