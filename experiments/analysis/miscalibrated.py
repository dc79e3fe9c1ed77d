"""Does the loss lie above the ceiling that a calibrated model of this accuracy can expect?"""

import math

import numpy as np

from experiments.analysis.answers import NO_ACCURACY, cannot_tell, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.tracks import Pair, held_out_pair
from experiments.analysis.two_numbers import (
    ceiling,
    ceiling_limit,
    ceiling_limits,
    classes_below,
    nats_per_error,
    probability_left,
)
from experiments.analysis.wording import (
    count,
    listing,
    number,
    percent,
    power_of_ten,
    span,
    split_name,
)
from experiments.curves import Curves
from experiments.facts import LOSS_KINDS, Facts

NAME = "miscalibrated"
LEAST_LEFT = 1e-30
PLAIN = "mean_cross_entropy"
MORE_CLASSES_THAN_ANYONE_HAS = 1_000_000


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding on the held-out split: its last epoch, else the one of lowest loss.

    >>> [surer] = check(Curves.of(val_loss=[0.2544], val_accuracy=[0.991]), Facts(classes=10))
    >>> surer.verdict, round(surer.evidence["ceiling"], 4)
    ('yes', 0.0711)
    """
    both = held_out_pair(curves)
    if both is None:
        return [cannot_tell(NAME, NO_ACCURACY.replace("No accuracy", "No validation accuracy"))]
    if facts.loss_kind not in (None, PLAIN):
        sentence = (
            "Cannot tell: the loss is not the plain mean cross-entropy "
            f"({LOSS_KINDS[facts.loss_kind]}), "
            "so the ceiling does not hold for it."
        )
        return [cannot_tell(NAME, sentence, both.split)]
    if both.loss.min() < 0:
        sentence = "Cannot tell: the loss falls below 0, which a cross-entropy never does."
        return [cannot_tell(NAME, sentence, both.split)]
    last = len(both) - 1
    best = int(np.argmin(both.loss))
    if facts.classes is None:
        return [_without_classes(both, facts, best if len(both) > 1 else last)]
    n = facts.n_val if both.split == "val" else None
    for i in (last, best):
        if both.loss[i] > ceiling_limit(_share_at(both, i), facts.classes, n):
            return [_above(curves, facts, both, n, i)]
    return [_below(both, facts, last)]


def _share_at(both: Pair, i: int) -> float:
    return min(1.0, max(0.0, float(both.accuracy[i])))


def _stretch(both: Pair, classes: int, n: int | None, i: int) -> tuple[int, int]:
    """The positions around `i` above the ceiling; its accuracy is rounded to 0.1 points here."""
    shares, place = np.unique(np.round(np.clip(both.accuracy, 0, 1), 3), return_inverse=True)
    limits = ceiling_limits(shares, classes, n)[place]
    below = np.flatnonzero(both.loss <= limits)
    earlier, later = below[below < i], below[below > i]
    return (
        int(earlier[-1]) + 1 if len(earlier) else 0,
        int(later[0]) - 1 if len(later) else len(both) - 1,
    )


def reading(both: Pair, i: int) -> str:
    """What the two numbers of one epoch, at position `i`, say about its wrong answers.

    >>> print(reading(Pair("val", np.array([1.0]), np.array([0.0997]), np.array([0.985])), 0))
    A loss of 0.0997 at 98.5 % accuracy is 6.6467 nats a wrong answer; if the errors carried all \
of it, each would have left 0.13 % to the truth.
    """
    loss, accuracy = float(both.loss[i]), float(both.accuracy[i])
    nats, left = nats_per_error(loss, accuracy), probability_left(loss, accuracy)
    if nats is None or left is None:
        return f"Every answer is right, and yet the loss is {number(loss)}."
    if left < LEAST_LEFT:
        return (
            f"A loss of {number(loss)} at {percent(accuracy)} accuracy is {number(nats)} nats a "
            "wrong answer, more than any ordinary probability costs: most likely it is a sum."
        )
    return (
        f"A loss of {number(loss)} at {percent(accuracy)} accuracy is {number(nats)} nats a wrong "
        f"answer; if the errors carried all of it, each would have left {_share(left)} to the "
        "truth."
    )


def _share(probability: float) -> str:
    return f"{100 * probability:.2g} %" if probability >= 1e-6 else power_of_ten(probability)


def _evidence(both: Pair, i: int, facts: Facts) -> dict[str, object]:
    loss, accuracy = float(both.loss[i]), float(both.accuracy[i])
    evidence: dict[str, object] = {
        "loss": loss,
        "accuracy": accuracy,
        "nats_per_error": nats_per_error(loss, accuracy),
        "probability_left": probability_left(loss, accuracy),
    }
    if facts.classes is not None:
        evidence["classes"] = facts.classes
        evidence["ceiling"] = ceiling(_share_at(both, i), facts.classes)
    else:
        bound = classes_below(loss, accuracy)
        evidence["classes_below"] = bound if math.isfinite(bound) else None
    return {key: value for key, value in evidence.items() if value is not None}


def _above(curves: Curves, facts: Facts, both: Pair, n: int | None, i: int) -> Finding:
    classes = facts.classes or 2
    first, last = _stretch(both, classes, n, i)
    top, limit = (ceiling_limit(_share_at(both, i), classes, m) for m in (None, n))
    where = "" if len(both) == 1 else f" ({span(curves, both.epoch[first], both.epoch[last])})"
    allowance = "" if n is None else f", {number(limit)} with room for chance"
    sentence = (
        f"{reading(both, i)} It lies above the ceiling{where}: a calibrated model with "
        f"{classes} classes and this accuracy would expect at most {number(top)}{allowance}. "
        f"{_meaning(both, facts, i)}"
    )
    above = {"limit": limit, "above_by": float(both.loss[i]) - limit}
    return _yes(facts, both, first, last, sentence, _evidence(both, i, facts) | above)


def _meaning(both: Pair, facts: Facts, i: int) -> str:
    if facts.loss_kind is None:
        return (
            "Either its probabilities are miscalibrated, or the loss is not a plain mean "
            "cross-entropy (a penalty, a sum, label smoothing)."
        )
    if both.accuracy[i] >= 1:
        return "Every answer is right, so the model is under-confident."
    return "Its probabilities are miscalibrated."


def _yes(
    facts: Facts, both: Pair, first: int, last: int, sentence: str, evidence: dict[str, object]
) -> Finding:
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="note" if facts.n_val is None else "warning",
        split=both.split,
        first_epoch=float(both.epoch[first]),
        last_epoch=float(both.epoch[last]),
        evidence=evidence,
        advice=(
            f"Upload {split_name(both.split)} predictions to measure it; scaling the temperature "
            f"often cures it and changes no label.{_missing(facts)}"
        ),
    )


def _missing(facts: Facts) -> str:
    asked = []
    if facts.loss_kind is None:
        asked.append("what kind of loss it is")
    if facts.n_val is None:
        asked.append("how many samples were validated on")
    return f" Enter {listing(asked)} for a firmer answer." if asked else ""


def _below(both: Pair, facts: Facts, i: int) -> Finding:
    limit = ceiling(_share_at(both, i), facts.classes or 2)
    sentence = (
        f"{reading(both, i)} It lies below the ceiling of {number(limit)} for {facts.classes} "
        "classes: nothing speaks against its probabilities."
    )
    if facts.n_val is not None and both.loss[i] > limit:
        sentence = (
            f"{reading(both, i)} It lies above the ceiling of {number(limit)} for {facts.classes} "
            f"classes by no more than chance explains in {count(facts.n_val, 'sample')}."
        )
    return no(NAME, sentence, both.split, **_evidence(both, i, facts))


def _without_classes(both: Pair, facts: Facts, i: int) -> Finding:
    evidence = _evidence(both, i, facts)
    bound = classes_below(float(both.loss[i]), float(both.accuracy[i]))
    if bound > MORE_CLASSES_THAN_ANYONE_HAS:
        most = "" if math.isinf(bound) else f" below {power_of_ten(bound)}"
        sentence = (
            f"{reading(both, i)} It lies above the ceiling of a calibrated model for any number of "
            f"classes{most}. {_meaning(both, facts, i)}"
        )
        return _yes(facts, both, i, i, sentence, evidence)
    if bound <= 2:
        sentence = (
            f"{reading(both, i)} It lies below the ceiling for every number of classes: nothing "
            "speaks against its probabilities."
        )
        return no(NAME, sentence, both.split, **evidence)
    sentence = (
        f"Cannot tell without the number of classes. {reading(both, i)} It lies above the ceiling "
        f"of a calibrated model if there are at most {_most(bound):,} classes."
    )
    advice = "Enter the number of classes, and how many samples were validated on."
    return Finding(
        NAME, "inconclusive", sentence, split=both.split, evidence=evidence, advice=advice
    )


def _most(bound: float) -> int:
    return max(2, math.ceil(bound) - 1)


RULE = Rule(
    name=NAME,
    version=2,
    title="Miscalibrated",
    question="Is the loss higher than a calibrated model of this accuracy can expect?",
    method=(
        "Ceiling of the mean cross-entropy: h(a) + (1-a) ln(K-1), for accuracy a and K classes.\n"
        "With the number of samples known, at the lower Wilson bound of a, plus 1.645 standard "
        "errors."
    ),
    check=check,
    evidence={
        "loss": ("Loss", "nats"),
        "accuracy": ("Accuracy", "fraction"),
        "nats_per_error": ("Loss per wrong answer", "nats"),
        "probability_left": ("Left to the truth by such errors", "probability"),
        "classes": ("Classes", "count"),
        "ceiling": ("Ceiling at this accuracy", "nats"),
        "limit": ("Ceiling with room for chance", "nats"),
        "above_by": ("Above it by", "nats"),
        "classes_below": ("Above the ceiling for fewer classes than", "count"),
    },
)
