"""Scores in blocks of rows, so that n x K numbers never have to be in memory together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.predictions.scores import Scores

MOST_ROWS = 65_536
CELLS = 2**19
"""A block holds at most so many scores: 4 MB, which the processor's cache keeps."""
EPSILON = float(np.finfo(np.float64).eps)
"""What a probability of zero is counted as: 2.2e-16."""


@dataclass(frozen=True, eq=False)
class Block:
    """m rows from `start` on, float64.

    - `labels`: m integers in 0 to K-1
    - `probabilities`: K x m, classes first, each column summing to 1 as the file's rows do
    - `log_true`: m natural logarithms of the true class's probability, at most 0
    """

    start: int
    labels: np.ndarray
    probabilities: np.ndarray
    log_true: np.ndarray

    @property
    def rows(self) -> slice:
        return slice(self.start, self.start + len(self.labels))

    @property
    def p_true(self) -> np.ndarray:
        return self.probabilities[self.labels, np.arange(len(self.labels))]


def blocks(scores: Scores, temperature: float | np.ndarray | None = None) -> Iterator[Block]:
    """Probabilities block by block, as they are or at a temperature T, one for all or n of them.

    softmax(z / T) for logits z; for probabilities z = ln p, where p = 0 is counted as 2.2e-16.
    Without a temperature probabilities stay untouched and logits are taken at T = 1.

    >>> scores = Scores(np.array([0]), np.array([[0.8, 0.2]]), "probabilities", ("cat", "dog"))
    >>> [block.probabilities.T.round(4).tolist() for block in blocks(scores, 2.0)]
    [[[0.6667, 0.3333]]]
    """
    size = max(1, min(MOST_ROWS, CELLS // max(1, len(scores.classes))))
    for start in range(0, len(scores), size):
        rows = slice(start, start + size)
        labels = np.asarray(scores.labels[rows]).astype(np.intp)
        z = scores.values[rows].T.astype(np.float64, order="C")
        if temperature is None and scores.kind == "probabilities":
            yield Block(start, labels, z, _log_true(z, labels))
        else:
            yield _softmax(start, labels, _logits(z, scores.kind, temperature, rows))


def _log_true(p: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """A probability rounded to a little above 1 costs nothing rather than less than that."""
    return np.log(np.clip(p[labels, np.arange(len(labels))], EPSILON, 1.0))


def _logits(
    z: np.ndarray, kind: str, temperature: float | np.ndarray | None, rows: slice
) -> np.ndarray:
    if kind == "probabilities":
        np.log(np.maximum(z, EPSILON, out=z), out=z)
    if temperature is not None:
        z /= temperature[rows] if isinstance(temperature, np.ndarray) else temperature
    return z


def _softmax(start: int, labels: np.ndarray, z: np.ndarray) -> Block:
    """In place; the largest of each column goes to 0 first, so that no exponential overflows."""
    z -= z.max(axis=0)
    true = z[labels, np.arange(len(labels))]
    total = np.exp(z, out=z).sum(axis=0)
    z /= total
    return Block(start, labels, z, true - np.log(total))
