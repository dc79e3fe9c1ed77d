"""The temperature T: logits divided by it before the softmax, so that confidence fits accuracy.

Guo et al. (2017), "On calibration of modern neural networks". Above 1 it takes confidence away; it
never changes the order of the classes. Where there are only probabilities it acts on ln p.

The loss summed over n samples, with p the probabilities at T and H their entropy, has by ln T

    the slope  sum(H - loss)  and the curvature  sum(variance of ln p under p) - slope,

whose first part is the expected one. So at maximum likelihood the mean loss is the mean entropy of
what the model claims.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.analysis.two_numbers import Z_95
from experiments.predictions.blocks import blocks
from experiments.predictions.scores import Scores

LARGEST = 1000.0
"""No temperature is larger than this, or smaller than its inverse."""
EDGE = math.log(LARGEST)
STEPS = 100
EXACT = 1e-7
"""A step of ln T below this is the last one."""
SMALLEST = np.finfo(np.float64).tiny
SEED = 20170806


@dataclass(frozen=True)
class Prior:
    """What is known of ln T before a label is seen: it is normal around a mean.

    The less sure a model is, the more of its confidence is a pattern of noise. With c the mean
    confidence above chance, (mean confidence - 1/K) / (1 - 1/K), the mean is

        sure + unsure (1 - c)^2.

    - `sure`: the mean for a model that is sure of all it says
    - `unsure`: how much higher it is for a model no surer than chance
    - `spread`: standard deviation of ln T around the mean
    - `widening`: factor on the standard error of ln T; without it too few intervals hold the truth

    `docs/rules.md` says how they were chosen and how they score.
    """

    sure: float = -0.4
    unsure: float = 2.0
    spread: float = 0.9
    widening: float = 1.25

    def mean(self, mean_confidence: float, classes: int) -> float:
        """The mean of ln T, from the mean confidence in [0, 1] and the number of classes, 2 or up.

        >>> [round(Prior().mean(c, 10), 2) for c in (0.1, 0.55, 1.0)]
        [1.6, 0.1, -0.4]
        """
        above_chance = (mean_confidence - 1 / classes) / (1 - 1 / classes)
        return self.sure + self.unsure * (1 - min(max(above_chance, 0.0), 1.0)) ** 2


PRIOR = Prior()


@dataclass(frozen=True)
class TemperatureFit:
    """`advised` for new data, `ml` of maximum likelihood, a 95 % `interval` around the advised one.

    `ml` is 1/1000 where it would be 0 (all samples right), 1000 where it would be infinite (the
    scores are no better than none); the advised one stays near what such models need, as the prior
    tells. All is 1, and the interval tells nothing, where no temperature changes anything.
    """

    advised: float
    ml: float
    interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class CrossFit:
    """For each fold the temperature that the other folds advise; `fold` of each row, n int8."""

    temperatures: tuple[float, ...]
    fold: np.ndarray


@dataclass(frozen=True)
class _Sums:
    """Over samples: slope and expected curvature of the loss by ln T, and squares of the slope."""

    slope: float
    curvature: float
    squares: float

    @property
    def bend(self) -> float:
        """The curvature of these samples; the expected one where theirs is not above 0."""
        seen = self.curvature - self.slope
        return seen if seen > 0 else self.curvature


def fit(scores: Scores, prior: Prior = PRIOR) -> TemperatureFit:
    """The temperature of all samples, in about a dozen passes over blocks of rows.

    The advised one is the most probable under likelihood and prior. Its standard error is the
    larger of the model's own and the sandwich one (White 1982), which asks of no model that its
    probabilities be right at any temperature.

    >>> values = np.array([[4.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 0.0]])
    >>> found = fit(Scores(np.array([0, 0, 1, 1]), values, "logits", ("no", "yes")))
    >>> round(found.ml, 3), round(4 / math.log(3), 3), round(found.advised, 3)
    (3.641, 3.641, 1.859)
    """
    ml = _most_likely(scores)
    if ml is None:
        return TemperatureFit(1.0, 1.0, (1 / LARGEST, LARGEST))
    mean = prior.mean(_mean_confidence(scores), len(scores.classes))
    advised = _most_probable(scores, None, prior, mean, start=ml)
    half = Z_95 * _standard_error(scores, advised, prior)
    low, high = (min(max(end, -EDGE), EDGE) for end in (advised - half, advised + half))
    return TemperatureFit(math.exp(advised), math.exp(ml), (math.exp(low), math.exp(high)))


def cross_fitted(scores: Scores, folds: int = 5, prior: Prior = PRIOR) -> CrossFit:
    """Advised temperatures in which no sample has a say for itself, so that the gain is honest.

    Samples are dealt to folds by a shuffle that is always the same. What the prior takes from the
    scores, the mean confidence, knows no label and is that of all samples.

    >>> values = np.array([[4.0, 0.0]] * 8)
    >>> found = cross_fitted(Scores(np.array([0] * 6 + [1] * 2), values, "logits", ("a", "b")), 4)
    >>> len(found.temperatures), np.bincount(found.fold).tolist()
    (4, [2, 2, 2, 2])
    """
    n = len(scores)
    fold = np.empty(n, dtype=np.int8)
    fold[np.random.default_rng(SEED).permutation(n)] = np.arange(n) % folds
    mean = prior.mean(_mean_confidence(scores), len(scores.classes))
    start = _most_probable(scores, None, prior, mean, start=0.0)
    each = [_most_probable(scores, fold != k, prior, mean, start) for k in range(folds)]
    return CrossFit(tuple(math.exp(log_t) for log_t in each), fold)


def _mean_confidence(scores: Scores) -> float:
    return sum(float(b.probabilities.max(axis=0).sum()) for b in blocks(scores)) / len(scores)


def _most_likely(scores: Scores) -> float | None:
    """ln T of the smallest loss; the end towards which it falls where it has no minimum.

    None where the loss is the same at any temperature.
    """
    at_low, at_high = (_sums(scores, end).slope for end in (-EDGE, EDGE))
    nothing = 1e-9 * len(scores)
    if abs(at_low) <= nothing and abs(at_high) <= nothing:
        return None
    if at_low >= -SMALLEST:
        return -EDGE
    if at_high <= 0:
        return EDGE

    def terms(log_t: float) -> tuple[float, float]:
        sums = _sums(scores, log_t)
        return sums.slope, sums.bend

    return _root(terms, 0.0)


def _most_probable(
    scores: Scores, kept: np.ndarray | None, prior: Prior, mean: float, start: float
) -> float:
    """ln T at which the loss of the rows `kept` and the prior's (ln T - mean)^2 balance."""
    weight = 1 / prior.spread**2

    def terms(log_t: float) -> tuple[float, float]:
        sums = _sums(scores, log_t, kept)
        return sums.slope + weight * (log_t - mean), sums.bend + weight

    return _root(terms, start)


def _root(terms: Callable[[float], tuple[float, float]], start: float) -> float:
    """Where a slope comes from below zero: Newton's steps, and halves of the bracket around it."""
    low, high, at = -EDGE, EDGE, start
    for _ in range(STEPS):
        slope, curvature = terms(at)
        low, high = (low, at) if slope > 0 else (at, high)
        following = at - slope / curvature if curvature > 0 else math.inf
        if not low <= following <= high:
            following = (low + high) / 2
        moved, at = abs(following - at), following
        if moved < EXACT:
            break
    return at


def _standard_error(scores: Scores, log_t: float, prior: Prior) -> float:
    sums, weight = _sums(scores, log_t), 1 / prior.spread**2
    spread = math.sqrt(max(sums.squares, sums.curvature) + weight)
    return prior.widening * spread / (sums.curvature + weight)


def _sums(scores: Scores, log_t: float, kept: np.ndarray | None = None) -> _Sums:
    total = np.zeros(3)
    for block in blocks(scores, math.exp(log_t)):
        p = block.probabilities
        log_p = np.log(np.maximum(p, SMALLEST))
        mean = np.einsum("km,km->m", p, log_p)
        variance = np.einsum("km,km,km->m", p, log_p, log_p) - mean**2
        slope = block.log_true - mean
        each = np.stack([slope, variance, slope**2])
        total += (each if kept is None else each[:, kept[block.rows]]).sum(axis=1)
    return _Sums(*total.tolist())
