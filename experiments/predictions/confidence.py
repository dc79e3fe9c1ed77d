"""Over- or under-confident: mean confidence held against accuracy."""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.two_numbers import Z_95
from experiments.predictions.outcomes import Outcomes
from experiments.predictions.temperature import PRIOR


@dataclass(frozen=True)
class Limits:
    """What the word for a gap rests on; all are shares.

    - `spread`: standard deviation of true gaps around the one that the prior of T expects
    - `near`: how near to zero the best estimate of a calibrated model lies
    - `within`: how far from zero the interval of a calibrated model may reach
    """

    spread: float = 0.12
    near: float = 0.005
    within: float = 0.03


LIMITS = Limits()


@dataclass(frozen=True)
class Top:
    """What judging takes from n samples with K classes; c is a sample's confidence.

    - `confidence`, `accuracy`: means, in [0, 1]
    - `brier`: mean of (c - 1 if right else c) squared, the Brier score of the top label
    - `expected_brier`: mean of c (1 - c), what it would be if c were the chance to be right
    """

    n: int
    classes: int
    confidence: float
    accuracy: float
    brier: float
    expected_brier: float

    @classmethod
    def of(cls, seen: Outcomes, classes: int) -> "Top":
        """What judging takes from outcomes of samples.

        >>> from experiments.predictions.outcomes import outcomes
        >>> from experiments.predictions.scores import Scores
        >>> scores = Scores(np.array([0]), np.array([[0.8, 0.2]]), "probabilities", ("a", "b"))
        >>> top = Top.of(outcomes(scores), 2)
        >>> top.confidence, top.accuracy, round(top.brier, 2), round(top.expected_brier, 2)
        (0.8, 1.0, 0.04, 0.16)
        """
        c = seen.confidence
        brier, expected = float(np.mean((c - seen.right) ** 2)), float(np.mean(c * (1 - c)))
        return cls(len(seen), classes, float(c.mean()), seen.accuracy, brier, expected)


@dataclass(frozen=True)
class Judgement:
    """`confidence`: ``over``, ``under`` or ``calibrated``, the best guess.

    - `gap`: mean confidence minus accuracy, in [-1, 1]; above 0 where over-confident
    - `interval`: 95 % for it in the population
    - `shown`: whether the interval leaves out zero
    """

    confidence: str
    gap: float
    interval: tuple[float, float]
    shown: bool


def judge(top: Top, limits: Limits = LIMITS) -> Judgement:
    """The word for a gap, and how sure it is.

    The variance of a sample's (confidence - right) is the larger of the one seen and the one that a
    calibrated model has, so that an accuracy of 100 % does not look certain. Where the interval
    leaves out zero the word is its side; otherwise the gap and the one that the prior expects,
    each weighing by the inverse of its variance, make the best estimate. Raises ValueError for
    fewer than 1 sample.

    >>> found = judge(Top(400, 10, 0.95, 0.80, 0.18, 0.04))
    >>> found.confidence, found.shown, round(found.gap, 2)
    ('over', True, 0.15)
    >>> judge(Top(4000, 10, 0.801, 0.80, 0.14, 0.14)).confidence
    'calibrated'
    """
    if top.n < 1:
        raise ValueError(f"need at least one sample, not {top.n}")
    gap = top.confidence - top.accuracy
    variance = max(top.brier - gap**2, top.expected_brier, 0.0) / top.n
    half = Z_95 * math.sqrt(variance)
    interval = max(-1.0, gap - half), min(1.0, gap + half)
    shown = interval[0] > 0 or interval[1] < 0
    best = gap if shown else _estimate(gap, variance, expected_gap(top), limits.spread)
    sure = max(-interval[0], interval[1]) <= limits.within
    return Judgement(_word(best, limits.near if sure else 0.0), gap, interval, shown)


def expected_gap(top: Top) -> float:
    """The gap of such a confidence before any label is seen, by the prior of the temperature.

    All samples are taken as alike, the other classes as equally likely: confidence c is then
    c' = 1 / (1 + (K-1)^(1-1/T) ((1-c) / c)^(1/T)) at temperature T, and the gap c - c'.

    >>> round(expected_gap(Top(100, 10, 0.3, 0.3, 0.21, 0.21)), 3)
    0.132
    """
    chance = 1 / top.classes
    c = min(max(top.confidence, chance), 1.0)
    inverse = math.exp(-PRIOR.mean(c, top.classes))
    others = (top.classes - 1) ** (1 - inverse) * ((1 - c) / c) ** inverse
    return c - 1 / (1 + others)


def _estimate(gap: float, variance: float, expected: float, spread: float) -> float:
    return (gap * spread**2 + expected * variance) / (spread**2 + variance)


def _word(best: float, near: float) -> str:
    return "calibrated" if abs(best) <= near else "over" if best > 0 else "under"
