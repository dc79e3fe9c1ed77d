"""Is the held-out loss below the training loss?"""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import NO_VALIDATION_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import HELD_OUT, bounded
from experiments.analysis.wording import number, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "val_better_than_train"
MIN_EPOCHS = 4
OTHER_SCALE = 10
LARGE = 0.4
SMALL_GAP = (
    "Dropout, augmentation, label smoothing or weight decay in the loss can each explain it."
)
LARGE_GAP = (
    "So large a gap is usual where training uses mixup, label smoothing, or strong dropout or "
    "augmentation."
)


@dataclass(frozen=True)
class Limits:
    """How far below the training loss is worth a word.

    - `below`: relative to the training loss
    - `noises`: and this many times the noise between epochs of the difference
    """

    below: float = 0.05
    noises: float = 1.0


LIMITS = Limits()


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the first held-out split with a loss; it needs the training loss beside it.

    >>> [found] = check(Curves.of(train_loss=[1.0] * 8, val_loss=[0.9] * 8), Facts())
    >>> found.verdict, round(found.evidence["below_pct"], 1)
    ('yes', 10.0)
    """
    split = next((s for s in HELD_OUT if curves.has(f"{s}_loss")), None)
    if split is None:
        return [cannot_tell(NAME, NO_VALIDATION_LOSS)]
    if not curves.has("train_loss"):
        return [cannot_tell(NAME, "No training loss was logged, so the two cannot be compared.")]
    held, training = bounded(curves, f"{split}_loss"), bounded(curves, "train_loss")
    there = np.isfinite(held) & np.isfinite(training)
    if there.sum() < MIN_EPOCHS:
        return [too_few(NAME, split, int(there.sum()), MIN_EPOCHS, curves.counted_by)]
    return [_compare(curves, split, curves.epoch[there], training[there], held[there])]


def gap(training: np.ndarray, held: np.ndarray) -> tuple[float, float, float]:
    """Medians of the training loss and of the held-out loss before it, and the noise between.

    Over the second half of the run; before it means at the end of the epoch before. A training
    loss is a mean over its epoch, taken while the weights move on from that end, so averaging
    alone does not lift it above the held-out loss there.

    >>> gap(np.array([4.0, 3.0, 2.0, 1.0]), np.array([3.0, 2.0, 1.0, 0.5]))
    (1.5, 1.5, 0.0)
    """
    half = len(held) // 2
    before, theirs = held[half - 1 : -1], training[half:]
    return float(np.median(theirs)), float(np.median(before)), noise(theirs - before)


def is_better(training: np.ndarray, held: np.ndarray, limits: Limits = LIMITS) -> bool:
    """Whether the held-out loss of the epoch before lies below the training loss.

    >>> is_better(np.full(8, 1.0), np.full(8, 0.9)), is_better(np.full(8, 1.0), np.full(8, 0.99))
    (True, False)
    """
    theirs, ours, jitter = gap(training, held)
    return theirs - ours >= max(limits.below * abs(theirs), limits.noises * jitter) > 0


def _compare(
    curves: Curves, split: str, epoch: np.ndarray, training: np.ndarray, held: np.ndarray
) -> Finding:
    theirs, ours, _ = gap(training, held)
    below = (theirs - ours) / abs(theirs) if theirs else 0.0
    evidence = {"train_loss": theirs, "held_out_loss": ours, "below_pct": 100 * below}
    name = split_name(split)
    if not is_better(training, held):
        return no(
            NAME, f"The {name} loss is not clearly below the training loss.", split, **evidence
        )
    if ours < theirs / OTHER_SCALE:
        sentence = (
            f"Cannot tell: the training loss, with a median of {number(theirs)}, is on another "
            f"scale than the {name} loss, {number(ours)}; one may be a sum, the other a mean."
        )
        return cannot_tell(NAME, sentence, split)
    return Finding(
        NAME,
        "yes",
        f"Over the second half of the run the {name} loss, with a median of {number(ours)}, lay "
        f"{relative(below)} below the training loss of the {curves.counted_by} that followed, "
        f"{number(theirs)}. {LARGE_GAP if below >= LARGE else SMALL_GAP}",
        severity="note",
        split=split,
        first_epoch=float(epoch[len(epoch) // 2]),
        last_epoch=float(epoch[-1]),
        evidence=evidence,
        advice=(
            "Measure the training loss once on unchanged samples, with dropout off and without "
            "extra terms. If the gap stays, check that no training samples are in the "
            f"{name} split."
        ),
    )


RULE = Rule(
    name=NAME,
    version=3,
    title="Validation better",
    question="Is the validation loss below the training loss?",
    method=(
        "Medians over the second half of the run: the training loss, and the held-out loss of the "
        "epoch before.\n"
        "A held-out loss at least 5 % lower, and by more than the noise of their difference, "
        "counts."
    ),
    check=check,
    evidence={
        "train_loss": ("Training loss, median", "loss"),
        "held_out_loss": ("Held-out loss of the epoch before, median", "loss"),
        "below_pct": ("Below the training loss by", "%"),
    },
)
