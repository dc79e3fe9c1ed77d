"""Where axes have their marks, and how these are written."""

import math
from dataclasses import dataclass

import numpy as np

MOST_TICKS = 6
NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
WHOLE_STEPS = (1.0, 2.0, 5.0, 10.0)
LOG_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))


@dataclass(frozen=True)
class Ticks:
    """An axis: the range that it covers and its marks, all in its own unit."""

    low: float
    high: float
    at: tuple[float, ...]
    text: tuple[str, ...]


def linear(low: float, high: float) -> Ticks:
    """Four to six round marks that cover `low` to `high`; finite, low <= high.

    >>> linear(0, 0.47).text
    ('0', '0.1', '0.2', '0.3', '0.4', '0.5')
    >>> linear(3, 3).low < 3 < linear(3, 3).high
    True
    """
    if not high > low:
        pad = abs(low) * 0.1 or 0.5
        low, high = low - pad, high + pad
    step = _step(high / (MOST_TICKS - 1) - low / (MOST_TICKS - 1), NICE_STEPS)
    while math.ceil(high / step - 1e-9) - math.floor(low / step + 1e-9) > MOST_TICKS - 1:
        step = _step(step * 1.01, NICE_STEPS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    at = tuple(n * step for n in range(first, last + 1))
    return Ticks(at[0], at[-1], at, tuple(written(v, step) for v in at))


def logarithmic(low: float, high: float) -> Ticks:
    """Marks at 1, 2, 5 of each power of ten, or fewer where there are many; 0 < low <= high.

    The range is that of the values and a little more; there are two marks at least.

    >>> logarithmic(0.021, 0.66).text
    ('0.05', '0.1', '0.2', '0.5')
    """
    room = (high / low) ** 0.04 if high > low else 1.5
    low, high = low / room, high * room
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for steps in LOG_STEPS:
        powers = [s * 10.0**p for p in range(first, last + 1) for s in steps]
        at = [v for v in powers if low <= v <= high]
        if len(at) <= MOST_TICKS:
            break
    if len(at) > MOST_TICKS:
        at = at[:: -(-len(at) // MOST_TICKS)]
    if len(at) < 2:
        at = [v for v in linear(low, high).at if low <= v <= high]
    return Ticks(low, high, tuple(at), tuple(written(v, v) for v in at))


def counted(low: float, high: float) -> Ticks:
    """Marks for epochs or steps: the first, the last, and round ones between them.

    >>> counted(1, 60).text
    ('1', '10', '20', '30', '40', '50', '60')
    >>> counted(7, 7).text
    ('7',)
    """
    if not high > low:
        return Ticks(low - 0.5, high + 0.5, (low,), (_count(low),))
    span = high - low
    step = _step(span / MOST_TICKS, WHOLE_STEPS if span > MOST_TICKS else NICE_STEPS)
    if span >= 2:
        step = max(step, 1.0)
    inner = np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step
    inner = inner[(inner - low > 0.6 * step) & (high - inner > 0.6 * step)]
    at = (low, *inner.tolist(), high)
    return Ticks(low, high, at, tuple(_count(v) for v in at))


def written(value: float, step: float) -> str:
    """A mark with as many digits as its distance to the next one needs.

    >>> written(0.30000000000000004, 0.1), written(2000, 500), written(2e7, 1e7), written(0, 0.1)
    ('0.3', '2,000', '2e+07', '0')
    """
    if value == 0 or abs(value) < abs(step) * 1e-6:
        return "0"
    if abs(value) >= 1e6 or abs(value) < 1e-4:
        return f"{value:.3g}".replace("-", "−", 1 if value < 0 else 0)
    digits = max(0, -math.floor(math.log10(abs(step)) + 1e-9))
    if round(step, digits) != round(step, digits + 1):
        digits += 1
    return f"{value:,.{digits}f}".replace("-", "−")


def _step(least: float, nice: tuple[float, ...]) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(n * power for n in nice if n * power >= least * (1 - 1e-9))


def _count(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:.4g}M"
    if value >= 1e4:
        return f"{value / 1e3:.4g}k"
    return f"{value:.4g}" if value < 1000 else f"{value:,.0f}"
