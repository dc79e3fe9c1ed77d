"""Does the loss jump up and down from epoch to epoch?"""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import long_enough, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, running_median, smoothed
from experiments.analysis.tracks import Track, judged
from experiments.analysis.turn import turn
from experiments.analysis.wording import count, relative, row_noun, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "oscillation"
MIN_EPOCHS = 8
STRONG = 0.15
STRONG_SHARE = 0.05
WARM_UP = 0.2
MANY_SPIKES = 2
SPIKE = 1.3
SPIKE_WINDOW = 5
CALM_DOWN = (
    "Lower the learning rate or decay it, use larger batches, or average the weights; "
    "validate on more samples if there are few."
)
MORE_SAMPLES = (
    "Nothing needs to change for this alone, but trust no single epoch that stands out. Validating "
    "on more samples shows whether the model jumps or only the measurement."
)
MORE_BATCHES = "Average the training loss over more batches, or log a validation loss beside it."
SPIKES = "If they recur, clip gradients, lower the learning rate, or look at the batches there."


@dataclass(frozen=True)
class Limits:
    """From where on a loss is restless.

    - `jitter`: noise between epochs, as a share of the loss
    - `reversals`: share of the epochs at which the loss turns round; pure noise gives 2/3
    """

    jitter: float = 0.04
    reversals: float = 0.5


LIMITS = Limits()
BATCHES = Limits(jitter=0.1)
"""For training losses, which jump a little in any run: they come from the batches of the moment."""


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the held-out loss; on the training loss, which may jump more, without one.

    >>> [found] = check(Curves.of(val_loss=[1.0, 1.2] * 10), Facts())
    >>> found.verdict, check(Curves.of(val_loss=np.linspace(2.0, 1.0, 20)), Facts())[0].verdict
    ('yes', 'no')
    """
    losses = long_enough(NAME, curves, judged(curves), MIN_EPOCHS)
    if isinstance(losses, Finding):
        return [losses]
    limits = BATCHES if losses.split == "train" else LIMITS
    if not oscillates(losses.value, limits):
        return [no(NAME, _calm_sentence(curves, losses), losses.split, **_evidence(losses))]
    return [_finding(curves, losses)]


def _evidence(losses: Track) -> dict[str, object]:
    """`jitter_pct` is what overfitting tells of the same run, `noise_pct` what decides here."""
    jump, noise_share = turn(losses.value).jump, relative_jitter(losses.value)
    return {"jitter_pct": 100 * jump, "noise_pct": 100 * noise_share}


def _calm_sentence(curves: Curves, losses: Track) -> str:
    name, noun = split_name(losses.split), row_noun(curves, losses.epoch)
    varies = f"it varies by about {_jump(losses)} from one {noun} to the next"
    if relative_jitter(losses.value) < LIMITS.jitter:
        return f"The {name} loss moves smoothly; {varies}."
    if losses.split == "train":
        return f"The {name} loss jumps no further than batches differ; {varies}."
    return f"The {name} loss seldom turns round, though {varies}."


def _jump(losses: Track) -> str:
    return relative(turn(losses.value).jump) + ("" if losses.value.min() > 0 else " of its descent")


def oscillates(values: np.ndarray, limits: Limits = LIMITS) -> bool:
    """Whether a loss jumps up and down, or has two spikes of 30 % and more.

    >>> oscillates(np.array([1.0, 1.2] * 10)), oscillates(np.linspace(2.0, 1.0, 20))
    (True, False)
    """
    restless = relative_jitter(values) >= limits.jitter and reversals(values) >= limits.reversals
    return restless or spike_count(values) >= MANY_SPIKES


def spike_count(values: np.ndarray) -> int:
    """How often the loss stands 30 % above its running median over 5 epochs, the ends left out.

    0 for losses that reach zero or below, which have no such share.

    >>> spike_count(np.array([1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0]))
    1
    """
    if values.min() <= 0:
        return 0
    high = values > SPIKE * running_median(values, SPIKE_WINDOW)
    high[0] = high[-1] = False
    return int((high[1:] & ~high[:-1]).sum())


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
    """Whether the jumps are large beside what was learned."""
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


def _sentence(curves: Curves, losses: Track) -> str:
    name, noun = split_name(losses.split), row_noun(curves, losses.epoch)
    spikes, varies = spike_count(losses.value), f"{_jump(losses)} from one {noun} to the next"
    high = f"{count(spikes, 'time')} it stood 30 % or more above the {noun}s around it"
    if relative_jitter(losses.value) < LIMITS.jitter:
        return f"The {name} loss varies by about {varies}, but {high}."
    with_spikes = f"; {high}" if spikes >= MANY_SPIKES else ""
    return f"The {name} loss jumps up and down by about {varies}{with_spikes}."


def _advice(losses: Track, matters: bool) -> str:
    if matters:
        return CALM_DOWN
    if losses.split == "train":
        return MORE_BATCHES
    return SPIKES if relative_jitter(losses.value) < LIMITS.jitter else MORE_SAMPLES


def _finding(curves: Curves, losses: Track) -> Finding:
    matters = _matters(losses, relative_jitter(losses.value))
    seen = {"spikes": spike_count(losses.value), "level": float(np.median(losses.value))}
    return Finding(
        NAME,
        "yes",
        _sentence(curves, losses),
        severity="warning" if matters else "note",
        split=losses.split,
        first_epoch=float(losses.epoch[0]),
        last_epoch=float(losses.epoch[-1]),
        evidence=_evidence(losses) | seen,
        advice=_advice(losses, matters),
    )


RULE = Rule(
    name=NAME,
    version=2,
    title="Oscillates",
    question="Does the loss jump up and down from epoch to epoch?",
    method=(
        "Noise from second differences after the first fifth of the run, over the median loss "
        "there.\n4 % and more counts (10 % in training) where half of the epochs turn round, or "
        "two spikes of 30 %."
    ),
    check=check,
    evidence={
        "jitter_pct": ("Jump from epoch to epoch, over the lowest loss", "%"),
        "noise_pct": ("The same after the first fifth, over the median", "%"),
        "spikes": ("Times 30 % above the epochs around", "count"),
        "level": ("Median loss", "loss"),
    },
)
