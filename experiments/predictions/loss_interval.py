"""How exactly a mean loss is known from its samples, whose losses are far from symmetric."""

import math

import numpy as np

from experiments.predictions.blocks import EPSILON

Z_95 = 1.959964
WIDEST = -math.log(EPSILON)
"""36.04 nats: what a true class of probability 0 is counted as."""


def mean_loss_interval(losses: np.ndarray, expected_variance: float = 0.0) -> tuple[float, float]:
    """95 % interval for the mean of n losses in nats, corrected for their skewness.

    Losses have a long upper tail, so the plain mean +- 1.96 s / sqrt(n) reaches too low on both
    sides. Hall (1992, "On the removal of skewness by transformation") bends the t statistic with
    the third moment until it is near normal; the ends are mean - s / sqrt(n) g(+-1.96), where

        g(x) = (3 / c) (cbrt(1 + c (x - c / 6)) - 1),   c = skewness / sqrt(n).

    s^2 is the larger of the variance seen and `expected_variance`, the one that the model's own
    probabilities lead to expect: where no error happened to be seen, the losses look too certain.
    One sample tells nothing: from 0 to 36.04, or its own loss if larger. No interval knows of
    errors that are too rare to have been seen and that the model does not expect.

    >>> [round(x, 3) for x in mean_loss_interval(np.array([0.1, 0.2, 0.1, 0.1, 3.0] * 20))]
    [0.495, 0.956]
    """
    n, mean = len(losses), float(losses.mean())
    if n == 1:
        return 0.0, max(WIDEST, mean)
    gaps = losses - mean
    seen = float(np.vdot(gaps, gaps) / (n - 1))
    error = math.sqrt(max(seen, expected_variance, 0.0) / n)
    c = float(np.mean((gaps / math.sqrt(seen)) ** 3)) / math.sqrt(n) if seen > 0 else 0.0
    low, high = (mean - error * _bent(x, c) for x in (Z_95, -Z_95))
    return max(0.0, low), high


def _bent(x: float, c: float) -> float:
    """g(x) above, and x itself where there is no skewness."""
    if abs(c) < 1e-6:
        return x
    return float(3 / c * (np.cbrt(1 + c * (x - c / 6)) - 1))
