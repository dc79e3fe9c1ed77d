"""Which rows of a run's curves one might ship: all others are worse in both numbers."""

import numpy as np


def promising(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """The rows, in order, that no other row is better than in both loss and accuracy.

    - `loss`, `accuracy`: one entry a row, NaN where there is none, never both; rows that have only
      one of them are told by it among themselves

    Whatever is best for a preference is among them, equal ones included, so that those that tell
    them apart by other numbers find the same.

    >>> promising(np.array([0.5, 0.4, 0.6]), np.array([0.7, 0.8, 0.9])).tolist()
    [1, 2]
    >>> promising(np.array([0.5, np.nan]), np.array([np.nan, 0.9])).tolist()
    [0, 1]
    """
    both = np.isfinite(loss) & np.isfinite(accuracy)
    kept = both.copy()
    kept[both] = _undominated(loss[both], accuracy[both])
    for cost, other in ((loss, accuracy), (-accuracy, loss)):
        alone = np.isfinite(cost) & ~np.isfinite(other)
        if alone.any():
            kept |= alone & (cost == cost[alone].min())
    return np.flatnonzero(kept)


def _undominated(loss: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """Whether each point has no other with a lower loss and a higher accuracy."""
    order = np.argsort(loss, kind="stable")
    ordered = loss[order]
    highest = np.append(-np.inf, np.maximum.accumulate(accuracy[order]))
    # Up to the first of equal losses: these are not lower.
    before = highest[np.searchsorted(ordered, loss, side="left")]
    return accuracy >= before
