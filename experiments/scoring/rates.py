"""Precision, recall and F1 as statistics of runs.

`predicted` and `true` are boolean, one value a run. F1 = 2 TP / (2 TP + FP + FN), the harmonic
mean of precision and recall (van Rijsbergen 1979); not defined where nothing is predicted or true.
"""

import numpy as np

from experiments.scoring.bootstrap import Statistic, ratio


def precision(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Of the runs that are called so, the share that is.

    >>> from experiments.scoring.bootstrap import point
    >>> point(precision(np.array([True, True, False]), np.array([True, False, True])), 3)
    0.5
    """
    return ratio(predicted & true, predicted)


def recall(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Of the runs that are so, the share that is called so.

    >>> from experiments.scoring.bootstrap import point
    >>> point(recall(np.array([True, False, False]), np.array([True, True, False])), 3)
    0.5
    """
    return ratio(predicted & true, true)


def f1(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Harmonic mean of precision and recall.

    >>> statistic = f1(np.array([True, True, False]), np.array([True, False, False]))
    >>> round(float(statistic(np.arange(3))), 3)
    0.667
    """
    return ratio(2 * (predicted & true), predicted.astype(int) + true)
