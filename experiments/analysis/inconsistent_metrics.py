"""Can this loss and this accuracy belong together?"""

import numpy as np

from experiments.analysis.answers import cannot_tell, no, no_pair
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.tracks import HELD_OUT, Pair, pairs
from experiments.analysis.two_numbers import floor
from experiments.analysis.wording import at, count, number, percent, split_name
from experiments.curves import Curves
from experiments.facts import LOSS_KINDS, Facts

NAME = "inconsistent_metrics"
MOST_DIGITS = 8
WITHOUT_FLOOR = ("smoothed", "other")


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding a held-out split: whether a loss lies below (1 - accuracy) ln 2.

    >>> [too_low] = check(Curves.of(val_loss=[0.10], val_accuracy=[0.50]), Facts())
    >>> too_low.verdict, round(too_low.evidence["floor"], 4)
    ('yes', 0.3466)
    """
    # A training loss is a mean over moving weights, often weighted: the floor is not exact for it.
    found = [p for p in pairs(curves) if p.split != "train"]
    if not found:
        return [cannot_tell(NAME, no_pair(curves, HELD_OUT))]
    if facts.loss_kind in WITHOUT_FLOOR:
        sentence = (
            f"Cannot tell: for this kind of loss ({LOSS_KINDS[facts.loss_kind]}) there is no floor."
        )
        return [cannot_tell(NAME, sentence)]
    return [_on_split(curves, facts, both) for both in found]


def _on_split(curves: Curves, facts: Facts, both: Pair) -> Finding:
    floors = floor(both.accuracy)
    room = half_a_digit(both.loss) + np.log(2) * half_a_digit(both.accuracy)
    below = np.flatnonzero(both.loss < floors - room)
    if len(below) == 0:
        sentence = f"The {split_name(both.split)} loss is never below what its accuracy allows."
        return no(NAME, sentence, both.split)
    worst = int(below[np.argmax((floors - both.loss)[below])])
    loss, accuracy = float(both.loss[worst]), float(both.accuracy[worst])
    first, last = float(both.epoch[below[0]]), float(both.epoch[below[-1]])
    return Finding(
        NAME,
        "yes",
        f"At {at(curves, both.epoch[worst])} the {split_name(both.split)} loss is {number(loss)} "
        f"with {percent(accuracy)} accuracy, but a wrong answer costs at least 0.69 (the right "
        "class got at most half), so a plain mean cross-entropy cannot be below "
        f"{number(float(floors[worst]))}{_as_often(len(below), curves)}. {_meaning(facts)}, or the "
        "two were not measured on the same samples.",
        severity="warning",
        split=both.split,
        first_epoch=first,
        last_epoch=last,
        evidence={
            "loss": loss,
            "accuracy": accuracy,
            "floor": float(floors[worst]),
            "epochs_below": len(below),
        },
        advice=(
            "Check for class weights, another loss function or reduction, another split, or an "
            f"accuracy that counts something else.{_missing(facts)}"
        ),
    )


def _as_often(below: int, curves: Curves) -> str:
    return f" (so at {count(below, curves.counted_by)})" if below > 1 else ""


def _meaning(facts: Facts) -> str:
    if facts.loss_kind is None:
        return "The loss is of another kind"
    return f"The loss is not what was entered ({LOSS_KINDS[facts.loss_kind]})"


def _missing(facts: Facts) -> str:
    return " Enter what kind of loss it is." if facts.loss_kind is None else ""


def half_a_digit(values: np.ndarray) -> float:
    """Half a unit of the last digit that was printed, at most 8 digits behind the point.

    >>> half_a_digit(np.array([0.98, 0.5])), half_a_digit(np.array([0.123]))
    (0.005, 0.0005)
    """
    for digits in range(MOST_DIGITS):
        if np.abs(values - np.round(values, digits)).max() < 1e-10:
            return 0.5 * 10.0**-digits
    return 0.5 * 10.0**-MOST_DIGITS


RULE = Rule(
    name=NAME,
    version=4,
    title="Inconsistent metrics",
    question="Can this loss and this accuracy come from the same predictions?",
    method=(
        "Floor of the mean cross-entropy: (1-a) ln 2 for accuracy a, since a wrong answer leaves "
        "at "
        "most 1/2 to the truth.\nHalf a unit of the last printed digit is allowed for."
    ),
    check=check,
    evidence={
        "loss": ("Loss", "nats"),
        "accuracy": ("Accuracy", "fraction"),
        "floor": ("Floor at this accuracy", "nats"),
        "epochs_below": ("Epochs below the floor", "epochs"),
    },
)
