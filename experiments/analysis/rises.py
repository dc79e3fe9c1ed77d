"""Stretches in which a loss rises while the accuracy holds or gains."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import Pair

FALLBACK = 0.01
HOLD = 0.002
GAIN = 0.005
SHORTEST = 3
SHORTEST_SHARE = 0.03


@dataclass(frozen=True)
class Limits:
    """What counts as a rise with the accuracy held; accuracies are fractions.

    - `rise`: least rise of the smoothed loss, as a share of its lowest value
    - `descent`: least rise as a share of the descent to the lowest value: where few errors are
      left to a model, a few per cent of its loss are next to nothing
    - `noise`: least size of a run's largest rise, in deviations of the noise between epochs
    - `dip`: how far the smoothed accuracy may pass below its start on the way
    - `lost`: how much of it may be lost between the averages at both ends
    - `span`: over how many epochs to each side the accuracy at the start and the end is averaged
    """

    rise: float = 0.07
    descent: float = 0.025
    noise: float = 1.5
    dip: float = 0.008
    lost: float = 0.02
    span: int = 4


LIMITS = Limits()


class Rise(NamedTuple):
    """Positions of a rise, inclusive, and by how much the smoothed loss rose."""

    first: int
    last: int
    size: float


def rises(
    raw: Pair, loss: np.ndarray, accuracy: np.ndarray, scale: float, limits: Limits = LIMITS
) -> list[Rise]:
    """Rises that do not overlap, the largest first; `loss`, `accuracy` are `raw` smoothed.

    A rise runs from s to t where L never falls below L[s], nor back from its highest value since
    by more than 1 % of `scale`, A never passes below A[s] - `dip`, and A[t] >= A[s] - 0.002. It is
    at least max(`rise` * `scale`, `descent` * (highest L before the lowest - lowest L)) high, or
    `scale`, and 3 epochs and 3 % of the run long; the averages of `gain` fall by at most `lost`.
    Of all such pairs the highest is taken first, then the highest that does not overlap it.

    >>> loss = np.concatenate([np.linspace(2, 1, 20), np.linspace(1.1, 1.5, 20)])
    >>> both = Pair("val", np.arange(40.0), loss, np.linspace(0.5, 0.9, 40))
    >>> [(rise.first, rise.last) for rise in rises(both, loss, both.accuracy, scale=1.0)]
    [(19, 39)]
    """
    lowest = int(np.argmin(loss))
    descent = float(loss[: lowest + 1].max() - loss[lowest])
    # A first loss that exploded makes any descent a long one; a doubling counts all the same.
    needed = max(limits.rise * scale, min(limits.descent * descent, scale))
    length = max(SHORTEST, SHORTEST_SHARE * len(loss))
    found = [
        rise
        for rise in _climbs(loss, accuracy, FALLBACK * scale, limits)
        if rise.size >= needed and rise.last - rise.first >= length
    ]
    apart = _apart(found, raw.accuracy, limits)
    return apart if apart and apart[0].size >= limits.noise * noise(raw.loss) else []


def gain(accuracy: np.ndarray, rise: Rise, limits: Limits = LIMITS) -> tuple[float, float]:
    """The accuracy at the start and at the end of a rise, each a mean over up to 2 `span` + 1.

    Single epochs are too noisy to tell a gain of half a point. Before the start accuracy mostly
    climbs, so the window there is as long behind as ahead.

    >>> gain(np.array([0.0, 0.25, 0.5, 0.5, 0.75, 1.0]), Rise(1, 4, 1.0), Limits(span=1))
    (0.25, 0.75)
    """
    reach = min(limits.span, rise.last - rise.first)
    before = max(1, min(reach, rise.first))
    return _level(accuracy, rise.first, before), _level(accuracy, rise.last, reach)


def _level(values: np.ndarray, i: int, reach: int) -> float:
    return float(values[max(0, i - reach) : i + reach + 1].mean())


def _climbs(loss: np.ndarray, accuracy: np.ndarray, fallback: float, limits: Limits) -> list[Rise]:
    """From each position the rise to the highest loss that can be reached."""
    # Plain floats: a loop over numpy's is ten times slower.
    losses, accuracies = loss.tolist(), accuracy.tolist()
    climbs = []
    for start in range(len(losses) - 1):
        # From the middle of a climb no more is reached than from the position before.
        inside = (
            start > 0
            and losses[start - 1] <= losses[start]
            and accuracies[start - 1] <= accuracies[start]
        )
        if losses[start + 1] >= losses[start] and not inside:
            top = _top(losses, accuracies, start, fallback, limits)
            climbs.append(Rise(start, top, losses[top] - losses[start]))
    return climbs


def _top(
    loss: list[float], accuracy: list[float], start: int, fallback: float, limits: Limits
) -> int:
    low, passes, ends = loss[start], accuracy[start] - limits.dip, accuracy[start] - HOLD
    top, peak = start, low
    for i in range(start + 1, len(loss)):
        value = loss[i]
        if value < low or value < peak - fallback or accuracy[i] < passes:
            break
        if value > peak:
            peak = value
        if value > loss[top] and accuracy[i] >= ends:
            top = i
    return top


def _apart(found: list[Rise], accuracy: np.ndarray, limits: Limits) -> list[Rise]:
    """The largest, and of the others those that overlap no larger one."""
    apart: list[Rise] = []
    for rise in sorted(found, key=lambda r: -r.size):
        if all(rise.last <= other.first or rise.first >= other.last for other in apart):
            before, after = gain(accuracy, rise, limits)
            if before - after <= limits.lost:
                apart.append(rise)
    return apart
