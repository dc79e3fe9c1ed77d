"""How a loss curve left its minimum, in numbers."""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.isotonic import turning_fit
from experiments.analysis.smoothing import noise, smoothed, tail_length, without_spikes
from experiments.analysis.trend import mann_kendall

DESCENT_LIMIT = 0.10
STRONG = 0.5
BACK = 0.02
WARM_UP_SHARE = 1 / 3


@dataclass(frozen=True)
class Limits:
    """What tells a rise that counts from one that does not.

    - `rise`: the least rise that counts, relative to the minimum
    - `slight`, `gentle`: between these rises from the lowest raw value to `end`, a yes and a no
      are borderline: a note
    - `trend`: z of Mann-Kendall above which a rise is no noise
    - `noise`: the same for the rise over the noise between epochs
    - `fit`: the same for `turning_fit`, which short runs can reach, with a third of `noise`
    """

    rise: float = 0.03
    slight: float = 0.012
    gentle: float = 0.06
    trend: float = 2.2
    noise: float = 4.0
    fit: float = 0.97


LIMITS = Limits()


@dataclass(frozen=True)
class Turn:
    """How a loss curve left its minimum.

    - `onset`, `lowest`: position of the lowest raw value, and that value
    - `low`: smoothed minimum
    - `end`: where the curve ended, as `settled` tells
    - `last`: the last raw value, None where it is a spike
    - `rise`: how far the end lies above the minimum, relative to the minimum, or to the descent
      where losses reach zero or below (`by_descent`)
    - `scale`: what `rise` is relative to
    - `jitter`: the epoch-to-epoch noise, in the unit of the loss
    - `noise_ratio`: the rise over `jitter`
    - `trend`: z of Mann-Kendall from the smoothed minimum on
    - `fit`: `turning_fit` of the whole curve
    - `lasting`: the minimum is not at the end
    """

    onset: int
    lowest: float
    low: float
    end: float
    last: float | None
    rise: float
    by_descent: bool
    scale: float
    jitter: float
    noise_ratio: float
    trend: float
    fit: float
    lasting: bool
    limits: Limits = LIMITS

    @property
    def strength(self) -> float:
        """The rise over the limit that counts; 1 is the border between no and yes."""
        return self.rise / (DESCENT_LIMIT if self.by_descent else self.limits.rise)

    @property
    def ends_exactly(self) -> bool:
        """Whether the last raw value can be told as the end: it is no spike and no lucky dip."""
        return self.last is not None and self.last >= self.end

    @property
    def ended(self) -> float:
        """The end of the line in a chart, where that is no spike and no dip; else `end`."""
        return self.end if self.last is None or self.last < self.end else self.last

    @property
    def told(self) -> float:
        """The rise as a chart shows it: from the lowest raw value to `ended`."""
        return (self.ended - self.lowest) / self._told_scale

    @property
    def jump(self) -> float:
        """The noise between epochs in the measure of `told`."""
        return self.jitter / self._told_scale

    @property
    def back(self) -> bool:
        """Whether the last raw value is next to the lowest one, nearer than a `BACK` of it."""
        return self.last is not None and self.last - self.lowest < BACK * self._told_scale

    @property
    def _told_scale(self) -> float:
        return (self.scale or 1.0) if self.by_descent else self.lowest

    @property
    def counts(self) -> bool:
        return self.lasting and self.strength > 1

    @property
    def beyond_noise(self) -> bool:
        """Whether the rise stands out from the noise, follows a trend, or a turn fits closely.

        Noise makes a descent of its own: a rise by descent has to do both of the first two.
        """
        limits = self.limits
        stands_out, follows = self.noise_ratio > limits.noise, self.trend > limits.trend
        if self.by_descent:
            return stands_out and follows
        fits = self.fit > limits.fit and self.noise_ratio > limits.noise / 3
        return stands_out or follows or fits

    @property
    def slight(self) -> bool:
        return self.lasting and self._size > self.limits.slight

    @property
    def gentle(self) -> bool:
        return self._size < self.limits.gentle

    @property
    def strong(self) -> bool:
        return self._size > STRONG

    @property
    def _size(self) -> float:
        """The rise from the lowest raw value to `end`, which no single last epoch decides.

        By descent in the measure of the others, so that both have one border.
        """
        if self.by_descent:
            return self.rise * self.limits.rise / DESCENT_LIMIT
        return self.end / self.lowest - 1


def settled(values: np.ndarray) -> float:
    """Where a curve ended: what its last values agree on, so that no last spike decides.

    The lower of the mean of the last 5 % and the median of twice as many, at least 3.

    >>> settled(np.array([1.0, 0.5, 0.6, 0.7, 9.0])), settled(np.array([0.9, 0.8, 0.3]))
    (0.7, 0.3)
    """
    tail = tail_length(len(values))
    return float(min(values[-tail:].mean(), np.median(values[-max(3, 2 * tail + 1) :])))


def turn(values: np.ndarray, limits: Limits = LIMITS) -> Turn:
    """Measure the rise of a loss after its minimum; `values` finite, at least one.

    Spikes of one epoch are taken out first.

    >>> t = turn(np.array([1.0, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9]))
    >>> t.onset, round(t.low, 2), round(t.end, 2), t.counts, t.beyond_noise
    (2, 0.57, 0.8, True, True)
    """
    onset, lowest, last = int(np.argmin(values)), float(values.min()), float(values[-1])
    values = without_spikes(values)
    smooth, end = smoothed(values), settled(values)
    bottom = int(np.argmin(smooth))
    low = float(smooth[bottom])
    by_descent = lowest <= 0
    scale = float(smooth[: bottom + 1].max()) - low if by_descent else low
    # The first fall is steep: its bends are no noise.
    jitter = noise(values[int(WARM_UP_SHARE * len(values)) :])
    return Turn(
        onset=onset,
        lowest=lowest,
        low=low,
        end=end,
        last=last if values[-1] == last else None,
        rise=(end - low) / scale if scale > 0 else 0.0,
        by_descent=by_descent,
        scale=scale,
        jitter=jitter,
        noise_ratio=(end - low) / jitter if jitter > 0 else math.copysign(1e6, end - low),
        trend=mann_kendall(values[bottom:]),
        fit=turning_fit(values),
        lasting=onset < len(values) - tail_length(len(values)),
        limits=limits,
    )
