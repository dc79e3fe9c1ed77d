"""Stretches in which loss and accuracy move apart, on smoothed curves."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from experiments.analysis.rises import GAIN, LIMITS, Limits, gain, rises
from experiments.analysis.smoothing import noise, smoothed, window
from experiments.analysis.tracks import Pair
from experiments.analysis.trend import block_medians, mann_kendall

MAX_ROWS = 500
RISING = ("held", "improved")
OWN_RISE = 0.02
SMALL_SHARE = 0.15
FALL_LIMIT = 0.05
HOLD_LIMIT = 0.002
HOLD_NOISE = 0.1
NOISE_LIMIT = 1.0
STUCK_SHARE = 0.10
STUCK_EPOCHS = 4
INVERTED_DROP = 0.01
VISIBLE = 1.5
NO_TREND = 1.96


@dataclass(frozen=True)
class Parting:
    """Positions `first` to `last`, inclusive; `loss_ratio` is the change relative to `scale`.

    Values are those of the smoothed curves; `kind` is held, improved, stuck or inverted.
    """

    kind: str
    first: int
    last: int
    loss_from: float
    loss_to: float
    accuracy_from: float
    accuracy_to: float
    scale: float

    @property
    def loss_change(self) -> float:
        return self.loss_to - self.loss_from

    @property
    def loss_ratio(self) -> float:
        return self.loss_change / self.scale

    @property
    def accuracy_change(self) -> float:
        return self.accuracy_to - self.accuracy_from


@dataclass(frozen=True, eq=False)
class _Smooth:
    """A pair with its smoothed curves and the sizes that changes are held against."""

    raw: Pair
    loss: np.ndarray
    accuracy: np.ndarray
    scale: float
    hold: float

    def size_at(self, i: int) -> float:
        """What a change that begins at `i` is relative to: the loss there, or the range."""
        return float(self.loss[i]) if self.raw.loss.min() > 0 else self.scale

    def parting(self, kind: str, first: int, last: int) -> Parting:
        accuracy = self.accuracy
        # Next to a steep fall smoothing lifts the minimum from which a rise starts.
        half = window(len(self.loss)) // 2 + 1 if kind in RISING else 0
        begin = float(self.loss[max(0, first - half) : first + half + 1].min())
        ends = (begin, self.loss[last], accuracy[first], accuracy[last])
        scale = begin if self.raw.loss.min() > 0 else self.scale
        return Parting(kind, first, last, *map(float, ends), scale=scale)


def partings(pair: Pair, limits: Limits = LIMITS) -> list[Parting]:
    """All lasting disagreements of a pair of curves, in order of time.

    >>> falling, rising = np.linspace(2, 1, 30), np.linspace(1, 1.5, 30)
    >>> climbing = np.linspace(0.4, 0.9, 60)
    >>> both = Pair("val", np.arange(60.0), np.concatenate([falling, rising]), climbing)
    >>> [(p.kind, p.first, p.last) for p in partings(both)]
    [('improved', 29, 59)]
    """
    size = math.ceil(len(pair) / MAX_ROWS)
    smooth = _smooth(pair if size == 1 else _condensed(pair))
    if smooth.scale <= 0:
        return []
    inverted = _inverted(smooth)
    stuck = [p for p in _stuck(smooth) if not any(_inside(p, whole) for whole in inverted)]
    found = sorted([*_rising(smooth, limits), *stuck, *inverted], key=lambda p: p.first)
    return _after_one_another([_as_charted(_expanded(p, size, pair), pair) for p in found])


def _after_one_another(found: list[Parting]) -> list[Parting]:
    """Turns that were moved back into the rise before begin where that ends."""
    rising = [p for p in found if p.kind in RISING]
    for before, after in pairwise(rising):
        if after.first < before.last:
            found[found.index(after)] = replace(after, first=before.last)
    return found


def told(found: list[Parting]) -> tuple[list[Parting], int]:
    """What is told of its own, and how many rises are too small beside the largest one.

    >>> large = Parting("held", 5, 20, 1.0, 2.0, 0.8, 0.8, scale=1.0)
    >>> small = Parting("held", 30, 40, 1.0, 1.05, 0.8, 0.8, scale=1.0)
    >>> [p.first for p in told([large, small])[0]], told([large, small])[1]
    ([5], 1)
    """
    highest = max((p.loss_change for p in found if p.kind in RISING), default=0.0)
    large = [p for p in found if p.kind not in RISING or p.loss_change >= SMALL_SHARE * highest]
    return large, len(found) - len(large)


def _condensed(pair: Pair) -> Pair:
    columns = (block_medians(a, MAX_ROWS) for a in (pair.epoch, pair.loss, pair.accuracy))
    return Pair(pair.split, *columns)


def _expanded(parting: Parting, size: int, pair: Pair) -> Parting:
    """Positions in blocks of `size` rows as positions of the pair itself."""
    first, last = parting.first * size, min((parting.last + 1) * size, len(pair)) - 1
    if parting.kind in RISING:
        # Smoothing moves a turn, and an end, by up to half of its window.
        half = (window(math.ceil(len(pair) / size)) // 2 + 1) * size
        begin = max(0, first - half)
        first = begin + int(np.argmin(pair.loss[begin : min(first + half, last)]))
        last = len(pair) - 1 if last + half >= len(pair) - 1 else last
    return replace(parting, first=first, last=last)


def _as_charted(parting: Parting, pair: Pair) -> Parting:
    """Held where accuracy ended below its raw start: a climb before that start was averaged in."""
    start, end = pair.accuracy[[parting.first, parting.last]].tolist()
    short = start - parting.accuracy_to
    below = short > noise(pair.accuracy) or (short > GAIN and start - end > GAIN)
    return replace(parting, kind="held") if parting.kind == "improved" and below else parting


def _smooth(pair: Pair) -> _Smooth:
    loss, accuracy = smoothed(pair.loss), smoothed(pair.accuracy)
    positive = pair.loss.min() > 0
    return _Smooth(
        raw=pair,
        loss=loss,
        accuracy=accuracy,
        # A loss that may be zero or negative has no meaningful ratio to itself.
        scale=float(loss.min()) if positive else float(np.ptp(loss)),
        hold=HOLD_LIMIT + HOLD_NOISE * noise(pair.accuracy),
    )


def _rising(smooth: _Smooth, limits: Limits) -> list[Parting]:
    """Rises of the loss with accuracy held or gained, the accuracy averaged at both ends."""
    found = []
    for rise in rises(smooth.raw, smooth.loss, smooth.accuracy, smooth.scale, limits):
        if rise.size >= OWN_RISE * smooth.size_at(rise.first):
            before, after = gain(smooth.raw.accuracy, rise, limits)
            kind = "improved" if after - before >= GAIN else "held"
            parting = smooth.parting(kind, rise.first, rise.last)
            found.append(replace(parting, accuracy_from=before, accuracy_to=after))
    return found


def _stuck(smooth: _Smooth) -> list[Parting]:
    """Loss falls by `FALL_LIMIT` while accuracy stays within `hold` and has no trend."""
    shortest = max(STUCK_EPOCHS, math.ceil(STUCK_SHARE * len(smooth.loss)))
    if len(smooth.loss) < shortest:
        return []
    ahead = np.lib.stride_tricks.sliding_window_view(smooth.accuracy, shortest)
    level = (np.abs(ahead - ahead[:, :1]) <= smooth.hold).all(axis=1)
    found, stop = [], 0
    for start in np.flatnonzero(level).tolist():
        if start >= stop:
            stop = _level(smooth, start)
            if _fell_only(smooth, start, stop):
                found.append(smooth.parting("stuck", start, stop - 1))
    return found


def _inside(parting: Parting, whole: Parting) -> bool:
    middle = (parting.first + parting.last) / 2
    return whole.first <= middle <= whole.last


def _level(smooth: _Smooth, start: int) -> int:
    """The first position after `start` at which accuracy has left its level."""
    away = np.abs(smooth.accuracy[start:] - smooth.accuracy[start]) > smooth.hold
    return start + int(np.argmax(away)) if away.any() else len(smooth.accuracy)


def _fell_only(smooth: _Smooth, start: int, stop: int) -> bool:
    loss, accuracy = smooth.loss[start:stop], smooth.raw.accuracy[start:stop]
    fall = loss[0] - loss[-1]
    needed = max(FALL_LIMIT * smooth.size_at(start), NOISE_LIMIT * noise(smooth.raw.loss))
    # Had the errors become fewer in step with the loss, could it have been seen?
    expected = (1 - float(np.median(accuracy))) * fall / smooth.size_at(start)
    visible = expected > VISIBLE * smooth.hold
    return bool(visible and fall >= needed and abs(mann_kendall(accuracy)) < NO_TREND)


def _inverted(smooth: _Smooth) -> list[Parting]:
    """Loss goes on to its minimum while accuracy falls from its maximum, and stays down."""
    first, last = int(np.argmax(smooth.accuracy)), int(np.argmin(smooth.loss))
    if last - first < STUCK_EPOCHS:
        return []
    drop = smooth.accuracy[first] - smooth.accuracy[last]
    fall = smooth.loss[first] - smooth.loss[last]
    lost = drop >= max(INVERTED_DROP, 2 * smooth.hold)
    falls = fall >= FALL_LIMIT * smooth.size_at(first)
    stays = smooth.accuracy[last:].max() < smooth.accuracy[first] - drop / 2
    steady = mann_kendall(smooth.raw.accuracy[first : last + 1]) < -NO_TREND
    return [smooth.parting("inverted", first, last)] if lost and falls and stays and steady else []
