"""A curve the size of a word, for rows of a table."""

from collections.abc import Sequence

import numpy as np

WIDTH, HEIGHT = 88.0, 24.0
MARGIN_X, MARGIN_Y = 2.0, 3.0
FEWEST_VALUES = 3
# A curve that moves by less is drawn flat: noise must not look like a trend.
LEAST_RANGE = 0.06
BEST = {"min": np.nanargmin, "max": np.nanargmax}


def sparkline(values: Sequence[float], best: str = "") -> str:
    """An SVG of the values at equal distances, a dot at the best one.

    - `values`: in the order they were logged, in any unit; those that are not finite leave a gap
    - `best`: ``min``, ``max``, or ``""`` for no dot

    Returns 88 by 24 units of SVG markup, coloured by the style sheet; ``""`` for fewer than three
    finite values, which show no shape. Raises ValueError for any other `best`.

    >>> sparkline([0.9, 0.5, 0.4, 0.6], "min")[:68]
    '<svg class="spark" viewBox="0 0 88 24" aria-hidden="true"><path clas'
    >>> sparkline([0.9, 0.5])
    ''
    """
    if best and best not in BEST:
        raise ValueError(f"best must be one of {', '.join(BEST)} or empty, not {best!r}")
    numbers = np.asarray(values, dtype=float)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    if np.count_nonzero(~np.isnan(numbers)) < FEWEST_VALUES:
        return ""
    x = np.linspace(MARGIN_X, WIDTH - MARGIN_X, len(numbers))
    y = _heights(numbers)
    drawn = f'<path class="line s-neutral" d="{_path(x, y)}"/>'
    if best:
        at = int(BEST[best](numbers))
        drawn += f'<circle class="min" cx="{_number(x[at])}" cy="{_number(y[at])}" r="2.4"/>'
    size = f"{WIDTH:g} {HEIGHT:g}"
    return f'<svg class="spark" viewBox="0 0 {size}" aria-hidden="true">{drawn}</svg>'


def _heights(numbers: np.ndarray) -> np.ndarray:
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    # Halves first: the difference of two huge numbers need not be a number.
    spread = max(high / 2 - low / 2, LEAST_RANGE / 2)
    middle = low / 2 + high / 2
    share = (numbers / 2 - middle / 2) / spread
    return HEIGHT / 2 - share * (HEIGHT - 2 * MARGIN_Y)


def _path(x: np.ndarray, y: np.ndarray) -> str:
    """Lines between neighbours; a value between two gaps is a line of no length, drawn as a dot."""
    steps, pen_down = [], False
    for here_x, here_y in zip(x, y, strict=True):
        if np.isnan(here_y):
            pen_down = False
            continue
        point = f"{_number(here_x)} {_number(here_y)}"
        steps.append(f"L{point}" if pen_down else f"M{point}h0")
        pen_down = True
    return "".join(steps)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
