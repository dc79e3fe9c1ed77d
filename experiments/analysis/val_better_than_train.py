"""Is the held-out loss below the training loss?"""

import numpy as np

from experiments.analysis.answers import NO_VALIDATION, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import HELD_OUT, bounded
from experiments.analysis.wording import number, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "val_better_than_train"
MIN_EPOCHS = 4
LIMIT = 0.02
OTHER_SCALE = 10


def check(curves: Curves, facts: Facts) -> list[Finding]:
    split = next((s for s in HELD_OUT if curves.has(f"{s}_loss")), None)
    if split is None:
        return [cannot_tell(NAME, NO_VALIDATION)]
    if not curves.has("train_loss"):
        return [cannot_tell(NAME, "No training loss was logged, so the two cannot be compared.")]
    held, training = bounded(curves, f"{split}_loss"), bounded(curves, "train_loss")
    there = np.isfinite(held) & np.isfinite(training)
    if there.sum() < MIN_EPOCHS:
        return [too_few(NAME, split, int(there.sum()), MIN_EPOCHS, curves.counted_by)]
    half = int(there.sum()) // 2
    return [
        _compare(
            curves, split, curves.epoch[there][half:], training[there][half:], held[there][half:]
        )
    ]


def _compare(
    curves: Curves, split: str, epoch: np.ndarray, training: np.ndarray, held: np.ndarray
) -> Finding:
    ours, theirs = float(np.median(held)), float(np.median(training))
    size = abs(theirs)
    gap = (theirs - ours) / size if size else 0.0
    evidence = {"train_loss": theirs, "held_out_loss": ours, "below_pct": 100 * gap}
    if gap < LIMIT or theirs - ours < noise(training - held):
        sentence = f"The {split_name(split)} loss is not below the training loss."
        return no(NAME, sentence, split, **evidence)
    if ours < theirs / OTHER_SCALE:
        sentence = (
            f"Cannot tell: the training loss ({number(theirs)}, median) is on another scale than "
            "the "
            f"{split_name(split)} loss ({number(ours)}); one may be a sum, the other a mean."
        )
        return cannot_tell(NAME, sentence, split)
    return Finding(
        NAME,
        "yes",
        f"Over the second half of the run the {split_name(split)} loss ({number(ours)}, median) is "
        f"{relative(gap)} below the training loss ({number(theirs)}). Dropout, augmentation, a "
        "penalty, or a training loss averaged while the weights still moved can each explain it.",
        severity="note",
        split=split,
        first_epoch=float(epoch[0]),
        last_epoch=float(epoch[-1]),
        evidence=evidence,
        advice=(
            "Measure the training loss once with dropout and augmentation off. If the gap stays, "
            f"check that no training samples are in the {split_name(split)} split."
        ),
    )


RULE = Rule(
    name=NAME,
    version=1,
    title="Validation better",
    question="Is the validation loss below the training loss?",
    method=(
        "Medians of both losses over the second half of the run.\n"
        "A validation loss at least 2 % lower, and by more than the noise of their difference, "
        "counts."
    ),
    check=check,
    evidence={
        "train_loss": ("Training loss, median", "loss"),
        "held_out_loss": ("Held-out loss, median", "loss"),
        "below_pct": ("Below the training loss by", "%"),
    },
)
