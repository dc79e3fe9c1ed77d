"""Precision, recall and F1 as statistics of runs.

`predicted` and `true` are boolean, one value a run. F1 = 2 TP / (2 TP + FP + FN), the harmonic
mean of precision and recall (van Rijsbergen 1979); not defined where nothing is predicted or true.
"""

from collections.abc import Sequence

import numpy as np

from experiments.scoring.bootstrap import Statistic, mean_of, ratio


def precision(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Of the runs that are called so, the share that is."""
    return ratio(predicted & true, predicted)


def recall(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Of the runs that are so, the share that is called so."""
    return ratio(predicted & true, true)


def f1(predicted: np.ndarray, true: np.ndarray) -> Statistic:
    """Harmonic mean of precision and recall.

    >>> statistic = f1(np.array([True, True, False]), np.array([True, False, False]))
    >>> round(float(statistic(np.arange(3))), 3)
    0.667
    """
    return ratio(2 * (predicted & true), predicted.astype(int) + true)


def macro_f1(predicted: Sequence[str], true: Sequence[str], classes: Sequence[str]) -> Statistic:
    """The mean of F1 over `classes`; one that is neither predicted nor true is left out.

    >>> statistic = macro_f1(["yes", "no", "no"], ["yes", "yes", "no"], ["yes", "no"])
    >>> round(float(statistic(np.arange(3))), 3)
    0.667
    """
    called, is_so = np.array(predicted, dtype=object), np.array(true, dtype=object)
    return mean_of([f1(called == name, is_so == name) for name in classes])
