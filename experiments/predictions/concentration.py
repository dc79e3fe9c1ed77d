"""How much of the loss the hardest samples carry."""

import numpy as np

from experiments.predictions.outcomes import Outcomes
from experiments.predictions.report import Concentration, HardSample
from experiments.predictions.scores import Scores

STEPS = 100
MOST_HARDEST = 100


def concentration(losses: np.ndarray) -> Concentration:
    """The hardest samples first: the share of the loss that the first k of n carry.

    sum of the k largest losses / sum of all, a Lorenz curve from the top. `half_count` is the
    smallest k that carries half, `top_1pct_loss_share` what the hardest n/100, rounded up, carry.
    Where every loss is 0 all samples carry alike.

    >>> found = concentration(np.array([0.1, 0.1, 0.1, 2.7]))
    >>> found.half_count, round(found.top_1pct_loss_share, 4)
    (1, 0.9)
    >>> [round(share, 4) for share in found.loss]
    [0.0, 0.9, 0.9333, 0.9667, 1.0]
    """
    n, shares = len(losses), carried(losses)
    at = _counts(n)
    return Concentration(
        samples=tuple((at / n).tolist()),
        loss=tuple(shares[at].tolist()),
        half_count=max(1, int(np.searchsorted(shares, 0.5))),
        top_1pct_loss_share=float(shares[-(-n // 100)]),
    )


def carried(losses: np.ndarray) -> np.ndarray:
    """n + 1 shares of the loss, in [0, 1], that the 0, 1, ... n hardest samples carry.

    >>> carried(np.array([1.0, 3.0])).tolist()
    [0.0, 0.75, 1.0]
    """
    sums = np.zeros(len(losses) + 1)
    np.cumsum(np.sort(losses)[::-1], out=sums[1:])
    if not sums[-1] > 0:
        return np.arange(len(losses) + 1) / len(losses)
    sums /= sums[-1]
    return sums


def _counts(n: int) -> np.ndarray:
    """Numbers of samples at which the curve is kept: dense among the hardest, up to all."""
    even = np.linspace(0, n, min(n, STEPS) + 1)
    few = np.geomspace(1, n, STEPS)
    return np.unique(np.round(np.concatenate((even, few)))).astype(np.intp)


def hardest(scores: Scores, seen: Outcomes) -> tuple[HardSample, ...]:
    """At most 100 samples with the largest loss, largest first; of equal ones the earlier rows.

    >>> values = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> scores = Scores(np.array([0, 1]), values, "probabilities", ("cat", "dog"))
    >>> from experiments.predictions.outcomes import outcomes
    >>> [(s.id, round(s.loss, 2)) for s in hardest(scores, outcomes(scores))]
    [('2', 1.61), ('1', 0.11)]
    """
    total = float(seen.loss.sum())
    return tuple(
        HardSample(
            row=int(row),
            id=scores.name_of(row),
            true=int(seen.labels[row]),
            predicted=int(seen.predicted[row]),
            p_true=float(seen.p_true[row]),
            p_predicted=float(seen.confidence[row]),
            loss=float(seen.loss[row]),
            loss_share=float(seen.loss[row]) / total if total > 0 else 1 / len(seen),
        )
        for row in _largest(seen.loss, MOST_HARDEST)
    )


def _largest(losses: np.ndarray, most: int) -> np.ndarray:
    """Rows of the largest losses, without sorting all."""
    if len(losses) > most:
        least = np.partition(losses, len(losses) - most)[len(losses) - most]
        above, level = np.flatnonzero(losses > least), np.flatnonzero(losses == least)
        rows = np.concatenate((above, level[: most - len(above)]))
    else:
        rows = np.arange(len(losses))
    return rows[np.lexsort((rows, -losses[rows]))]
