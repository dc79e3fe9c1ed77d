"""Where an axis begins and ends, and where it says so."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_LOG_TICKS = 3
LARGEST = sys.float_info.max
LEAST_WIDTH = 1e-11
LEAST_SHARE = 1e-12  # Of its ends: floats hold some 16 digits.
LEAST_LOG, MOST_LOG = 1e-300, 1e300
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Axis:
    """One axis: its ends, its ticks with their labels, and whether it is logarithmic.

    `low` and `high` are values, also on a logarithmic axis; there both are above 0.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value lies, as a share of the axis; below 0 or above 1 is outside.

        >>> Axis(0, 10, (), ()).place(2.5)
        0.25
        >>> round(Axis(0.01, 1, (), (), log=True).place(0.1), 6)
        0.5
        """
        if self.log:
            low, high, value = math.log(self.low), math.log(self.high), math.log(value)
        else:
            # Halves: from the lowest float to the highest there is no width that is a float.
            low, high, value = self.low / 2, self.high / 2, value / 2
        return (value - low) / (high - low)

    def places(self, values: np.ndarray) -> np.ndarray:
        """As `place` for many values, NaN where there is none.

        >>> Axis(0, 10, (), ()).places(np.array([2.5, np.nan])).tolist()
        [0.25, nan]
        """
        if self.log:
            known = np.where(values > 0, values, np.nan)
            low, high, values = math.log(self.low), math.log(self.high), np.log(known)
        else:
            low, high, values = self.low / 2, self.high / 2, values / 2
        return (values - low) / (high - low)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis, its ends included.

        >>> Axis(0, 10, (), ()).holds(10), Axis(0, 10, (), ()).holds(11)
        (True, False)
        """
        return self.low <= value <= self.high


def linear_axis(low: float, high: float, *, most: int = 6, whole: bool = False) -> Axis:
    """A linear axis from `low` to `high` with at most `most` ticks at round numbers.

    - `whole`: only whole numbers get a tick, as for epochs

    A range of no width, or of less than labels can tell, is widened, so that a flat curve can be
    drawn.

    >>> linear_axis(0, 0.5).ticks
    (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    >>> linear_axis(1, 3, whole=True).labels
    ('1', '2', '3')
    """
    if not high - low > max(LEAST_WIDTH, LEAST_SHARE * max(abs(low), abs(high))):
        pad = abs(low) * 0.1 if abs(low) > LEAST_WIDTH else 0.5
        low, high = max(low - pad, -LARGEST), min(high + pad, LARGEST)
    step = _step(high / most - low / most, whole)
    step = max(step, 1.0) if whole else step
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    ticks = tuple(i * step for i in range(first, last + 1))
    digits = max(0, -math.floor(math.log10(step) + 1e-9) + (step / _power(step) == 2.5))
    return Axis(low, high, tuple(round(t, 12) for t in ticks), _labels(ticks, digits))


def log_axis(low: float, high: float) -> Axis:
    """A logarithmic axis; ticks at powers of ten, and at 2 and 5 of them where it is short.

    Ends lie within 1e-300 to 1e300. Raises ValueError unless both are above 0.

    >>> log_axis(0.03, 2).labels
    ('0.05', '0.1', '0.2', '0.5', '1', '2')
    """
    if low <= 0 or high <= 0:
        raise ValueError(f"a logarithmic axis needs ends above 0, not {low} and {high}")
    low, high = (min(max(end, LEAST_LOG), MOST_LOG) for end in (low, high))
    if not high > low * (1 + LEAST_SHARE):
        low, high = low / 2, high * 2
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    stride = max(1, len(decades) // 6)
    factors = (1, 2, 5) if high / low < 300 else (1,)
    every = [f * 10.0**d for d in decades[::stride] for f in factors]
    ticks = tuple(t for t in every if low * (1 - 1e-9) <= t <= high * (1 + 1e-9))
    if len(ticks) < FEWEST_LOG_TICKS:
        round_numbers = linear_axis(low, high, most=4)
        return Axis(low, high, round_numbers.ticks, round_numbers.labels, log=True)
    return Axis(low, high, ticks, tuple(f"{t:g}" for t in ticks), log=True)


def _step(rough: float, whole: bool) -> float:
    power = _power(rough)
    steps = (s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    return next(s for s in steps if s == round(s)) if whole and rough > 1 else next(steps)


def _power(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value) + 1e-9)


def _labels(ticks: Sequence[float], digits: int) -> tuple[str, ...]:
    if ticks and max(abs(ticks[0]), abs(ticks[-1])) >= 1e6:
        return tuple(f"{t:.3g}" for t in ticks)
    written = (f"{t:,.{digits}f}" for t in ticks)
    return tuple("0" if float(w.replace(",", "")) == 0 else w.replace("-", "−") for w in written)
