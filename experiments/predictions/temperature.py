"""The temperature T: scores divided by it before the softmax, so that confidence fits accuracy.

Guo et al. (2017), "On calibration of modern neural networks". Above 1 it takes confidence away;
it never changes the order of the classes. It acts on logits, or on ln p where there are only
probabilities.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.predictions.scores import Scores

LARGEST = 1000.0
"""Where the likelihood has no maximum, T ends here, or at its inverse."""
CELLS = 2**20
STEPS = 60
EXACT = 1e-9
Z_95 = 1.959964
SEED = 20170806


@dataclass(frozen=True)
class TemperatureFit:
    """`advised` for new data, `ml` of maximum likelihood, a 95 % `interval`; from 1/1000 to 1000.

    At either end the likelihood has no maximum: all samples are right (towards 0), or the scores
    are no better than none (towards infinity).
    """

    advised: float
    ml: float
    interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class CrossFit:
    """For each fold the temperature that the other folds advise, and the fold of each row."""

    temperatures: tuple[float, ...]
    fold: np.ndarray


@dataclass(frozen=True)
class _Slope:
    """Sums over samples: derivatives of the loss by 1/T, and squares of the first."""

    first: float = 0.0
    second: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "_Slope") -> "_Slope":
        return _Slope(
            self.first + other.first, self.second + other.second, self.squares + other.squares
        )


def fit(scores: Scores) -> TemperatureFit:
    """The temperature of all samples, in a handful of passes over blocks of rows.

    >>> values = np.array([[4.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 0.0]])
    >>> found = fit(Scores(np.array([0, 0, 1, 1]), values, "logits", ("no", "yes")))
    >>> round(found.ml, 4), round(float(4 / np.log(3)), 4)
    (3.641, 3.641)
    """
    log_t, slope = _optimum(scores, None, 0.0)
    inverse = math.exp(-log_t)
    information = max(slope.second * inverse**2, 1e-12)
    half = Z_95 * max(math.sqrt(slope.squares) * inverse, math.sqrt(information)) / information
    ml = math.exp(log_t)
    return TemperatureFit(ml, ml, (_bounded(log_t - half), _bounded(log_t + half)))


def cross_fitted(scores: Scores, folds: int = 5) -> CrossFit:
    """Temperatures that no sample has a say in for itself, so that the gain is an honest one.

    Samples are dealt to folds by a shuffle that is always the same. Where all others are in one
    fold with a sample, its temperature is 1.

    >>> values = np.array([[4.0, 0.0]] * 8)
    >>> found = cross_fitted(Scores(np.array([0] * 6 + [1] * 2), values, "logits", ("a", "b")), 4)
    >>> len(found.temperatures), np.bincount(found.fold).tolist()
    (4, [2, 2, 2, 2])
    """
    n = len(scores)
    fold = np.empty(n, dtype=np.int8)
    fold[np.random.default_rng(SEED).permutation(n)] = np.arange(n) % folds
    start = _optimum(scores, None, 0.0)[0]
    each = [_optimum(scores, fold != k, start)[0] for k in range(folds)]
    return CrossFit(tuple(math.exp(log_t) for log_t in each), fold)


def _optimum(scores: Scores, kept: np.ndarray | None, start: float) -> tuple[float, _Slope]:
    """ln T at which the slope of the loss is zero: Newton's steps, or halves of the bracket."""
    low, high = _bracket(scores, kept)
    log_t = min(max(start, low), high)
    slope = _slope(scores, kept, math.exp(-log_t))
    for _ in range(STEPS if low < high else 0):
        low, high = (log_t, high) if slope.first > 0 else (low, log_t)
        curve = slope.second * math.exp(-log_t)
        step = slope.first / curve if curve > 0 else math.inf
        if slope.first == 0 or abs(step) < EXACT or high - low < EXACT:
            break
        following = log_t + step
        log_t = following if low < following < high else (low + high) / 2
        slope = _slope(scores, kept, math.exp(-log_t))
    return log_t, slope


def _bracket(scores: Scores, kept: np.ndarray | None) -> tuple[float, float]:
    """Between which ln T lies; both are the same where the loss falls all the way to an end."""
    edge, sharp, flat = math.log(LARGEST), 0.0, 0.0
    for z, labels in _blocks(scores, kept):
        true = z[np.arange(len(z)), labels].sum()
        sharp, flat = sharp - float(true), flat + float(z.mean(axis=1).sum() - true)
    if sharp <= 0 and flat < 0:
        return -edge, -edge
    if flat >= 0 and sharp > 0:
        return edge, edge
    return (-edge, edge) if sharp > 0 else (0.0, 0.0)


def _slope(scores: Scores, kept: np.ndarray | None, inverse: float) -> _Slope:
    return sum((_of_block(z, y, inverse) for z, y in _blocks(scores, kept)), _Slope())


def _of_block(z: np.ndarray, labels: np.ndarray, inverse: float) -> _Slope:
    weight = np.exp(inverse * z)
    weight /= weight.sum(axis=1, keepdims=True)
    mean = (weight * z).sum(axis=1)
    first = mean - z[np.arange(len(z)), labels]
    second = (weight * z * z).sum(axis=1) - mean**2
    return _Slope(float(first.sum()), float(second.sum()), float((first**2).sum()))


def _blocks(scores: Scores, kept: np.ndarray | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Scores as logits in float64 with the row's largest at 0, and labels."""
    rows = max(1, CELLS // max(1, len(scores.classes)))
    for at in range(0, len(scores), rows):
        here = slice(at, at + rows)
        chosen: slice | Sequence[int] = slice(None) if kept is None else kept[here]
        z = np.asarray(scores.values[here], dtype=np.float64)[chosen]
        if scores.kind == "probabilities":
            z = np.log(np.maximum(z, np.finfo(np.float64).eps))
        yield z - z.max(axis=1, keepdims=True), np.asarray(scores.labels[here])[chosen]


def _bounded(log_t: float) -> float:
    edge = math.log(LARGEST)
    return math.exp(min(max(log_t, -edge), edge))
