"""Curves that only fall, and curves that fall and then rise, fitted to a loss.

Order-restricted least squares (Robertson, Wright and Dykstra 1988) by pooling adjacent violators
(Ayer and others 1955): no shape, no window and no scale is assumed.
"""

import numpy as np

from experiments.analysis.trend import block_medians


def falling_misfit(values: np.ndarray) -> np.ndarray:
    """Squared misfit of the best fit that never rises, to the first 0, 1, ... n values.

    `values` has the shape (n,), the result (n + 1,); n pools at most, so linear in n.

    >>> falling_misfit(np.array([3.0, 1.0, 2.0, 0.0])).tolist()
    [0.0, 0.0, 0.0, 0.5, 0.5]
    """
    means: list[float] = []
    weights: list[int] = []
    misfit = [0.0]
    for value in values.tolist():
        mean, weight, lost = value, 1, misfit[-1]
        while means and means[-1] < mean:
            before, size = means.pop(), weights.pop()
            lost += weight * size / (weight + size) * (mean - before) ** 2
            mean, weight = (mean * weight + before * size) / (weight + size), weight + size
        means.append(mean)
        weights.append(weight)
        misfit.append(lost)
    return np.array(misfit)


def turning_fit(values: np.ndarray) -> float:
    """How much of the misfit of a falling curve a turning one takes away, from 0 to 1.

    1 - SSE(falls, then rises) / SSE(falls), each the least squares; the turn may lie anywhere.
    Near 1 where the values follow a turn, whatever its shape; near 0 where they scatter about a
    falling curve, or fall without exception. Long curves are condensed to block medians first.

    >>> turning_fit(np.array([3.0, 2.0, 1.0, 2.0, 3.0])), turning_fit(np.array([3.0, 2.0, 1.0]))
    (1.0, 0.0)
    """
    condensed = block_medians(values)
    falls = falling_misfit(condensed)
    rises = falling_misfit(condensed[::-1])[::-1]
    if falls[-1] <= 0:
        return 0.0
    return float(1 - np.min(falls[1:] + rises[1:]) / falls[-1])
