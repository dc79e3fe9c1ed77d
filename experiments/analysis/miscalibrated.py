"""Does the loss lie above the ceiling that a calibrated model of this accuracy can expect?"""

import math

import numpy as np

from experiments.analysis import measured_cause
from experiments.analysis.answers import cannot_tell, no, no_pair
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.miscalibrated_words import (
    HONEST,
    depends_on_classes,
    meaning,
    missing,
    reading,
)
from experiments.analysis.tracks import HELD_OUT, Pair, held_out_pair
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
    number,
    power_of_ten,
    span,
    split_name,
)
from experiments.curves import Curves
from experiments.facts import LOSS_KINDS, Facts

NAME = "miscalibrated"
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
        return [cannot_tell(NAME, no_pair(curves, HELD_OUT))]
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


def _at(both: Pair, i: int) -> tuple[float, float]:
    return float(both.loss[i]), float(both.accuracy[i])


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


def _evidence(both: Pair, i: int, facts: Facts) -> dict[str, object]:
    loss, accuracy = _at(both, i)
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
        f"{reading(*_at(both, i))} That is above the ceiling{where}: with {classes} classes and "
        f"this accuracy, a model with honest probabilities would have at most "
        f"{number(top)}{allowance}. {meaning(_share_at(both, i), facts)}"
    )
    above = {"limit": limit, "above_by": float(both.loss[i]) - limit}
    return _yes(facts, both, first, last, sentence, _evidence(both, i, facts) | above)


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
            f"often cures it and changes no label.{missing(facts)}"
        ),
    )


def _below(both: Pair, facts: Facts, i: int) -> Finding:
    limit = ceiling(_share_at(both, i), facts.classes or 2)
    ceiling_is = f"(its ceiling is {number(limit)} with {facts.classes} classes)"
    sentence = f"{HONEST} {ceiling_is}."
    if facts.n_val is not None and both.loss[i] > limit:
        sentence = (
            "The loss is higher than a model with honest probabilities would have at this accuracy "
            f"{ceiling_is}, by no more than chance explains in {count(facts.n_val, 'sample')}."
        )
    return no(NAME, _alone(both, i, sentence), both.split, **_evidence(both, i, facts))


def _alone(both: Pair, i: int, sentence: str) -> str:
    """Of a curve the answer is enough; a single pair is read, since nothing else can be said."""
    return f"{reading(*_at(both, i))} {sentence}" if len(both) == 1 else sentence


def _without_classes(both: Pair, facts: Facts, i: int) -> Finding:
    evidence = _evidence(both, i, facts)
    bound = classes_below(*_at(both, i))
    if bound > MORE_CLASSES_THAN_ANYONE_HAS:
        most = "" if math.isinf(bound) else f" below {power_of_ten(bound)}"
        sentence = (
            f"{reading(*_at(both, i))} That is higher than a model with honest probabilities would "
            f"have at this accuracy, for any number of classes{most}. "
            f"{meaning(_share_at(both, i), facts)}"
        )
        return _yes(facts, both, i, i, sentence, evidence)
    if bound <= 2:
        sentence = f"{HONEST}, whatever the number of classes."
        return no(NAME, _alone(both, i, sentence), both.split, **evidence)
    sentence, advice = depends_on_classes(*_at(both, i), _most(bound))
    return Finding(
        NAME, "inconclusive", sentence, split=both.split, evidence=evidence, advice=advice
    )


def _most(bound: float) -> int:
    return max(2, math.ceil(bound) - 1)


RULE = Rule(
    name=NAME,
    version=4,
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
        **measured_cause.OF_ONE,
    },
)
