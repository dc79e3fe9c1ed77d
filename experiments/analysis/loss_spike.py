"""Loss jumps up for a moment and comes back."""

import numpy as np

from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.row_words import mean_of
from experiments.analysis.smoothing import noise, running_median
from experiments.analysis.tracks import Track, tracks
from experiments.analysis.wording import at, count, listing, mark, number, span, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "loss_spike"
MIN_EPOCHS = 5
WIDTH_SHARE = 0.06
JUMP_LIMIT = 0.3
NOISE_LIMIT = 6.0
MANY = 3
EARLY = 0.1
FOLLOWS = 0.2
STEEP = 0.5
MOST_NAMED = 5
ONE = "One spike that recovers is harmless."
SEVERAL = (
    "Clip gradients, lower the learning rate, or look at the batches of those epochs if spikes "
    "recur; one that recovers is harmless."
)


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding for each split that has a loss.

    >>> [jump] = check(Curves.of(val_loss=[1, 1, 1, 5, 1, 1, 1, 1, 1]), Facts())
    >>> jump.verdict, jump.first_epoch, jump.evidence["highest_loss"]
    ('yes', 4.0, 5.0)
    """
    found = tracks(curves, "loss")
    if not found:
        return [cannot_tell(NAME, NO_LOSS)]
    return [finding for losses in found for finding in _on_split(curves, losses)]


def _on_split(curves: Curves, losses: Track) -> list[Finding]:
    if len(losses) < MIN_EPOCHS:
        return [too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)]
    found = spike_ranges(losses.value)
    spikes = [spike for spike in found if not is_early(losses.value, *spike)]
    if not spikes:
        after = " after its first steep fall" if found else ""
        sentence = f"The {split_name(losses.split)} loss has no spikes{after}."
        return [no(NAME, sentence, losses.split)]
    return [_finding(curves, losses, spikes)]


def spike_ranges(values: np.ndarray) -> list[tuple[int, int]]:
    """First and last position of each spike: values far above the running median.

    Far is 30 % of the median's size (of the curve's range where losses reach zero or below), and
    6 times the noise. The ends of a curve are left out: a spike must be seen to come back.

    >>> spike_ranges(np.array([1.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0, 1.0]))
    [(4, 4)]
    """
    level = _level(values)
    size = np.abs(level) if values.min() > 0 else np.ptp(level)
    needed = np.maximum(JUMP_LIMIT * size, NOISE_LIMIT * noise(values))
    high = values - level > needed
    high[0] = high[-1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]])))
    ranges = [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]
    # Where a curve falls steeply its early values lie above the median without any jump.
    needed = np.broadcast_to(needed, values.shape)
    return [(a, b) for a, b in ranges if values[a : b + 1].max() - values[a - 1] > needed[a]]


def is_early(values: np.ndarray, first: int, last: int) -> bool:
    """Whether a spike belongs to the first steep fall, where a jump is ordinary.

    It lies in the first tenth of the curve, or the running median falls by at least half of
    the spike's height over the fifth that follows.

    >>> is_early(np.array([9.0, 9, 9, 9, 18, 8, 4, 2, 1, 1, 1]), 4, 4)
    True
    """
    level = _level(values)
    after = min(last + int(FOLLOWS * len(values)), len(values) - 1)
    height = float(values[first : last + 1].max() - level[first])
    falls = float(level[first] - level[after]) >= STEEP * height
    return first < EARLY * len(values) or falls


def _level(values: np.ndarray) -> np.ndarray:
    return running_median(values, max(5, int(WIDTH_SHARE * len(values)) // 2 * 2 + 1))


def _finding(curves: Curves, losses: Track, spikes: list[tuple[int, int]]) -> Finding:
    tops = [a + int(np.argmax(losses.value[a : b + 1])) for a, b in spikes]
    a, b = max(spikes, key=lambda s: losses.value[s[0] : s[1] + 1].max())
    jump, before = float(losses.value[a : b + 1].max()), float(losses.value[max(0, a - 1)])
    names = ("highest_loss", "loss_before")
    if mean_of(curves, f"{losses.split}_loss"):
        names = ("highest_mean", "mean_before")
    return Finding(
        NAME,
        "yes",
        _sentence(curves, losses, tops, before),
        severity="warning" if len(spikes) >= MANY else "note",
        split=losses.split,
        first_epoch=float(losses.epoch[a]),
        last_epoch=float(losses.epoch[b]),
        evidence={"spikes": len(spikes)} | dict(zip(names, (jump, before), strict=True)),
        advice=ONE if len(spikes) == 1 else SEVERAL,
    )


def _sentence(curves: Curves, losses: Track, tops: list[int], before: float) -> str:
    name, top = split_name(losses.split), max(tops, key=lambda i: losses.value[i])
    highest, where = number(losses.value[top]), at(curves, losses.epoch[top])
    mean = mean_of(curves, f"{losses.split}_loss")
    if len(tops) == 1:
        return (
            f"The {name} loss jumped from {number(before)} to {highest} at {where} and recovered"
            f"{f', each value being the {mean}' if mean else ''}."
        )
    epochs = [float(losses.epoch[i]) for i in tops]
    when = f"over {span(curves, epochs[0], epochs[-1])}"
    if len(tops) <= MOST_NAMED:
        when = f"at {curves.counted_by}s {listing([mark(e) for e in epochs])}"
    return (
        f"The {name} loss spiked {count(len(tops), 'time')}, {when}, and recovered; the highest, "
        f"{highest}{f' as the {mean}' if mean else ''}, was at {where}."
    )


RULE = Rule(
    name=NAME,
    version=4,
    title="Loss spike",
    question="Did loss jump up for a moment and come back?",
    method=(
        "Values at least 30 % above the running median over 6 % of the epochs.\n"
        "They must also stand out 6 times from the noise of second differences; those of the first "
        "tenth, or where the loss still falls steeply, are left out."
    ),
    check=check,
    evidence={
        "spikes": ("Spikes", "count"),
        "highest_loss": ("Highest loss", "loss"),
        "loss_before": ("Loss just before it", "loss"),
        "highest_mean": ("Highest loss, as a mean", "loss"),
        "mean_before": ("Loss just before it, as a mean", "loss"),
    },
)
