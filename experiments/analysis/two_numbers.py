"""What one loss and one accuracy say together.

`loss` is a mean cross-entropy in nats and `accuracy` a fraction, both over the same samples;
`classes` is the number of classes K.
"""

import math
from collections.abc import Sequence

import numpy as np

Z_95 = 1.959964
CEILING_Z = 1.645
LOSS_ROUNDING = 5e-5


def binary_entropy(accuracy: float) -> float:
    """h(a) = -a ln a - (1-a) ln(1-a), in nats.

    >>> round(binary_entropy(0.5), 4), binary_entropy(1.0)
    (0.6931, 0.0)
    """
    return -sum(p * math.log(p) for p in (accuracy, 1 - accuracy) if p > 0) + 0.0


def floor(accuracy: float) -> float:
    """The lowest mean cross-entropy at this accuracy: (1-a) ln 2.

    Each wrong sample gives its true class at most 1/2. Exact for any model whose answer is the
    most probable class.

    >>> round(floor(0.9), 5)
    0.06931
    """
    return (1 - accuracy) * math.log(2)


def ceiling(accuracy: float, classes: int) -> float:
    """The highest mean cross-entropy that a calibrated model of this accuracy can expect.

    g(a) = h(a) + (1-a) ln(K-1): top confidence c has at most the entropy g(c), which is concave,
    and accuracy is the mean of c. Below chance 1/K it is ln K.

    Raises ValueError for fewer than 2 classes or an accuracy outside [0, 1].

    >>> [round(ceiling(a, 10), 4) for a in (0.981, 0.985, 0.991)]
    [0.1359, 0.1108, 0.0711]
    """
    if classes < 2:
        raise ValueError(f"number of classes must be at least 2, not {classes}")
    if not 0 <= accuracy <= 1:
        raise ValueError(f"accuracy must lie in 0 to 1, not {accuracy}")
    a = max(accuracy, 1 / classes)
    return binary_entropy(a) + (1 - a) * math.log(classes - 1)


def classes_below(loss: float, accuracy: float) -> float:
    """The pair lies above the ceiling for every number of classes below this one.

    Solves L = g(a) for K: 1 + exp((L - h(a)) / (1-a)). Infinite at accuracy 1 with a loss above 0.

    >>> [math.floor(classes_below(*p)) for p in ((0.1882, 0.981), (0.0997, 0.985))]
    [142, 5]
    """
    if accuracy >= 1:
        return math.inf if loss > 0 else 0.0
    exponent = (loss - binary_entropy(accuracy)) / (1 - accuracy)
    return 1 + math.exp(exponent) if exponent < 700 else math.inf


def guessed_classes(loss: float, accuracy: float) -> int | None:
    """The number of equally frequent classes among which guessing gives this pair, if any does.

    Equal probabilities cost L = ln K and are right in 1/K: within 2 % of the loss and a quarter of
    the accuracy.

    >>> guessed_classes(1.0970, 0.32), guessed_classes(0.9121, 0.711)
    (3, None)
    """
    classes = round(math.exp(min(loss, 20.0)))
    if classes < 2 or abs(loss - math.log(classes)) > 0.02 * loss:
        return None
    return classes if abs(accuracy * classes - 1) < 0.25 else None


def nats_per_error(loss: float, accuracy: float) -> float | None:
    """L / (1-a): the loss that each error would carry, did the errors carry all. None at a = 1.

    >>> round(nats_per_error(0.2544, 0.991), 2)
    28.27
    """
    return loss / (1 - accuracy) if accuracy < 1 else None


def probability_left(loss: float, accuracy: float) -> float | None:
    """exp(-L/(1-a)): the probability that such errors leave to the truth. None at a = 1.

    >>> round(probability_left(0.0997, 0.985), 4)
    0.0013
    """
    nats = nats_per_error(loss, accuracy)
    return None if nats is None else math.exp(-nats)


def wilson_interval(right: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """Interval for a share of `right` in `n` samples (Wilson 1927), 95 % as it stands.

    Raises ValueError unless 0 <= right <= n and n >= 1.

    >>> [round(100 * x, 1) for x in wilson_interval(952, 1000)]
    [93.7, 96.4]
    """
    if n < 1 or not 0 <= right <= n:
        raise ValueError(f"need 0 <= right <= n and n >= 1, not {right} of {n}")
    share, spread = right / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def ceiling_limit(accuracy: float, classes: int, n: int | None) -> float:
    """The loss above which a pair counts as above the ceiling.

    Without `n` it is the ceiling, and half of the last of four printed digits. With `n` samples it
    is the ceiling at the lower Wilson bound, plus 1.645 standard errors of the loss of a calibrated
    model, whose variance a sample is v(c) = c (1-c) ln^2(c (K-1) / (1-c)), taken at its largest
    within the Wilson interval.

    >>> round(ceiling_limit(0.9184, 2, None), 4)
    0.2827
    """
    return float(ceiling_limits(np.array([accuracy]), classes, n)[0])


def ceiling_limits(accuracies: np.ndarray, classes: int, n: int | None) -> np.ndarray:
    """`ceiling_limit` of many accuracies at once.

    >>> ceiling_limits(np.array([0.9, 0.99]), 2, None).round(3).tolist()
    [0.325, 0.056]
    """
    shares = accuracies.tolist()
    if n is None:
        return np.array([ceiling(a, classes) for a in shares]) + LOSS_ROUNDING
    low, high = np.array([wilson_interval(a * n, n) for a in shares]).T
    margins = CEILING_Z * np.sqrt(_largest_variances(low, high, classes) / n)
    return np.array([ceiling(a, classes) for a in low.tolist()]) + margins


def _largest_variances(low: np.ndarray, high: np.ndarray, classes: int) -> np.ndarray:
    c = np.clip(np.linspace(low, high, 65), 1 / classes, 1 - 1e-9)
    return (c * (1 - c) * np.log(c * (classes - 1) / (1 - c)) ** 2).max(axis=0)


def majority_baseline(labels: Sequence[int]) -> float:
    """The accuracy of always answering the most frequent class.

    Raises ValueError without labels.

    >>> majority_baseline([0, 0, 0, 1])
    0.75
    """
    if len(labels) == 0:
        raise ValueError("labels must not be empty")
    return float(np.unique(np.asarray(labels), return_counts=True)[1].max() / len(labels))


def cross_entropies(probabilities: Sequence[Sequence[float]], labels: Sequence[int]) -> np.ndarray:
    """-ln of the probability of the true class, one a sample, in nats.

    `probabilities` is n x K with rows that sum to 1, `labels` n integers in 0 to K-1.
    A probability of 0 is counted as float64's epsilon. Raises ValueError for other shapes,
    labels out of range or rows that do not sum to 1.

    >>> cross_entropies([[0.5, 0.25, 0.25]], [0]).round(4).tolist()
    [0.6931]
    """
    p, y = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    if p.ndim != 2 or y.shape != (len(p),):
        raise ValueError(f"need n x K probabilities and n labels, not {p.shape} and {y.shape}")
    if len(y) and not (y.min() >= 0 and y.max() < p.shape[1]):
        raise ValueError(f"labels must lie in 0 to {p.shape[1] - 1}")
    if not np.allclose(p.sum(axis=1), 1, atol=1e-4):
        raise ValueError("each row of probabilities must sum to 1")
    return -np.log(np.maximum(p[np.arange(len(y)), y], np.finfo(np.float64).eps))
