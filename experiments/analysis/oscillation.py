"""Does the loss jump up and down from epoch to epoch?"""

import numpy as np

from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.loss_spike import spike_ranges
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, judged
from experiments.analysis.wording import relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "oscillation"
MIN_EPOCHS = 8
JITTER_LIMIT = 0.06
STRONG = 0.15
STRONG_SHARE = 0.05
WARM_UP = 0.2
MANY_SPIKES = 2
REVERSAL_SHARE = 0.4


def check(curves: Curves, facts: Facts) -> list[Finding]:
    losses = judged(curves)
    if losses is None:
        return [cannot_tell(NAME, NO_LOSS)]
    if len(losses) < MIN_EPOCHS:
        return [too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)]
    jitter = relative_jitter(losses.value)
    spikes = len(spike_ranges(losses.value))
    restless = jitter >= JITTER_LIMIT and reversals(losses.value) >= REVERSAL_SHARE
    if not restless and spikes < MANY_SPIKES:
        sentence = (
            f"The {split_name(losses.split)} loss moves smoothly; from epoch to epoch it varies by "
            f"{relative(jitter)}."
        )
        return [no(NAME, sentence, losses.split, jitter_pct=100 * jitter)]
    return [_finding(curves, losses, jitter, spikes)]


def relative_jitter(values: np.ndarray) -> float:
    """Noise of the loss after the first fifth, relative to its median there.

    Relative to the range of the smoothed curve where losses reach zero or below.

    >>> round(relative_jitter(np.array([1.0, 2.0] * 20)), 2)
    0.81
    """
    settled = values[int(WARM_UP * len(values)) :]
    positive = values.min() > 0
    level = float(np.median(settled)) if positive else float(np.ptp(smoothed(values)))
    return noise(settled) / level if level else 0.0


def _matters(losses: Track, jitter: float) -> bool:
    """Whether the jumps are large beside what was learned; single batches always jump."""
    size = noise(losses.value[int(WARM_UP * len(losses)) :])
    learned = float(np.ptp(smoothed(losses.value)))
    return losses.split != "train" and jitter >= STRONG and size >= STRONG_SHARE * learned


def reversals(values: np.ndarray) -> float:
    """Share of the epochs at which the loss turns round, in [0, 1]; pure noise gives 2/3.

    >>> reversals(np.array([1.0, 2.0, 1.0, 2.0])), reversals(np.array([4.0, 3.0, 2.0, 1.5]))
    (1.0, 0.0)
    """
    steps = np.sign(np.diff(values))
    return float((steps[1:] * steps[:-1] < 0).mean()) if len(steps) > 1 else 0.0


def _finding(curves: Curves, losses: Track, jitter: float, spikes: int) -> Finding:
    level = float(np.median(losses.value))
    return Finding(
        NAME,
        "yes",
        f"The {split_name(losses.split)} loss jumps by about {relative(jitter)} of its size from "
        f"one {curves.counted_by} to the next"
        f"{f', with {spikes} spikes of 30 % and more' if spikes >= MANY_SPIKES else ''}.",
        severity="warning" if _matters(losses, jitter) else "note",
        split=losses.split,
        first_epoch=float(losses.epoch[0]),
        last_epoch=float(losses.epoch[-1]),
        evidence={"jitter_pct": 100 * jitter, "spikes": spikes, "level": level},
        advice=(
            "Lower the learning rate or decay it, use larger batches, or average the weights; "
            "validate on more samples if there are few."
        ),
    )


RULE = Rule(
    name=NAME,
    version=1,
    title="Oscillates",
    question="Does the loss jump up and down from epoch to epoch?",
    method=(
        "Noise from second differences after the first fifth of the run, over the median loss "
        "there.\n6 % and more counts, or two spikes of 30 %."
    ),
    check=check,
    evidence={
        "jitter_pct": ("Jump from epoch to epoch", "%"),
        "spikes": ("Spikes of 30 % and more", "count"),
        "level": ("Median loss", "loss"),
    },
)
