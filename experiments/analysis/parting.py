"""Stretches in which loss and accuracy move apart, on smoothed curves."""

import math
from dataclasses import dataclass, replace

import numpy as np

from experiments.analysis.smoothing import noise, smoothed, window
from experiments.analysis.tracks import Pair
from experiments.analysis.trend import block_medians, mann_kendall

MAX_ROWS = 1000
RISING = ("held", "improved")
RISE_LIMIT = 0.05
RISE_EPOCHS = 3
RISE_SHARE = 0.05
FALLBACK = 0.01
OWN_RISE = 0.02
GAIN_LIMIT = 0.005
HOLD_LIMIT = 0.002
HOLD_NOISE = 0.25
NOISE_LIMIT = 1.0
STUCK_SHARE = 0.10
STUCK_EPOCHS = 4
INVERTED_DROP = 0.01
VISIBLE = 2.0
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


def partings(pair: Pair) -> list[Parting]:
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
    found = [*_joined(smooth, _rising(smooth)), *stuck, *inverted]
    return [_expanded(p, size, pair) for p in sorted(found, key=lambda p: p.first)]


def _condensed(pair: Pair) -> Pair:
    columns = (block_medians(a, MAX_ROWS) for a in (pair.epoch, pair.loss, pair.accuracy))
    return Pair(pair.split, *columns)


def _expanded(parting: Parting, size: int, pair: Pair) -> Parting:
    """Positions in blocks of `size` rows as positions of the pair itself."""
    first, last = parting.first * size, min((parting.last + 1) * size, len(pair)) - 1
    if parting.kind in RISING:
        first += int(np.argmin(pair.loss[first : first + size]))
    return replace(parting, first=first, last=last)


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


def _rising(smooth: _Smooth) -> list[Parting]:
    """Loss rises by `RISE_LIMIT` while accuracy never falls below its start by `hold`."""
    found, start = [], 0
    needed = max(RISE_LIMIT * smooth.scale, NOISE_LIMIT * noise(smooth.raw.loss))
    while start < len(smooth.loss) - 1:
        top, after = _climb(smooth, start)
        lasting = top - start >= max(RISE_EPOCHS, RISE_SHARE * len(smooth.loss))
        if lasting and smooth.loss[top] - smooth.loss[start] >= max(
            needed, OWN_RISE * smooth.size_at(start)
        ):
            found.append(_risen(smooth, start, top))
        start = max(after, start + 1)
    return found


def _climb(smooth: _Smooth, start: int) -> tuple[int, int]:
    """The highest loss reached from `start` without falling back, and where to go on from."""
    loss, accuracy = smooth.loss, smooth.accuracy
    top = start
    for i in range(start + 1, len(loss)):
        if loss[i] < loss[start] or loss[i] < loss[top] - FALLBACK * smooth.scale:
            return top, i
        if accuracy[i] < accuracy[start] - smooth.hold:
            return top, i if top > start else start + 1
        if loss[i] > loss[top]:
            top = i
    return top, len(loss)


def _risen(smooth: _Smooth, start: int, top: int) -> Parting:
    half = window(len(smooth.loss)) // 2 + 1
    from_here, end = max(0, start - half), len(smooth.loss) - 1
    first = from_here + int(np.argmin(smooth.raw.loss[from_here:top]))
    last = end if top >= end - half else top
    # Smoothing moves the ends; accuracy must hold between the ends that are reported.
    if smooth.accuracy[last] < smooth.accuracy[first] - smooth.hold:
        first, last = start, top
    return _kind_of(smooth, first, last)


def _kind_of(smooth: _Smooth, first: int, last: int) -> Parting:
    gain = smooth.accuracy[last] - smooth.accuracy[first]
    kind = "improved" if gain >= max(GAIN_LIMIT, smooth.hold) else "held"
    return smooth.parting(kind, first, last)


def _joined(smooth: _Smooth, partings: list[Parting]) -> list[Parting]:
    """Rises that overlap are one, where accuracy holds over both."""
    joined: list[Parting] = []
    for parting in partings:
        if joined and _goes_on(smooth, joined[-1], parting):
            joined[-1] = _kind_of(smooth, joined[-1].first, parting.last)
        else:
            joined.append(parting)
    return joined


def _goes_on(smooth: _Smooth, before: Parting, after: Parting) -> bool:
    held = smooth.accuracy[after.last] >= smooth.accuracy[before.first] - smooth.hold
    return bool(held and after.first < before.last and after.loss_to > before.loss_to)


def _stuck(smooth: _Smooth) -> list[Parting]:
    """Loss falls by `RISE_LIMIT` while accuracy stays within `hold` and has no trend."""
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
    needed = max(RISE_LIMIT * smooth.size_at(start), NOISE_LIMIT * noise(smooth.raw.loss))
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
    falls = fall >= RISE_LIMIT * smooth.size_at(first)
    stays = smooth.accuracy[last:].max() < smooth.accuracy[first] - drop / 2
    steady = mann_kendall(smooth.raw.accuracy[first : last + 1]) < -NO_TREND
    return [smooth.parting("inverted", first, last)] if lost and falls and stays and steady else []
