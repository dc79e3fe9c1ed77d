"""How far an accuracy may be off because it counts a finite number of samples."""

import math

import numpy as np

FEW_VALUES = 4


def sample_count(accuracy: np.ndarray, n: int | None = None, least: int = FEW_VALUES) -> int | None:
    """Number of samples: `n` where known, else at most one over the smallest step between values.

    Accuracies of n samples are multiples of 1/n. Values printed with few digits, or few distinct
    values, give too small a number, never one too large by more than rounding. None for fewer
    than `least` distinct values, of which there must be 2.

    >>> sample_count(np.array([0.5, 0.52, 0.55, 0.6, 0.61]))
    100
    """
    if n is not None:
        return n
    values = np.unique(np.round(accuracy, 7))
    if len(values) < least:
        return None
    return max(1, round(1 / float(np.diff(values).min())))


def standard_error(accuracy: np.ndarray, n: int | None = None) -> float:
    """Binomial standard error at the median accuracy, a fraction; 0.0 where n cannot be told.

    >>> round(standard_error(np.array([0.5, 0.52, 0.55, 0.6, 0.61])), 3)
    0.05
    """
    count = sample_count(accuracy, n)
    if count is None:
        return 0.0
    a = min(1.0, max(0.0, float(np.median(accuracy))))
    return math.sqrt(a * (1 - a) / count)
