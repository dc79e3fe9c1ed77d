"""Confidence held against accuracy, bin by bin.

The confidence of a sample is the probability of the class that it was given.
"""

import numpy as np

from experiments.analysis.two_numbers import wilson_interval
from experiments.predictions.outcomes import Outcomes
from experiments.predictions.report import Bin, Calibration

BINS = 15


def calibration(seen: Outcomes) -> Calibration:
    """Loss, Brier score, mean confidence, and both kinds of bins with their ECE.

    >>> columns = np.array([0, 0]), np.array([0, 1]), np.array([0.8, 0.4]), np.array([0.8, 0.6])
    >>> found = calibration(Outcomes(*columns, -np.log(columns[2]), 0.2))
    >>> round(found.mean_confidence, 4), round(found.ece, 4), len(found.bins)
    (0.7, 0.4, 2)
    """
    wide, mass = (bins(seen.confidence, seen.right, e) for e in all_edges(seen.confidence))
    return Calibration(
        log_loss=seen.log_loss,
        brier=seen.brier,
        mean_confidence=float(seen.confidence.mean()),
        ece=expected_error(wide),
        ece_mass=expected_error(mass),
        bins=wide,
        mass_bins=mass,
    )


def all_edges(confidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges of 15 bins of equal width from 0 to 1, and of 15 of equal count.

    Bins of equal count lie between the quantiles i/15 (linearly interpolated), so samples of
    equal confidence stay together and bins may come out uneven, or empty.

    >>> [edges.round(2).tolist()[:3] for edges in all_edges(np.linspace(0.25, 1, 31))]
    [[0.0, 0.07, 0.13], [0.25, 0.3, 0.35]]
    """
    shares = np.linspace(0, 1, BINS + 1)
    return shares, np.percentile(confidence, 100 * shares)


def bins(confidence: np.ndarray, right: np.ndarray, edges: np.ndarray) -> tuple[Bin, ...]:
    """Samples by confidence: bins (low, high], the first one closed, empty ones left out.

    Accuracy with its Wilson 95 % interval; the same bins as scikit-learn's `calibration_curve`.

    >>> bins(np.array([0.5, 0.6]), np.array([True, False]), np.array([0, 0.5, 1]))[1].confidence
    0.6
    """
    which = np.searchsorted(edges[1:-1], confidence)
    counts, sums, hits = (
        np.bincount(which, weights, minlength=len(edges) - 1)
        for weights in (None, confidence, right)
    )
    return tuple(
        Bin(
            low=float(edges[b]),
            high=float(edges[b + 1]),
            count=int(counts[b]),
            confidence=float(sums[b] / counts[b]),
            accuracy=float(hits[b] / counts[b]),
            interval=wilson_interval(float(hits[b]), int(counts[b])),
        )
        for b in np.flatnonzero(counts)
    )


def expected_error(bins: tuple[Bin, ...]) -> float:
    """Expected calibration error: sum over bins of (count / n) |accuracy - confidence|, in [0, 1].

    Naeini et al. (2015), with the 15 bins of equal width of Guo et al. (2017); with bins of equal
    count after Nguyen and O'Connor (2015).

    >>> two = bins(np.array([0.5, 0.9]), np.array([True, True]), np.array([0, 0.5, 1]))
    >>> round(expected_error(two), 4)
    0.3
    """
    n = sum(b.count for b in bins)
    return sum(b.count * abs(b.accuracy - b.confidence) for b in bins) / n
