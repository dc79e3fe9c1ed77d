"""Over- or under-confident: mean confidence held against accuracy."""

import math
from dataclasses import dataclass

Z_95 = 1.959964
NEAR = 0.005
"""A best estimate of the gap nearer to zero than this share is called calibrated."""


@dataclass(frozen=True)
class Judgement:
    """`confidence`: ``over``, ``under`` or ``calibrated``, the best guess.

    - `gap`: mean confidence minus accuracy, in [-1, 1]; above 0 where over-confident
    - `interval`: 95 % for it in the population
    - `shown`: whether the interval leaves out zero
    """

    confidence: str
    gap: float
    interval: tuple[float, float]
    shown: bool


def judge(mean_confidence: float, accuracy: float, mean_square: float, n: int) -> Judgement:
    """The word for a gap, and how sure it is.

    - `mean_square`: mean over samples of (confidence - 1 if right else 0) squared, the Brier
      score of the top label
    - raises ValueError for n < 1

    >>> found = judge(0.95, 0.80, 0.18, 400)
    >>> found.confidence, found.shown, round(found.gap, 2)
    ('over', True, 0.15)
    >>> judge(0.801, 0.80, 0.14, 400).confidence
    'calibrated'
    """
    if n < 1:
        raise ValueError(f"need at least one sample, not {n}")
    gap = mean_confidence - accuracy
    half = Z_95 * math.sqrt(max(mean_square - gap**2, 0.0) / n)
    interval = max(-1.0, gap - half), min(1.0, gap + half)
    word = "calibrated" if abs(gap) < NEAR else "over" if gap > 0 else "under"
    return Judgement(word, gap, interval, interval[0] > 0 or interval[1] < 0)
