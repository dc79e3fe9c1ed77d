"""Did the run learn anything at all?"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, held_out, judged, track
from experiments.analysis.wording import number, percent, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "never_learns"
MIN_EPOCHS = 5
LOSS_GAIN = 0.02
ACCURACY_GAIN = 0.02
NOISE_LIMIT = 3.0
ADVICE = (
    "Check that inputs and labels belong together, that gradients reach the weights, and try other "
    "learning rates. A model that cannot fit ten samples has a fault in its code."
)


@dataclass(frozen=True)
class Progress:
    """How far the curves came from where they began; None where there is no such curve."""

    loss_from: float
    loss_to: float
    accuracy_from: float | None
    accuracy_to: float | None
    accuracy_noise: float

    @property
    def loss_gain(self) -> float:
        return (self.loss_from - self.loss_to) / abs(self.loss_from) if self.loss_from else 0.0

    @property
    def accuracy_gain(self) -> float | None:
        if self.accuracy_from is None or self.accuracy_to is None:
            return None
        return self.accuracy_to - self.accuracy_from


def check(curves: Curves, facts: Facts) -> list[Finding]:
    losses = judged(curves)
    if losses is None:
        return [cannot_tell(NAME, NO_LOSS)]
    if len(losses) < MIN_EPOCHS:
        at_baseline = _one_point(curves, facts)
        few = too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)
        return [at_baseline or few]
    progress = _progress(curves, losses)
    evidence = _evidence(progress)
    if _learned(progress, facts):
        return [no(NAME, _learned_sentence(losses, progress), losses.split, **evidence)]
    return [
        Finding(
            NAME,
            "yes",
            _sentence(losses, progress, facts) + _training_learns(curves, losses),
            severity="critical",
            split=losses.split,
            first_epoch=float(losses.epoch[0]),
            last_epoch=float(losses.epoch[-1]),
            evidence=evidence,
            advice=ADVICE,
        )
    ]


def _progress(curves: Curves, losses: Track) -> Progress:
    accuracy = track(curves, losses.split, "accuracy")
    loss = smoothed(losses.value)
    known = len(accuracy) >= MIN_EPOCHS
    smooth = smoothed(accuracy.value) if known else np.array([])
    return Progress(
        loss_from=float(losses.value[0]),
        loss_to=float(loss.min()),
        accuracy_from=float(smooth.min()) if known else None,
        accuracy_to=float(smooth.max()) if known else None,
        accuracy_noise=noise(accuracy.value),
    )


def _learned(progress: Progress, facts: Facts) -> bool:
    gain = progress.accuracy_gain
    if gain is None or progress.accuracy_to is None:
        return progress.loss_gain >= LOSS_GAIN
    base = _baseline(facts)
    room = max(ACCURACY_GAIN, NOISE_LIMIT * progress.accuracy_noise)
    if base is not None:
        return progress.accuracy_to > base + room
    return gain > room or progress.loss_gain >= 5 * LOSS_GAIN


def _baseline(facts: Facts) -> float | None:
    """The accuracy that needs no learning: the largest class, or chance."""
    if facts.majority is not None:
        return facts.majority
    return None if facts.classes is None else 1 / facts.classes


def _evidence(progress: Progress) -> dict[str, object]:
    evidence = {
        "loss_from": progress.loss_from,
        "lowest_loss": progress.loss_to,
        "loss_gain_pct": 100 * progress.loss_gain,
        "accuracy_lowest": progress.accuracy_from,
        "accuracy_highest": progress.accuracy_to,
    }
    return {key: value for key, value in evidence.items() if value is not None}


def _learned_sentence(losses: Track, progress: Progress) -> str:
    name = split_name(losses.split)
    if progress.loss_gain > 0:
        return (
            f"The run learned: the {name} loss fell from {number(progress.loss_from)} to "
            f"{number(progress.loss_to)}."
        )
    return (
        f"The run learned: the {name} accuracy rose from {percent(progress.accuracy_from or 0)} to "
        f"{percent(progress.accuracy_to or 0)}."
    )


def _sentence(losses: Track, progress: Progress, facts: Facts) -> str:
    name = split_name(losses.split)
    moved = (
        f"The {name} loss began at {number(progress.loss_from)} and never fell below "
        f"{number(progress.loss_to)} ({relative(max(0.0, progress.loss_gain))} lower)."
    )
    if progress.accuracy_to is None:
        return moved
    baseline = _baseline_words(progress.accuracy_to, facts)
    return f"{moved} Accuracy never passed {percent(progress.accuracy_to)}{baseline}."


def _baseline_words(accuracy: float, facts: Facts) -> str:
    if facts.majority is not None:
        return f", no better than always answering the largest class ({percent(facts.majority)})"
    if facts.classes is not None:
        return f", no better than guessing among {facts.classes} classes ({percent(1 / facts.classes)})"
    chance = round(1 / accuracy) if accuracy > 0 else 0
    if 2 <= chance <= 1000 and abs(accuracy * chance - 1) < 0.05:
        return f", which is what guessing among {chance} equally frequent classes gives"
    return ", perhaps the share of the largest class"


def _training_learns(curves: Curves, losses: Track) -> str:
    training = track(curves, "train", "loss")
    if losses.split == "train" or len(training) < MIN_EPOCHS or training.value[0] <= 0:
        return ""
    low = float(smoothed(training.value).min())
    if low > 0.8 * training.value[0]:
        return ""
    return (
        f" The training loss fell to {number(low)} meanwhile: the model learns its samples by "
        "heart and nothing that carries over."
    )


def _one_point(curves: Curves, facts: Facts) -> Finding | None:
    """An accuracy at the majority share needs no curve to be named."""
    accuracy = held_out(curves, "accuracy")
    if accuracy is None or facts.majority is None:
        return None
    best = float(accuracy.value.max())
    error = math.sqrt(best * (1 - best) / facts.n_val) if facts.n_val else 0.0
    if best > facts.majority + max(0.001, 2 * error):
        return None
    return Finding(
        NAME,
        "yes",
        f"An accuracy of {percent(best)} is no better than always answering the largest class, "
        f"which is right in {percent(facts.majority)}.",
        severity="critical",
        split=accuracy.split,
        first_epoch=float(accuracy.epoch[0]),
        last_epoch=float(accuracy.epoch[-1]),
        evidence={"accuracy_highest": best, "majority": facts.majority},
        advice="Look at balanced accuracy and at the accuracy of each class before trusting it.",
    )


RULE = Rule(
    name=NAME,
    version=1,
    title="Never learns",
    question="Did the run learn anything at all?",
    method=(
        "Accuracy stays within its noise of chance, of the largest class, or of where it began,\n"
        "and the loss never falls clearly below its first value."
    ),
    check=check,
    evidence={
        "loss_from": ("First loss", "loss"),
        "lowest_loss": ("Lowest smoothed loss", "loss"),
        "loss_gain_pct": ("Fall of the loss", "%"),
        "accuracy_lowest": ("Lowest smoothed accuracy", "fraction"),
        "accuracy_highest": ("Highest smoothed accuracy", "fraction"),
        "majority": ("Share of the largest class", "fraction"),
    },
)
