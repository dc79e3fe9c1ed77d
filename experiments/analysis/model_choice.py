"""Several models, each told by one loss and one accuracy: which one for what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

QUADRANTS = {
    (True, True): "accurate with low loss",
    (True, False): "accurate with high loss (few, huge errors)",
    (False, True): "inaccurate with low loss (many small errors)",
    (False, False): "inaccurate with high loss",
}


@dataclass(frozen=True)
class Choice:
    """Positions of the best models in the sequence compared; `conflict` where they differ."""

    for_labels: int
    for_probabilities: int

    @property
    def conflict(self) -> bool:
        return self.for_labels != self.for_probabilities


def choose(losses: Sequence[float], accuracies: Sequence[float]) -> Choice:
    """The model with the best accuracy and the one with the lowest loss.

    Equal accuracies are told apart by loss, equal losses by accuracy. The losses must be of one
    kind, over one set of classes. Raises ValueError for empty or unequal sequences.

    >>> choose([0.1882, 0.0997, 0.2544], [0.981, 0.985, 0.991])
    Choice(for_labels=2, for_probabilities=1)
    """
    loss, accuracy = _checked(losses, accuracies)
    return Choice(
        for_labels=int(np.lexsort((loss, -accuracy))[0]),
        for_probabilities=int(np.lexsort((-accuracy, loss))[0]),
    )


def quadrants(losses: Sequence[float], accuracies: Sequence[float]) -> list[str]:
    """One of `QUADRANTS` for each model, relative to the medians of the models compared.

    >>> quadrants([0.1507, 0.2398], [0.80, 0.95])[1]
    'accurate with high loss (few, huge errors)'
    """
    loss, accuracy = _checked(losses, accuracies)
    accurate, low = accuracy >= np.median(accuracy), loss <= np.median(loss)
    return [QUADRANTS[bool(a), bool(b)] for a, b in zip(accurate, low, strict=True)]


def _checked(losses: Sequence[float], accuracies: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    loss, accuracy = np.asarray(losses, dtype=float), np.asarray(accuracies, dtype=float)
    if loss.ndim != 1 or loss.shape != accuracy.shape or not len(loss):
        raise ValueError(
            f"need as many losses as accuracies, at least one, not {len(loss)} and {len(accuracy)}"
        )
    return loss, accuracy
