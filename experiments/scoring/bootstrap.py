"""Intervals by resampling runs (percentile bootstrap, Efron 1979), the same draws for all.

A *statistic* takes positions of runs, shape (..., n), and gives one number for each row of them,
shape (...); NaN where it is not defined, as a precision without a single yes.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

ROUNDS = 1000
SEED = 20240229
LEVEL = 0.95

Statistic = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Estimate:
    """A number with its bootstrap interval of 95 %; NaN where it is not defined.

    >>> Estimate(0.03, 0.01, 0.05).shown, Estimate(0.03, -0.01, 0.07).shown
    (True, False)
    """

    value: float
    low: float = math.nan
    high: float = math.nan

    @property
    def shown(self) -> bool:
        """Of a difference: whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def point(statistic: Statistic, n: int) -> float:
    """The statistic of all `n` runs.

    >>> point(mean(np.array([1.0, 2.0, 6.0])), 3)
    3.0
    """
    return float(statistic(np.arange(n)[None])[0]) if n else math.nan


def estimate(statistic: Statistic, n: int, rounds: int = ROUNDS) -> Estimate:
    """The statistic of all `n` runs, with the interval over `rounds` resamples of them.

    Rounds in which the statistic is not defined are left out; without rounds there is no interval.

    >>> estimate(mean(np.array([2.0, 2.0, 2.0])), 3, 100)
    Estimate(value=2.0, low=2.0, high=2.0)
    """
    value = point(statistic, n)
    if not n or not rounds:
        return Estimate(value)
    drawn = statistic(resamples(n, rounds))
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return Estimate(value)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high))


@lru_cache(maxsize=8)
def resamples(n: int, rounds: int) -> np.ndarray:
    """Positions of `n` runs drawn with replacement, shape (rounds, n); always the same ones.

    That makes differences of two statistics paired ones.

    >>> drawn = resamples(5, 100)
    >>> drawn.shape, sorted(set(drawn.ravel().tolist()))
    ((100, 5), [0, 1, 2, 3, 4])
    """
    return np.random.default_rng(SEED).integers(0, n, size=(rounds, n))


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> Statistic:
    """Sum of one value a run over the sum of another; NaN where the latter is zero.

    >>> statistic = ratio(np.array([1, 0, 1]), np.array([2, 0, 1]))
    >>> statistic(np.array([[0, 2], [1, 1]])).round(3).tolist()
    [0.667, nan]
    """
    over, under = (np.asarray(a, dtype=np.float64) for a in (numerator, denominator))

    def statistic(rows: np.ndarray) -> np.ndarray:
        total = under[rows].sum(axis=-1)
        result = np.full(total.shape, np.nan)
        return np.divide(over[rows].sum(axis=-1), total, out=result, where=total != 0)

    return statistic


def mean(values: np.ndarray) -> Statistic:
    """The mean of one value a run.

    >>> mean(np.array([1.0, 2.0, 6.0]))(np.array([[0, 1, 2], [0, 0, 1]])).round(2).tolist()
    [3.0, 1.33]
    """
    return ratio(values, np.ones(len(values)))


def quantile(values: np.ndarray, q: float) -> Statistic:
    """A quantile of one value a run, 0.5 for the median.

    >>> point(quantile(np.array([1.0, 2.0, 6.0]), 0.5), 3)
    2.0
    """
    return lambda rows: np.quantile(values[rows], q, axis=-1)


def mean_of(statistics: Sequence[Statistic]) -> Statistic:
    """The mean of several statistics, of those that are defined.

    >>> defined, undefined = mean(np.array([0.8, 0.6])), ratio(np.zeros(2), np.zeros(2))
    >>> round(point(mean_of([defined, undefined]), 2), 3)
    0.7
    """

    def statistic(rows: np.ndarray) -> np.ndarray:
        values = np.stack([one(rows) for one in statistics])
        defined = ~np.isnan(values)
        total, count = np.where(defined, values, 0).sum(axis=0), defined.sum(axis=0)
        return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)

    return statistic


def minus(ours: Statistic, theirs: Statistic) -> Statistic:
    """The difference of two statistics on the same runs.

    >>> point(minus(mean(np.array([3.0, 5.0])), mean(np.array([1.0, 2.0]))), 2)
    2.5
    """
    return lambda rows: ours(rows) - theirs(rows)
