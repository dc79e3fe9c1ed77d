"""Is the run too good to be true?"""

import numpy as np

from experiments.analysis.answers import NO_VALIDATION, cannot_tell, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.tracks import HELD_OUT, Track, held_out
from experiments.analysis.wording import at, count, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "suspiciously_perfect"
PERFECT = 0.99995
MIN_SAME = 3
SAME_SHARE = 0.9


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """A finding for each sign that a run is too good to be true, or one that there is none.

    >>> twice = [0.9, 0.6, 0.5]
    >>> check(Curves.of(train_loss=twice, val_loss=twice), Facts())[0].evidence["equal_epochs"]
    3
    """
    if not any(curves.has(f"{s}_{k}") for s in HELD_OUT for k in ("loss", "accuracy")):
        return [cannot_tell(NAME, NO_VALIDATION)]
    accuracy = held_out(curves, "accuracy")
    found = [_same_curves(curves), _perfect(curves, accuracy)]
    yes = [f for f in found if f]
    return yes or [no(NAME, "Nothing looks too good to be true.")]


def _same_curves(curves: Curves) -> Finding | None:
    """Validation equal to training, digit for digit: one split was evaluated twice."""
    for split in HELD_OUT:
        held, training = curves.values(f"{split}_loss"), curves.values("train_loss")
        there = np.isfinite(held) & np.isfinite(training)
        same = held[there] == training[there]
        if len(np.unique(held[there][same])) < MIN_SAME or same.mean() < SAME_SHARE:
            continue
        epochs = curves.epoch[there][same]
        return Finding(
            NAME,
            "yes",
            f"The {split_name(split)} loss equals the training loss to the last digit in "
            f"{count(int(same.sum()), curves.counted_by)}: both were measured on the same samples.",
            severity="warning",
            split=split,
            first_epoch=float(epochs[0]),
            last_epoch=float(epochs[-1]),
            evidence={"equal_epochs": int(same.sum()), "compared_epochs": int(there.sum())},
            advice="Evaluate on samples that the model was not trained on.",
        )
    return None


def _perfect(curves: Curves, accuracy: Track | None) -> Finding | None:
    if accuracy is None or accuracy.value[-1] < PERFECT:
        return None
    first = int(np.argmax(accuracy.value >= PERFECT))
    early = len(accuracy) > 1 and first == 0
    name = split_name(accuracy.split)
    return Finding(
        NAME,
        "yes",
        f"The {name} accuracy is 100 %, reached at {at(curves, accuracy.epoch[first])}. That "
        "happens "
        f"with easy tasks and small {name} sets, and also where samples leaked from the training "
        "split.",
        severity="warning" if early else "note",
        split=accuracy.split,
        first_epoch=float(accuracy.epoch[first]),
        last_epoch=float(accuracy.epoch[-1]),
        evidence={"perfect_epochs": int((accuracy.value >= PERFECT).sum())},
        advice=(
            "Look for duplicates across the splits, for inputs that hold the label, and at how "
            "many "
            "samples were validated on."
        ),
    )


RULE = Rule(
    name=NAME,
    version=1,
    title="Too good",
    question="Is the run too good to be true?",
    method=(
        "A held-out accuracy of 100 % at the end; from the first epoch on it weighs more.\n"
        "Or a held-out loss that equals the training loss digit for digit."
    ),
    check=check,
    evidence={
        "equal_epochs": ("Epochs with equal losses", "epochs"),
        "compared_epochs": ("Epochs compared", "epochs"),
        "perfect_epochs": ("Epochs at 100 %", "epochs"),
    },
)
