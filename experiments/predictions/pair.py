"""Two runs on the same samples: does one label more of them right, is one surer of the truth?"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.stats import binomtest

Interval = tuple[float, float]
RESAMPLES = 2000
MOST_RESAMPLED = 10_000
DRAWS_AT_ONCE = 2_000_000
SHOWN = 100
SEED = 20


class PairSamples(Protocol):
    """The columns of per-sample predictions that a pair needs, n long each."""

    ids: np.ndarray
    label: np.ndarray
    predicted: np.ndarray
    loss: np.ndarray

    @property
    def class_names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Differing:
    """A sample that one of the two labels right and the other wrong; losses in nats.

    `label`, `predicted_a` and `predicted_b` are positions in the classes of the first.
    """

    id: str
    label: int
    predicted_a: int
    predicted_b: int
    loss_a: float
    loss_b: float


@dataclass(frozen=True)
class PairTest:
    """The first minus the second, over the same n samples; intervals 95 %.

    - `only_a_right`, `only_b_right`: samples that one labels right and the other wrong
    - `p_value`: McNemar's exact two-sided test that both are right equally often
    - `accuracy_difference`: fraction; its interval leaves out zero exactly where p < 0.05
    - `loss_difference`: nats a sample; its interval by a paired bootstrap, or by the normal
      approximation above 10,000 samples (`bootstrapped` False)
    - `differing`: at most 100 samples on which the two differ, largest difference of loss first
    """

    n: int
    only_a_right: int
    only_b_right: int
    p_value: float
    accuracy_difference: float
    accuracy_interval: Interval
    loss_difference: float
    loss_interval: Interval
    bootstrapped: bool
    differing: tuple[Differing, ...]

    @property
    def accuracy_within_noise(self) -> bool:
        return self.accuracy_interval[0] <= 0 <= self.accuracy_interval[1]

    @property
    def loss_within_noise(self) -> bool:
        return self.loss_interval[0] <= 0 <= self.loss_interval[1]

    @property
    def reversed(self) -> "PairTest":
        """The second minus the first."""
        return replace(
            self,
            only_a_right=self.only_b_right,
            only_b_right=self.only_a_right,
            accuracy_difference=-self.accuracy_difference,
            accuracy_interval=_negative(self.accuracy_interval),
            loss_difference=-self.loss_difference,
            loss_interval=_negative(self.loss_interval),
            differing=tuple(
                Differing(d.id, d.label, d.predicted_b, d.predicted_a, d.loss_b, d.loss_a)
                for d in self.differing
            ),
        )


@dataclass(frozen=True)
class NotPaired:
    """Why two files of predictions are not compared sample by sample, in a sentence."""

    reason: str


def compare_pair(a: PairSamples, b: PairSamples) -> PairTest | NotPaired:
    """McNemar's exact test and a paired bootstrap of the difference a - b.

    Samples are matched by their ids, or row by row where the ids do not tell and the labels agree.
    """
    rows = _matched(a, b)
    if isinstance(rows, NotPaired):
        return rows
    right_a, right_b = a.predicted == a.label, (b.predicted == b.label)[rows]
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    n, losses = len(a.label), a.loss - b.loss[rows]
    accuracy_interval, p_value = mcnemar(only_a, only_b, n)
    return PairTest(
        n=n,
        only_a_right=only_a,
        only_b_right=only_b,
        p_value=p_value,
        accuracy_difference=(only_a - only_b) / n,
        accuracy_interval=accuracy_interval,
        loss_difference=float(losses.mean()),
        loss_interval=mean_interval(losses),
        bootstrapped=n <= MOST_RESAMPLED,
        differing=_differing(a, b, rows, np.flatnonzero(right_a != right_b)),
    )


def mcnemar(only_a: int, only_b: int, n: int) -> tuple[Interval, float]:
    """95 % interval of the accuracy difference, and McNemar's exact two-sided p.

    Of the samples that only one labels right, each is the first's with probability 1/2 if both are
    equally good: a binomial test (McNemar 1947). The interval is that of Clopper and Pearson
    (1934) for that probability, given how many they are, over n.

    >>> interval, p = mcnemar(9, 1, 100)
    >>> [round(x, 4) for x in interval], round(p, 4)
    ([0.011, 0.0995], 0.0215)
    """
    differ = only_a + only_b
    if differ == 0:
        return (0.0, 0.0), 1.0
    test = binomtest(only_a, differ, 0.5)
    share = test.proportion_ci(0.95, method="exact")
    low, high = ((2 * s - 1) * differ / n for s in (share.low, share.high))
    return (low, high), float(test.pvalue)


def mean_interval(values: np.ndarray) -> Interval:
    """95 % interval of a mean: percentiles of 2,000 seeded resamples (Efron 1979).

    Above 10,000 values, 1.96 standard errors, which such a bootstrap comes to there.

    >>> [round(x, 1) for x in mean_interval(np.array([0.0, 1.0, 0.0, 1.0] * 25))]
    [0.4, 0.6]
    """
    n = len(values)
    if n > MOST_RESAMPLED:
        mean, error = values.mean(), values.std(ddof=1) / np.sqrt(n)
        return float(mean - 1.959964 * error), float(mean + 1.959964 * error)
    chance, block = np.random.default_rng(SEED), max(1, DRAWS_AT_ONCE // n)
    sizes = [min(block, RESAMPLES - start) for start in range(0, RESAMPLES, block)]
    means = [values[chance.integers(0, n, (size, n))].mean(axis=1) for size in sizes]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def _matched(a: PairSamples, b: PairSamples) -> np.ndarray | NotPaired:
    """The row of b for each row of a."""
    if len(a.label) != len(b.label):
        return NotPaired(f"They have {len(a.label):,} and {len(b.label):,} samples.")
    rows = np.arange(len(a.label))
    if (a.label != b.label[rows]).any():
        return NotPaired("Their labels are not the same.")
    return rows


def _differing(
    a: PairSamples, b: PairSamples, rows: np.ndarray, where: np.ndarray
) -> tuple[Differing, ...]:
    gap = np.abs(a.loss[where] - b.loss[rows[where]])
    shown = where[np.argsort(-gap, kind="stable")[:SHOWN]]
    return tuple(
        Differing(
            str(a.ids[i]),
            int(a.label[i]),
            int(a.predicted[i]),
            int(b.predicted[rows[i]]),
            float(a.loss[i]),
            float(b.loss[rows[i]]),
        )
        for i in shown
    )


def _negative(interval: Interval) -> Interval:
    return -interval[1], -interval[0]
