"""The rules by which the corpus labels the population curves, for use on a noisy log.

They see less there than they were made for, so they are a strong plain rule and no upper bound.
The smoothing is that of the corpus and stays as it is when the product's own moves on.
"""

import numpy as np
import pandas as pd

TAIL_SHARE = 0.05
SMOOTHING_SHARE = 0.03
RISE = 1.05
FALLBACK = 0.01
LEAST_RISE = 0.01
HELD = 0.002
GAINED = 0.005
SHORTEST = 2


def smoothed(values: np.ndarray) -> np.ndarray:
    """Running median of 3 % of the epochs (odd, at least 3), then a mean over 3; ends shorten it.

    >>> smoothed(np.array([1.0, 1.0, 9.0, 1.0, 1.0])).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    width = max(3, round(SMOOTHING_SHARE * len(values))) // 2 * 2 + 1
    medians = pd.Series(values).rolling(width, center=True, min_periods=1).median()
    return medians.rolling(3, center=True, min_periods=1).mean().to_numpy()


def tail_length(length: int) -> int:
    """The last 5 % of the epochs, at least one.

    >>> tail_length(8), tail_length(30), tail_length(100)
    (1, 2, 5)
    """
    return max(1, round(TAIL_SHARE * length))


def overfits(loss: np.ndarray, ratio: float = RISE) -> bool:
    """The mean of the tail lies above `ratio` times the smoothed minimum, which lies before it.

    >>> overfits(np.array([1.0, 0.6, 0.5, 0.52, 0.6, 0.7])), overfits(np.array([1.0, 0.6, 0.5]))
    (True, False)
    """
    if not len(loss):
        return False
    tail, smooth = tail_length(len(loss)), smoothed(loss)
    before = int(np.argmin(smooth)) < len(loss) - tail
    return bool(before and loss[-tail:].mean() > ratio * smooth.min())


def rises(loss: np.ndarray, accuracy: np.ndarray) -> list[tuple[int, int, str]]:
    """Stretches in which the smoothed loss rises while the smoothed accuracy holds or improves.

    First and last position, and `held` or `improved`; the largest rise first. The loss rises by at
    least 5 % of its minimum and never falls back by more than 1 % of it on the way; accuracy is
    never more than 0.2 points below its start; it `improved` where it gained 0.5 points or more.
    Of stretches that overlap the one with the larger rise is taken.

    >>> rises(np.array([1.0, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9]), np.full(8, 0.9))
    [(2, 7, 'held')]
    """
    if not len(loss):
        return []
    loss, accuracy = smoothed(loss), smoothed(accuracy)
    least = max((RISE - 1) * float(loss.min()), LEAST_RISE)
    spans = [(start, _top(loss, accuracy, start)) for start in range(len(loss))]
    spans = [(a, b) for a, b in spans if b - a >= SHORTEST and loss[b] - loss[a] >= least]
    chosen: list[tuple[int, int]] = []
    for first, last in sorted(spans, key=lambda s: loss[s[0]] - loss[s[1]]):
        if all(last <= a or first >= b for a, b in chosen):
            chosen.append((first, last))
    kinds = ["improved" if accuracy[b] - accuracy[a] >= GAINED else "held" for a, b in chosen]
    return [(a, b, kind) for (a, b), kind in zip(chosen, kinds, strict=True)]


def _top(loss: np.ndarray, accuracy: np.ndarray, start: int) -> int:
    """The highest loss that is reached from `start` while the conditions of `rises` hold."""
    ahead = loss[start:]
    fell = ahead < np.maximum.accumulate(ahead) - FALLBACK * loss.min()
    broken = fell | (ahead < ahead[0]) | (accuracy[start:] < accuracy[start] - HELD)
    stop = int(np.argmax(broken)) if broken.any() else len(ahead)
    return start + int(np.argmax(ahead[:stop]))
