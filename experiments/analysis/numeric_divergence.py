"""NaN, infinity, or a loss that explodes and does not come back."""

import numpy as np

from experiments.analysis.answers import NO_LOSS, cannot_tell, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import running_median
from experiments.analysis.tracks import Track, track, tracks
from experiments.analysis.wording import at, count, mark, number, split_name
from experiments.curves import SPLITS, Curves
from experiments.facts import Facts

NAME = "numeric_divergence"
TRAINING_FACTOR = 3.0
HELD_OUT_FACTOR = 30.0
ADVICE = (
    "Restart from before it with a lower learning rate, or clip gradients; check the inputs for "
    "values that are not numbers."
)


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """A finding for each loss that was not finite somewhere, or exploded; one where none did.

    >>> [broken] = check(Curves.of(train_loss=[0.9, 0.7, float("nan"), float("nan")]), Facts())
    >>> broken.sentence
    'The training loss was not a finite number from epoch 3 on, after 0.7000.'
    """
    columns = [f"{split}_loss" for split in SPLITS if curves.has(f"{split}_loss")]
    if not columns:
        return [cannot_tell(NAME, NO_LOSS)]
    broken = [_not_finite(curves, c) for c in columns if curves.non_finite.get(c)]
    exploded = [f for f in (_explosion(curves, t) for t in tracks(curves, "loss")) if f]
    if broken or exploded:
        return broken + exploded
    return [no(NAME, "Every loss is finite, and none exploded.")]


def _not_finite(curves: Curves, column: str) -> Finding:
    epochs = curves.non_finite[column]
    split = column.removesuffix("_loss")
    losses = track(curves, split, "loss")
    earlier = losses.value[losses.epoch < epochs[0]]
    where, name = at(curves, epochs[0]), split_name(split)
    if len(losses) == 0:
        sentence = f"The {name} loss was never finite."
    elif losses.epoch[-1] > epochs[-1]:
        sentence = (
            f"The {name} loss was not a finite number in "
            f"{count(len(epochs), curves.counted_by)}, first at {where}; it came back later."
        )
    else:
        last = f", after {number(earlier[-1])}" if len(earlier) else ""
        sentence = f"The {name} loss was not a finite number from {where} on{last}."
    recovered = len(losses) > 0 and losses.epoch[-1] > epochs[-1]
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="warning" if recovered else "critical",
        split=split,
        first_epoch=epochs[0],
        last_epoch=epochs[-1],
        evidence={
            "non_finite_epochs": len(epochs),
            "last_finite_loss": float(earlier[-1]) if len(earlier) else None,
        },
        advice=ADVICE,
    )


def explosion_start(values: np.ndarray, factor: float) -> int | None:
    """Where a loss left for good the level of `factor` times its first value; None where never.

    Median-filtered over 3, so one spike is none, not even in the last epoch. Losses that reach zero
    or below never count.

    >>> explosion_start(np.array([2.0, 1.0, 9.0, 50.0, 90.0, 80.0]), 3.0)
    2
    """
    if len(values) < 3 or values.min() <= 0:
        return None
    level = running_median(values, 3)
    # A run that blows up at once has a first value like any other.
    limit = factor * float(level[0])
    calm = np.flatnonzero(level <= limit)
    if len(calm) == 0 or calm[-1] >= len(values) - 2:
        return None
    return int(calm[-1]) + 1


def _explosion(curves: Curves, losses: Track) -> Finding | None:
    factor = TRAINING_FACTOR if losses.split == "train" else HELD_OUT_FACTOR
    start = explosion_start(losses.value, factor)
    if start is None:
        return None
    lowest, end = float(losses.value[: start + 1].min()), float(losses.value[-1])
    first = float(losses.epoch[start])
    return Finding(
        NAME,
        "yes",
        f"The {split_name(losses.split)} loss exploded at {at(curves, first)}: from "
        f"{number(lowest)} at its lowest to {number(end)} at {mark(losses.epoch[-1])}.",
        severity="critical",
        split=losses.split,
        first_epoch=first,
        last_epoch=float(losses.epoch[-1]),
        evidence={"lowest_loss": lowest, "end_loss": end, "factor": end / lowest},
        advice=ADVICE,
    )


RULE = Rule(
    name=NAME,
    version=2,
    title="Diverged",
    question="Did a loss become NaN, infinite, or explode?",
    method=(
        "The first epoch at which a loss is not a finite number.\n"
        f"Or the epoch from which the training loss stays above {TRAINING_FACTOR:g} times, another "
        f"loss above {HELD_OUT_FACTOR:g} times its first value."
    ),
    check=check,
    evidence={
        "non_finite_epochs": ("Epochs without a finite loss", "epochs"),
        "last_finite_loss": ("Last finite loss before", "loss"),
        "lowest_loss": ("Lowest loss", "loss"),
        "end_loss": ("Loss at the end", "loss"),
        "factor": ("End over lowest", "times"),
    },
)
