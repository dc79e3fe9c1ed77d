"""What a model said of each sample, reduced to a few numbers a sample in one pass."""

from dataclasses import dataclass

import numpy as np

from experiments.predictions.blocks import EPSILON, Block, blocks
from experiments.predictions.scores import Scores


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Columns of n samples.

    - `labels`, `predicted`: positions of classes, int32; of equal scores the first class counts
    - `p_true`, `confidence`: probability of the true and of the predicted class, in [0, 1]
    - `loss`: -ln p_true in nats, where p = 0 is counted as 2.2e-16 for probabilities
    - `brier`: the mean over samples, see `brier_scores`
    - `expected_variance`: of the loss of a sample, were the probabilities right; in nats squared
    """

    labels: np.ndarray
    predicted: np.ndarray
    p_true: np.ndarray
    confidence: np.ndarray
    loss: np.ndarray
    brier: float
    expected_variance: float = 0.0

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def right(self) -> np.ndarray:
        return self.labels == self.predicted

    @property
    def log_loss(self) -> float:
        return float(self.loss.mean())

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())


def outcomes(scores: Scores, temperature: float | np.ndarray | None = None) -> Outcomes:
    """Each sample's answer, as it is or at a temperature, one for all samples or n of them.

    A temperature changes no order, so `predicted` is that of the scores as they are.

    >>> values = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> seen = outcomes(Scores(np.array([0, 1]), values, "probabilities", ("cat", "dog")))
    >>> seen.predicted.tolist(), seen.loss.round(4).tolist(), round(seen.brier, 4)
    ([0, 0], [0.1054, 1.6094], 0.325)
    """
    n = len(scores)
    predicted = np.empty(n, dtype=np.int32)
    p_true, confidence, loss = np.empty(n), np.empty(n), np.empty(n)
    brier, variance = 0.0, 0.0
    for block in blocks(scores, temperature):
        rows = block.rows
        predicted[rows] = scores.values[rows].argmax(axis=1)
        p_true[rows] = np.minimum(block.p_true, 1.0)
        confidence[rows] = np.minimum(block.probabilities.max(axis=0), 1.0)
        loss[rows] = 0.0 - block.log_true
        brier += float(brier_scores(block).sum())
        variance += float(loss_variances(block).sum())
    labels = np.asarray(scores.labels).astype(np.int32, copy=False)
    return Outcomes(labels, predicted, p_true, confidence, loss, brier / n, variance / n)


def brier_scores(block: Block) -> np.ndarray:
    """Brier (1950): the sum over classes of (p_k - 1 for the true class, else p_k) squared.

    In [0, 2] with three classes and more; with two it is halved, in [0, 1], which is the squared
    error of one of them, as scikit-learn scales it.

    >>> one = Block(0, np.array([0]), np.array([[0.7], [0.2], [0.1]]), np.log([0.7]))
    >>> brier_scores(one).round(4).tolist()
    [0.14]
    """
    p = block.probabilities
    scores = np.einsum("km,km->m", p, p) - 2 * block.p_true + 1
    return scores / 2 if len(p) == 2 else scores


def loss_variances(block: Block) -> np.ndarray:
    """Variance of -ln p_y over classes y drawn with the probabilities p of each sample.

    >>> one = Block(0, np.array([0]), np.array([[0.9], [0.1]]), np.log([0.9]))
    >>> loss_variances(one).round(4).tolist()
    [0.4345]
    """
    p = block.probabilities
    log_p = np.log(np.maximum(p, EPSILON))
    return np.einsum("km,km,km->m", p, log_p, log_p) - np.einsum("km,km->m", p, log_p) ** 2
