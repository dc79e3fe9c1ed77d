"""Which two epochs with predictions cover a change that a curve shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.smoothing import smoothed
from experiments.analysis.tracks import Track

LEAST = 0.5
SLACK = 0.1


@dataclass(frozen=True)
class Covering:
    """Two epochs, and the share of the change of the smoothed loss between them, at most 1."""

    first: float
    last: float
    share: float


def covering(losses: Track, first: float, last: float, epochs: Sequence[float]) -> Covering | None:
    """The pair of `epochs` between which most of the rise or fall from `first` to `last` lies.

    One may lie before or after it by a tenth of its length, or by one epoch. None where no pair
    covers half of it. Of pairs that cover it alike, the one nearest to both ends.

    >>> losses = Track("val", np.arange(5.0), np.array([0.5, 0.6, 0.7, 0.8, 0.9]))
    >>> covering(losses, 0.0, 4.0, [0.0, 1.0, 4.0])
    Covering(first=0.0, last=4.0, share=1.0)
    >>> covering(losses, 0.0, 4.0, [0.0, 1.0])
    """
    slack = max(1.0, SLACK * (last - first))
    low, high = max(first - slack, losses.epoch[0]), min(last + slack, losses.epoch[-1])
    near = sorted({e for e in epochs if low <= e <= high})
    pairs = [(a, b) for a in near for b in near if a < b]
    found = [Covering(a, b, _share(losses, first, last, a, b)) for a, b in pairs]

    def preference(pair: Covering) -> tuple[float, float]:
        return round(pair.share, 2), -abs(pair.first - first) - abs(pair.last - last)

    best = max(found, key=preference, default=None)
    return best if best is not None and best.share >= LEAST else None


def _share(losses: Track, first: float, last: float, a: float, b: float) -> float:
    at = np.interp([first, last, a, b], losses.epoch, smoothed(losses.value))
    change = at[1] - at[0]
    return float(min(1.0, (at[3] - at[2]) / change)) if change else 0.0
