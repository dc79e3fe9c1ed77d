"""How a loss curve left its minimum, in numbers."""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.smoothing import noise, smoothed, tail_length
from experiments.analysis.trend import mann_kendall

RISE_LIMIT = 0.04
DESCENT_LIMIT = 0.10
NOISE_LIMIT = 4.0
TREND_LIMIT = 2.2
WARM_UP_SHARE = 1 / 3


@dataclass(frozen=True)
class Turn:
    """How a loss curve left its minimum.

    - `onset`: position of the lowest raw value
    - `low`, `end`: smoothed minimum, and mean of the last 5 % of the epochs
    - `rise`: how far the end lies above the minimum, relative to the minimum, or to the descent
      where losses reach zero or below (`by_descent`)
    - `strength`: the rise over the limit that counts; 1 is the border between no and yes
    - `noise_ratio`: the rise over the epoch-to-epoch noise
    - `trend`: z of Mann-Kendall from the smoothed minimum on
    - `lasting`: the minimum is not at the end, and a last spike alone does not make the rise
    """

    onset: int
    low: float
    end: float
    rise: float
    by_descent: bool
    strength: float
    noise_ratio: float
    trend: float
    lasting: bool

    @property
    def beyond_noise(self) -> bool:
        return self.noise_ratio > NOISE_LIMIT or self.trend > TREND_LIMIT


def turn(values: np.ndarray) -> Turn:
    """Measure the rise of a loss after its minimum; `values` finite, at least one.

    >>> t = turn(np.array([1.0, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9]))
    >>> t.onset, t.lasting, t.strength > 1
    (2, True, True)
    """
    smooth, tail = smoothed(values), tail_length(len(values))
    bottom = int(np.argmin(smooth))
    low, end = float(smooth[bottom]), float(values[-tail:].mean())
    by_descent = bool(values.min() <= 0)
    scale = float(smooth[: bottom + 1].max()) - low if by_descent else low
    limit = DESCENT_LIMIT if by_descent else RISE_LIMIT
    onset = int(np.argmin(values))
    # Of a short run the tail is one epoch; the median keeps a last spike from deciding.
    settled = float(np.median(values[-max(3, 2 * tail + 1) :])) - low
    # The first fall is steep: its bends are no noise.
    jitter = noise(values[int(WARM_UP_SHARE * len(values)) :])
    rise = (end - low) / scale if scale > 0 else 0.0
    return Turn(
        onset=onset,
        low=low,
        end=end,
        rise=rise,
        by_descent=by_descent,
        strength=rise / limit,
        noise_ratio=(end - low) / jitter if jitter > 0 else math.copysign(1e6, end - low),
        trend=mann_kendall(values[bottom:]),
        lasting=onset < len(values) - tail and scale > 0 and settled / scale > limit / 2,
    )
