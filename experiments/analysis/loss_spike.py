"""Loss jumps up for a moment and comes back."""

import numpy as np

from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, running_median
from experiments.analysis.tracks import Track, tracks
from experiments.analysis.wording import at, count, number, span, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "loss_spike"
MIN_EPOCHS = 5
WIDTH_SHARE = 0.06
JUMP_LIMIT = 0.3
NOISE_LIMIT = 6.0
MANY = 3


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
    spikes = spike_ranges(losses.value)
    if not spikes:
        return [no(NAME, f"The {split_name(losses.split)} loss has no spikes.", losses.split)]
    return [_finding(curves, losses, spikes)]


def spike_ranges(values: np.ndarray) -> list[tuple[int, int]]:
    """First and last position of each spike: values far above the running median.

    Far is 30 % of the median's size (of the curve's range where losses reach zero or below), and
    6 times the noise. The ends of a curve are left out: a spike must be seen to come back.

    >>> spike_ranges(np.array([1.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0, 1.0]))
    [(4, 4)]
    """
    width = max(5, int(WIDTH_SHARE * len(values)) // 2 * 2 + 1)
    level = running_median(values, width)
    size = np.abs(level) if values.min() > 0 else np.ptp(level)
    needed = np.maximum(JUMP_LIMIT * size, NOISE_LIMIT * noise(values))
    high = values - level > needed
    high[0] = high[-1] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]])))
    ranges = [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]
    # Where a curve falls steeply its early values lie above the median without any jump.
    needed = np.broadcast_to(needed, values.shape)
    return [(a, b) for a, b in ranges if values[a : b + 1].max() - values[a - 1] > needed[a]]


def _finding(curves: Curves, losses: Track, spikes: list[tuple[int, int]]) -> Finding:
    tops = [a + int(np.argmax(losses.value[a : b + 1])) for a, b in spikes]
    top = max(tops, key=lambda i: losses.value[i])
    jump = float(losses.value[top])
    where = span(curves, losses.epoch[spikes[0][0]], losses.epoch[spikes[-1][1]])
    name, last_before = split_name(losses.split), float(losses.value[_before(spikes, top)])
    if len(spikes) == 1:
        sentence = (
            f"The {name} loss jumped from {number(last_before)} to {number(jump)} at "
            f"{at(curves, losses.epoch[top])} and came back."
        )
    else:
        sentence = (
            f"The {name} loss spiked {count(len(spikes), 'time')} over {where}; the highest, "
            f"{number(jump)}, at {at(curves, losses.epoch[top])}."
        )
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="warning" if len(spikes) >= MANY else "note",
        split=losses.split,
        first_epoch=float(losses.epoch[spikes[0][0]]),
        last_epoch=float(losses.epoch[spikes[-1][1]]),
        evidence={
            "spikes": len(spikes),
            "highest_loss": jump,
            "loss_before": last_before,
        },
        advice=(
            "One spike that comes back is harmless. If they return, clip gradients, lower the "
            "learning rate, or look at the batches of those epochs."
        ),
    )


def _before(spikes: list[tuple[int, int]], top: int) -> int:
    return next(max(0, a - 1) for a, b in spikes if a <= top <= b)


RULE = Rule(
    name=NAME,
    version=1,
    title="Loss spike",
    question="Did loss jump up for a moment and come back?",
    method=(
        "Values at least 30 % above the running median over 6 % of the epochs.\n"
        "They must also stand out 6 times from the noise of second differences."
    ),
    check=check,
    evidence={
        "spikes": ("Spikes", "count"),
        "highest_loss": ("Highest loss", "loss"),
        "loss_before": ("Loss just before it", "loss"),
    },
)
