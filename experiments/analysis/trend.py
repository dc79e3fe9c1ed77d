"""Whether a curve rises or falls: rank tests and slopes that single points cannot bend."""

import math

import numpy as np

MAX_POINTS = 200


def block_medians(values: np.ndarray, most: int = MAX_POINTS) -> np.ndarray:
    """At most `most` medians of blocks of neighbouring values; short input comes back as it is.

    Rank statistics look at every pair, so long curves are condensed first.

    >>> block_medians(np.array([1.0, 2.0, 3.0, 10.0, 11.0, 90.0]), 2).tolist()
    [2.0, 11.0]
    """
    if len(values) <= most:
        return values
    size = math.ceil(len(values) / most)
    whole = len(values) // size * size
    medians = np.median(values[:whole].reshape(-1, size), axis=1)
    rest = values[whole:]
    return np.append(medians, np.median(rest)) if len(rest) else medians


def mann_kendall(values: np.ndarray) -> float:
    """z of the Mann-Kendall trend test (Mann 1945; Kendall 1975): above 0 where values rise.

    S counts rising less falling pairs; its variance n(n-1)(2n+5)/18 is reduced for ties.
    0.0 for fewer than 3 values or where all are equal.

    >>> round(mann_kendall(np.arange(10.0)), 3)
    3.935
    """
    x = block_medians(values)
    n = len(x)
    if n < 3:
        return 0.0
    s = float(np.sum(np.triu(np.sign(x[None, :] - x[:, None]), 1)))
    ties = np.unique(x, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - float(np.sum(ties * (ties - 1) * (2 * ties + 5)))) / 18
    return (s - math.copysign(1, s)) / math.sqrt(variance) if s and variance > 0 else 0.0


def kendall_tau(x: np.ndarray, y: np.ndarray) -> float | None:
    """Kendall's tau-b of two equally long arrays (Kendall 1945), in [-1, 1].

    None for fewer than 3 values or where one of the arrays is constant.

    >>> kendall_tau(np.array([1.0, 2.0, 3.0]), np.array([9.0, 5.0, 1.0]))
    -1.0
    """
    x, y = block_medians(x), block_medians(y)
    if len(x) < 3:
        return None
    dx, dy = (np.sign(a[None, :] - a[:, None])[np.triu_indices(len(a), 1)] for a in (x, y))
    pairs = math.sqrt(float(np.abs(dx).sum()) * float(np.abs(dy).sum()))
    return float((dx * dy).sum()) / pairs if pairs else None
