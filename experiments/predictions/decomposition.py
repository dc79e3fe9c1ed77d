"""Log loss = miscalibration - discrimination + uncertainty, each in nats and at least 0.

With L the loss of the predictions, L_c that of the same predictions recalibrated, and H the loss
of always answering with the class frequencies, which is their entropy:

    miscalibration = L - L_c    discrimination = H - L_c    uncertainty = H

This is the decomposition of Dimitriadis, Gneiting and Jordan (2021, PNAS 118) and of Gneiting and
Resin (2023). It holds exactly whatever the recalibration; both parts are at least 0 because each
family here contains the predictions as they are and the class frequencies. They recalibrate two
classes by isotonic regression, which does not carry over to K. Here it is temperature scaling with
a bias for each class, softmax(w z + b), of Alexandari, Kundaje and Shrikumar (2020), by maximum
likelihood on the same samples: about K / (2n) nats of the miscalibration are owed to that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from experiments.predictions.blocks import blocks
from experiments.predictions.report import Decomposition
from experiments.predictions.scores import Scores

FIT_ROWS, FIT_CELLS, ROWS_A_CLASS = 100_000, 2**24, 20
STEPS = 50
EXACT = 1e-7
STEEPEST = 1000.0
SMALLEST = 1e-300
SEED = 2021


@dataclass(frozen=True, eq=False)
class _Logs:
    """Of the k classes that have samples: k x m logarithms, m labels among them."""

    values: np.ndarray
    labels: np.ndarray


def decompose(scores: Scores, log_loss: float, temperature: float) -> Decomposition:
    """The three parts of `log_loss`, the mean loss of these scores in nats.

    `temperature` is where the search for the recalibration begins: that of maximum likelihood.
    Above 100,000 samples (fewer with many classes, at least 20 a class) the recalibration is
    fitted on so many, drawn at random, and applied to all.

    >>> values = np.array([[0.9, 0.1]] * 4)
    >>> scores = Scores(np.array([0, 0, 1, 1]), values, "probabilities", ("cat", "dog"))
    >>> parts = decompose(scores, 1.2040, 1.0)
    >>> [round(x, 4) for x in (parts.miscalibration, parts.discrimination, parts.uncertainty)]
    [0.5109, 0.0, 0.6931]
    """
    counts = np.bincount(np.asarray(scores.labels), minlength=len(scores.classes))
    uncertainty = entropy(counts)
    recalibrated = min(log_loss, uncertainty, _recalibrated(scores, counts, temperature))
    return Decomposition(log_loss - recalibrated, uncertainty - recalibrated, uncertainty)


def entropy(counts: np.ndarray) -> float:
    """-sum of f ln f over the class frequencies f, in nats.

    >>> round(entropy(np.array([5, 5, 0])), 4)
    0.6931
    """
    f = counts[counts > 0] / counts.sum()
    return float(-(f * np.log(f)).sum()) + 0.0


def _recalibrated(scores: Scores, counts: np.ndarray, temperature: float) -> float:
    """The mean loss of the recalibrated predictions; 0 where there is one class only."""
    present = np.flatnonzero(counts)
    if len(present) == 1:
        return 0.0
    units = np.concatenate(([1.0], np.sqrt(counts.sum() / counts[present])))
    found = _fitted(_drawn(scores), present, temperature, units)
    return _loss_and_slope(found, scores, present, temperature)[0]


def _fitted(
    scores: Scores, present: np.ndarray, temperature: float, units: np.ndarray
) -> np.ndarray:
    """w and each b of the smallest loss.

    The loss bends by b_k about as much as the class is frequent: in `units` of one over the root of
    that it bends alike on all sides, which takes ten steps where it took a hundred.
    """

    def loss_and_slope(at: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slope = _loss_and_slope(at * units, scores, present, temperature)
        return loss, slope * units

    found = minimize(
        loss_and_slope,
        np.concatenate(([1.0], np.zeros(len(present)))),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, STEEPEST), *[(None, None)] * len(present)],
        options={"maxiter": STEPS, "ftol": EXACT},
    )
    return found.x * units


def _drawn(scores: Scores) -> Scores:
    k = len(scores.classes)
    rows = min(FIT_ROWS, max(ROWS_A_CLASS * k, FIT_CELLS // k))
    if len(scores) <= rows:
        return scores
    chosen = np.sort(np.random.default_rng(SEED).choice(len(scores), rows, replace=False))
    return Scores(scores.labels[chosen], scores.values[chosen], scores.kind, scores.classes)


def _loss_and_slope(
    at: np.ndarray, scores: Scores, present: np.ndarray, temperature: float
) -> tuple[float, np.ndarray]:
    """Mean loss of softmax(w z + b), and its derivatives by w and each b."""
    loss, slope = 0.0, np.zeros(len(at))
    for part in _logs(scores, present, temperature):
        columns = np.arange(len(part.labels))
        z = at[0] * part.values + at[1:, None]
        z -= z.max(axis=0)
        true = z[part.labels, columns].sum()
        p = np.exp(z, out=z)
        total = p.sum(axis=0)
        p /= total
        loss += float(np.log(total).sum() - true)
        slope[0] += np.vdot(p, part.values) - part.values[part.labels, columns].sum()
        slope[1:] += p.sum(axis=1) - np.bincount(part.labels, minlength=len(present))
    return loss / len(scores), slope / len(scores)


def _logs(scores: Scores, present: np.ndarray, temperature: float) -> Iterator[_Logs]:
    """ln p at the first temperature, where p = 0 is counted as 1e-300."""
    position = np.zeros(len(scores.classes), dtype=np.intp)
    position[present] = np.arange(len(present))
    for block in blocks(scores, temperature):
        p = block.probabilities[present]
        yield _Logs(np.log(np.maximum(p, SMALLEST, out=p), out=p), position[block.labels])
