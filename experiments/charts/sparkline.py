"""A curve the size of a word, for rows of a table."""

import math
from collections.abc import Sequence
from functools import lru_cache

WIDTH, HEIGHT = 88.0, 24.0
MARGIN_X, MARGIN_Y = 2.0, 3.0
FEWEST_VALUES = 3
# A curve that moves by less is drawn flat: noise must not look like a trend.
LEAST_RANGE = 0.06
BEST = {"min": min, "max": max}


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
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < FEWEST_VALUES:
        return ""
    x, y = _distances(len(values)), _heights(values, min(finite), max(finite))
    drawn = f'<path class="line s-neutral" d="{_path(x, y)}"/>'
    if best:
        at = list(values).index(BEST[best](finite))
        drawn += f'<circle class="min" cx="{x[at]}" cy="{_number(y[at])}" r="2.4"/>'
    size = f"{WIDTH:g} {HEIGHT:g}"
    return f'<svg class="spark" viewBox="0 0 {size}" aria-hidden="true">{drawn}</svg>'


@lru_cache(maxsize=128)
def _distances(count: int) -> list[str]:
    """The same for all curves of as many values, and tables have many of these."""
    step = (WIDTH - 2 * MARGIN_X) / (count - 1)
    return [_number(MARGIN_X + step * place) for place in range(count)]


def _heights(values: Sequence[float], low: float, high: float) -> list[float]:
    """From the top of the drawing; not finite where the value is not."""
    # Halves first: the difference of two huge numbers need not be a number.
    half = max(high / 2 - low / 2, LEAST_RANGE / 2)
    middle = low / 2 + high / 2
    room = HEIGHT - 2 * MARGIN_Y
    return [HEIGHT / 2 - (value / 2 - middle / 2) / half * room for value in values]


def _path(x: Sequence[str], y: Sequence[float]) -> str:
    """Lines between neighbours; a value between two gaps is a line of no length, drawn as a dot."""
    steps, pen_down = [], False
    for here_x, here_y in zip(x, y, strict=True):
        if not math.isfinite(here_y):
            pen_down = False
            continue
        steps.append(f"L{here_x} {here_y:.1f}" if pen_down else f"M{here_x} {here_y:.1f}h0")
        pen_down = True
    return "".join(steps).replace(".0", "")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
