"""Two runs on the same samples: does one label more of them right, is one surer of the truth?"""

from dataclasses import dataclass, replace

import numpy as np

from experiments.predictions.matching import NotPaired, match
from experiments.predictions.resampling import (
    MOST_RESAMPLED,
    Interval,
    calibration_gap,
    calibration_interval,
    mcnemar,
    mean_interval,
)
from experiments.predictions.samples import Samples

SHOWN = 100


@dataclass(frozen=True)
class Differing:
    """A sample that one of the two labels right and the other wrong; losses in nats.

    `label`, `predicted_a` and `predicted_b` are positions in the classes of the first, `row` is its
    row there, from 0.
    """

    row: int
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
      approximation above 5,000 samples (`bootstrapped` False)
    - `ece_difference`: of the expected calibration errors, fraction
    - `matched_by`: ``id`` or ``row``
    - `differing`: at most 100 samples that only one labels right, largest difference of loss first
    """

    n: int
    only_a_right: int
    only_b_right: int
    p_value: float
    accuracy_difference: float
    accuracy_interval: Interval
    loss_difference: float
    loss_interval: Interval
    ece_difference: float
    ece_interval: Interval
    bootstrapped: bool
    matched_by: str
    differing: tuple[Differing, ...]

    @property
    def reversed(self) -> "PairTest":
        """The second minus the first; the rows stay those of the first."""
        return replace(
            self,
            only_a_right=self.only_b_right,
            only_b_right=self.only_a_right,
            accuracy_difference=-self.accuracy_difference,
            accuracy_interval=_negative(self.accuracy_interval),
            loss_difference=-self.loss_difference,
            loss_interval=_negative(self.loss_interval),
            ece_difference=-self.ece_difference,
            ece_interval=_negative(self.ece_interval),
            differing=tuple(
                replace(
                    d,
                    predicted_a=d.predicted_b,
                    predicted_b=d.predicted_a,
                    loss_a=d.loss_b,
                    loss_b=d.loss_a,
                )
                for d in self.differing
            ),
        )


def compare_pair(a: Samples, b: Samples) -> PairTest | NotPaired:
    """McNemar's exact test and paired intervals of the differences a - b.

    Samples are matched as `match` says.

    >>> label, p, ids = np.arange(10) % 2, np.full(10, 0.9), np.array(list("abcdefghij"))
    >>> a = Samples(("cat", "dog"), 1.0, label, ids, label, label, p, p, -np.log(p), -np.log(p))
    >>> b = replace(a, predicted=1 - label, loss=-np.log(1 - p))
    >>> test = compare_pair(a, b)
    >>> test.only_a_right, test.accuracy_difference, round(test.loss_difference, 4)
    (10, 1.0, -2.1972)
    """
    matched = match(a, b)
    if isinstance(matched, NotPaired):
        return matched
    b, rows = matched.second, matched.rows
    n, losses = len(a), a.loss - b.loss[rows]
    right = a.predicted == a.label, (b.predicted == b.label)[rows]
    confidence = a.p_predicted, b.p_predicted[rows]
    only_a, only_b = int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())
    accuracy_interval, p_value = mcnemar(only_a, only_b, n)
    ece_a, ece_b = (calibration_gap(c, r) for c, r in zip(confidence, right, strict=True))
    return PairTest(
        n=n,
        only_a_right=only_a,
        only_b_right=only_b,
        p_value=p_value,
        accuracy_difference=(only_a - only_b) / n,
        accuracy_interval=accuracy_interval,
        loss_difference=float(losses.mean()),
        loss_interval=mean_interval(losses),
        ece_difference=ece_a - ece_b,
        ece_interval=calibration_interval(confidence, right),
        bootstrapped=n <= MOST_RESAMPLED,
        matched_by=matched.by,
        differing=_differing(a, b, rows, np.flatnonzero(right[0] != right[1])),
    )


def _differing(
    a: Samples, b: Samples, rows: np.ndarray, where: np.ndarray
) -> tuple[Differing, ...]:
    gap = np.abs(a.loss[where] - b.loss[rows[where]])
    shown = where[np.argsort(-gap, kind="stable")[:SHOWN]]
    return tuple(
        Differing(
            row=int(a.row[i]),
            id=str(a.ids[i]),
            label=int(a.label[i]),
            predicted_a=int(a.predicted[i]),
            predicted_b=int(b.predicted[rows[i]]),
            loss_a=float(a.loss[i]),
            loss_b=float(b.loss[rows[i]]),
        )
        for i in shown
    )


def _negative(interval: Interval) -> Interval:
    return -interval[1], -interval[0]
