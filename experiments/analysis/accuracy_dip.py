"""Accuracy drops for a few epochs and comes back, while loss goes on."""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.accuracy_error import sample_count
from experiments.analysis.answers import cannot_tell, no, no_pair, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.guessing import no_better_than
from experiments.analysis.progress import progress_of
from experiments.analysis.smoothing import noise, running_median, smoothed
from experiments.analysis.tracks import Pair, Track, pairs
from experiments.analysis.wording import from_to, points, span, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "accuracy_dip"
MIN_EPOCHS = 5
DROP = 0.01
WIDEST = 5
FEW_VALUES = 2
WHOLE = 0.95
LARGE_DROP = 0.05


@dataclass(frozen=True)
class Limits:
    """Which drops stand out.

    - `smoothing`: share of the epochs over which accuracy is median-filtered: at most 5 of them,
      and none in short runs
    - `errors`: a drop must be this many binomial standard errors of the best accuracy before it
    - `noises`: and this many times the noise between epochs
    - `back`: share of the drop that comes back later; noise alone lifts the best value before it
    """

    smoothing: float = 0.02
    errors: float = 1.5
    noises: float = 4.0
    back: float = 0.75


LIMITS = Limits()


@dataclass(frozen=True)
class Dip:
    """Positions: `first` to `last` below, inclusive, `lowest` of them, `before` the best before."""

    before: int
    first: int
    last: int
    lowest: int


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """A finding for each dip on a held-out split; on training where nothing else has an accuracy.

    >>> accuracy = [0.6, 0.7, 0.8, 0.6, 0.6] + [0.8] * 10
    >>> [dip] = check(Curves.of(val_loss=np.linspace(1.0, 0.5, 15), val_accuracy=accuracy), Facts())
    >>> dip.verdict, dip.first_epoch, dip.last_epoch
    ('yes', 4.0, 5.0)
    """
    found = [p for p in pairs(curves) if p.split != "train"] or pairs(curves)
    if not found:
        return [cannot_tell(NAME, no_pair(curves))]
    return [finding for both in found for finding in _on_split(curves, facts, both)]


def _on_split(curves: Curves, facts: Facts, both: Pair) -> list[Finding]:
    if len(both) < MIN_EPOCHS:
        return [too_few(NAME, both.split, len(both), MIN_EPOCHS, curves.counted_by)]
    n = facts.n_val if both.split == "val" else None
    found = dips(both.loss, both.accuracy, sample_count(both.accuracy, n, FEW_VALUES))
    if not found:
        return [no(NAME, "Accuracy never dropped and came back while loss went on.", both.split)]
    progress = progress_of(curves, Track(both.split, both.epoch, both.loss))
    if no_better_than(progress, facts) is not None:
        return [no(NAME, "Accuracy only wanders: the run has not learned yet.", both.split)]
    level, loss = _filtered(both.accuracy, LIMITS), smoothed(both.loss)
    return [_finding(curves, both, dip, level, loss) for dip in found]


def dips(
    loss: np.ndarray, accuracy: np.ndarray, n: int | None, limits: Limits = LIMITS
) -> list[Dip]:
    """Stretches of two epochs and more below the best accuracy so far, loss no higher than there.

    Below is 1 point, and what `limits` ask of the binomial error sqrt(a (1 - a) / n) and of the
    noise between epochs. Three quarters of the drop come back later. Stretches below the same
    best epoch are one dip. `n`: number of samples, None where it cannot be told.

    >>> accuracy = np.array([0.6, 0.7, 0.8, 0.6, 0.6] + [0.8] * 10)
    >>> dips(np.linspace(1.0, 0.5, 15), accuracy, None)
    [Dip(before=2, first=3, last=4, lowest=3)]
    """
    smooth, level = smoothed(loss), _filtered(accuracy, limits)
    best = np.maximum.accumulate(level)
    before = np.maximum.accumulate(np.where(_rises(best), np.arange(len(best)), 0))
    error = np.sqrt(np.maximum(best * (1 - best), 0.0) / n) if n else 0.0
    needed = np.maximum(limits.errors * error, max(DROP, limits.noises * noise(accuracy)))
    drop = best - level
    low = (drop >= needed) & (smooth <= smooth[before])
    again = low[1:] & low[:-1]
    stays = np.append(again, False) | np.append(False, again)
    below = np.flatnonzero(stays)
    parts = np.split(below, np.flatnonzero(np.diff(before[below])) + 1) if len(below) else []
    found = [_dip(level, int(before[part[0]]), part) for part in parts]
    return [dip for dip in found if came_back(level, dip) >= limits.back]


def came_back(level: np.ndarray, dip: Dip) -> float:
    """Share of the drop that was regained after the lowest epoch; above 1 for a new best.

    >>> came_back(np.array([1.0, 0.5, 0.5, 0.75]), Dip(before=0, first=1, last=2, lowest=1))
    0.5
    """
    low = level[dip.lowest]
    return float((level[dip.lowest :].max() - low) / (level[dip.before] - low))


def _filtered(accuracy: np.ndarray, limits: Limits) -> np.ndarray:
    return running_median(accuracy, _width(len(accuracy), limits))


def _width(epochs: int, limits: Limits) -> int:
    return min(int(limits.smoothing * epochs) // 2 * 2 + 1, WIDEST)


def _rises(best: np.ndarray) -> np.ndarray:
    return np.append(True, best[1:] > best[:-1])


def _dip(level: np.ndarray, before: int, below: np.ndarray) -> Dip:
    lowest = int(below[np.argmin(level[below])])
    return Dip(before, int(below[0]), int(below[-1]), lowest)


def _finding(curves: Curves, both: Pair, dip: Dip, level: np.ndarray, loss: np.ndarray) -> Finding:
    before, low = float(level[dip.before]), float(level[dip.lowest])
    drop = before - low
    first, last = float(both.epoch[dip.first]), float(both.epoch[dip.last])
    width = _width(len(both), LIMITS)
    filtered = f", as the median of {width} epochs," if width > 1 else ""
    back = "it" if came_back(level, dip) >= WHOLE else "most of it"
    sentence = (
        f"Over {span(curves, first, last)} the {split_name(both.split)} accuracy{filtered} dropped "
        f"by {points(drop)}, from {from_to(before, low)}, and {back} came back, while the loss did "
        "not get worse."
    )
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="warning" if drop >= LARGE_DROP else "note",
        split=both.split,
        first_epoch=first,
        last_epoch=last,
        evidence={
            "accuracy_before": before,
            "accuracy_lowest": low,
            "accuracy_change": low - before,
            "loss_before": float(loss[dip.before]),
            "loss_during": float(np.median(loss[dip.first : dip.last + 1])),
        },
        advice=(
            "Nothing to do if it stays the only one: many samples close to the decision border "
            "changed sides and back. Do not pick a checkpoint from these epochs."
        ),
    )


RULE = Rule(
    name=NAME,
    version=4,
    title="Accuracy dip",
    question="Did accuracy drop for a few epochs while loss went on smoothly?",
    method=(
        "Two epochs and more at least 1 point below the best accuracy so far, 4 times its noise "
        "and 1.5 times its standard error.\n"
        "The smoothed loss is no higher than at that epoch, and three quarters of the drop come "
        "back."
    ),
    check=check,
    evidence={
        "accuracy_before": ("Accuracy before", "fraction"),
        "accuracy_lowest": ("Lowest accuracy", "fraction"),
        "accuracy_change": ("Change of accuracy", "fraction"),
        "loss_before": ("Loss before", "loss"),
        "loss_during": ("Median loss meanwhile", "loss"),
    },
)
