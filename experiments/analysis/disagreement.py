"""Where loss and accuracy part ways for good; dips and spikes have rules of their own."""

from dataclasses import replace

import numpy as np

from experiments.analysis.accuracy_error import standard_error
from experiments.analysis.answers import NO_ACCURACY, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.parting import RISING, Parting, partings, told
from experiments.analysis.rises import GAIN
from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import Pair, pairs
from experiments.analysis.trend import kendall_tau
from experiments.analysis.two_numbers import nats_per_error
from experiments.analysis.wording import (
    at,
    from_to,
    mark,
    number,
    percent,
    points,
    relative,
    span,
    split_name,
)
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "disagreement"
MIN_EPOCHS = 5
LARGE_RISE = 0.10
LARGE_FALL = 0.10
LONG_SHARE = 1 / 3


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """A finding for each parting of loss and accuracy on each split, or one that they agree there.

    >>> loss = [2.0 - 0.05 * i for i in range(20)] + [1.05 + 0.025 * i for i in range(1, 21)]
    >>> accuracy = [0.4 + 0.01 * i for i in range(40)]
    >>> [parted] = check(Curves.of(val_loss=loss, val_accuracy=accuracy), Facts())
    >>> parted.verdict, parted.evidence["kind"], parted.first_epoch, parted.last_epoch
    ('yes', 'improved', 20.0, 40.0)
    """
    found = pairs(curves)
    if not found:
        sentence = NO_ACCURACY.replace("this", "whether loss and accuracy agree")
        return [cannot_tell(NAME, sentence)]
    return [finding for both in found for finding in _on_split(curves, facts, both)]


def _on_split(curves: Curves, facts: Facts, both: Pair) -> list[Finding]:
    if len(both) < MIN_EPOCHS:
        return [too_few(NAME, both.split, len(both), MIN_EPOCHS, curves.counted_by)]
    found, small = told(partings(both))
    if found:
        return _findings(curves, facts, both, found, small)
    tau = kendall_tau(both.loss, both.accuracy)
    sentence = f"On the {split_name(both.split)} split, loss and accuracy agree."
    return [no(NAME, sentence, both.split, **({} if tau is None else {"kendall_tau": tau}))]


def _findings(
    curves: Curves, facts: Facts, both: Pair, found: list[Parting], small: int
) -> list[Finding]:
    """One finding a parting; of several rises the largest tells the story."""
    rises = [p for p in found if p.kind in RISING]
    largest = max(rises, key=lambda p: p.loss_change, default=None)
    findings = []
    for parting in found:
        finding = _finding(curves, facts, both, parting)
        if parting is largest:
            finding = _with_small(finding, small)
        elif parting in rises and largest is not None:
            finding = _same_story(curves, both, finding, parting, largest)
        findings.append(finding)
    return findings


def _with_small(finding: Finding, small: int) -> Finding:
    if not small:
        return finding
    more = "1 smaller stretch" if small == 1 else f"{small} smaller stretches"
    return replace(
        finding,
        sentence=f"{finding.sentence} The loss rose like this in {more} as well.",
        evidence={**finding.evidence, "smaller_stretches": small},
    )


def _same_story(
    curves: Curves, both: Pair, finding: Finding, parting: Parting, largest: Parting
) -> Finding:
    where = span(curves, both.epoch[largest.first], both.epoch[largest.last])
    more, here = number(largest.loss_change), number(parting.loss_change)
    reference = f"It rose by more over {where}: by {more}, against {here} here."
    return replace(finding, sentence=f"{_what(curves, both, parting)} {reference}", severity="note")


def _finding(curves: Curves, facts: Facts, both: Pair, parting: Parting) -> Finding:
    first, last = float(both.epoch[parting.first]), float(both.epoch[parting.last])
    baseline = _baseline(facts, both, parting, curves.counted_by) if parting.kind == "stuck" else ""
    sentence = f"{_what(curves, both, parting)} {baseline or CAUSES[parting.kind]}"
    return Finding(
        NAME,
        "yes",
        sentence,
        severity=_severity(both, parting, bool(baseline)),
        split=both.split,
        first_epoch=first,
        last_epoch=last,
        evidence=_evidence(facts, both, parting),
        advice=_advice(curves, both, parting),
    )


CAUSES = {
    "held": "Over-confidence is the likely cause: the same answers, but surer of the wrong ones.",
    "improved": (
        "The model gets more answers right, and most likely grows surer of the ones it gets wrong."
    ),
    "stuck": "The model only grows surer of the answers that it already gives.",
    "inverted": (
        "Fewer answers are right although the loss gets better: a few hard samples may gain what "
        "many easy ones lose, or the two are not measured on the same samples."
    ),
}


def _what(curves: Curves, both: Pair, parting: Parting) -> str:
    first, last = both.epoch[parting.first], both.epoch[parting.last]
    change, gain = relative(parting.loss_ratio), points(abs(parting.accuracy_change))
    verb = {
        "held": f"rose by {change} while accuracy {_held(parting)} ({_from_to(parting)})",
        "improved": f"rose by {change} while accuracy gained {gain} ({_from_to(parting)})",
        "stuck": f"fell by {change} while accuracy stayed at {percent(parting.accuracy_to)}",
        "inverted": f"fell by {change} while accuracy lost {gain} ({_from_to(parting)})",
    }[parting.kind]
    where = span(curves, first, last)
    return f"{where[0].upper()}{where[1:]}: the {split_name(both.split)} loss {verb}."


def _held(parting: Parting) -> str:
    lost = -parting.accuracy_change
    return f"lost only {points(lost)}" if lost >= GAIN else "held"


def _from_to(parting: Parting) -> str:
    return from_to(parting.accuracy_from, parting.accuracy_to)


def _severity(both: Pair, parting: Parting, at_baseline: bool) -> str:
    if both.split == "train":
        return "note"
    if parting.kind == "inverted" or at_baseline:
        return "warning"
    if parting.kind == "stuck":
        long = parting.last - parting.first + 1 >= LONG_SHARE * len(both)
        return "warning" if long and abs(parting.loss_ratio) >= LARGE_FALL else "note"
    later = both.loss[parting.last :]
    lasting = len(later) == 1 or float(later.min()) > parting.loss_from
    return "warning" if lasting and parting.loss_ratio >= LARGE_RISE else "note"


def _baseline(facts: Facts, both: Pair, parting: Parting, unit: str) -> str:
    """What a stuck accuracy is no better than, where the facts tell."""
    if len(both) > MIN_EPOCHS and np.ptp(both.accuracy) == 0:
        return (
            f"It is the same in every {unit}: perhaps the share of the largest class, or a metric "
            "that cannot move."
        )
    limit = parting.accuracy_to - max(0.01, 2 * noise(both.accuracy))
    if facts.majority is not None and limit <= facts.majority:
        share = percent(facts.majority)
        return f"That is no better than always answering the largest class, {share}."
    if facts.classes is not None and limit <= 1 / facts.classes:
        return f"That is no better than guessing among {facts.classes} classes."
    return ""


def _evidence(facts: Facts, both: Pair, parting: Parting) -> dict[str, object]:
    inside = slice(parting.first, parting.last + 1)
    jitter = noise(both.loss)
    n = facts.n_val if both.split == "val" else None
    evidence = {
        "kind": parting.kind,
        "loss_from": parting.loss_from,
        "loss_to": parting.loss_to,
        "loss_change": parting.loss_change,
        "loss_change_pct": 100 * parting.loss_ratio,
        "accuracy_from": parting.accuracy_from,
        "accuracy_to": parting.accuracy_to,
        "accuracy_change": parting.accuracy_change,
        "loss_noise_ratio": abs(parting.loss_change) / jitter if jitter > 0 else None,
        "accuracy_noise": noise(both.accuracy),
        "accuracy_error": standard_error(both.accuracy, n) or None,
        "kendall_tau": kendall_tau(both.loss[inside], both.accuracy[inside]),
        "nats_per_error_from": nats_per_error(parting.loss_from, parting.accuracy_from),
        "nats_per_error_to": nats_per_error(parting.loss_to, parting.accuracy_to),
    }
    return {key: value for key, value in evidence.items() if value is not None}


def _advice(curves: Curves, both: Pair, parting: Parting) -> str:
    first, last = mark(both.epoch[parting.first]), mark(both.epoch[parting.last])
    measure = (
        f"Upload {split_name(both.split)} predictions of {curves.counted_by}s {first} and {last} "
        "to measure it"
    )
    if parting.kind in ("held", "improved"):
        few = "if few wrong samples carry most of the loss, this is it"
        return (
            f"For probabilities keep {at(curves, both.epoch[parting.first])}; where only the "
            f"answers count, a later one does as well. {measure}: {few}."
        )
    if parting.kind == "stuck":
        return (
            "Compare the accuracy with the share of the largest class, and look at the accuracy "
            f"of each class. {measure}."
        )
    return f"Check that both are computed on the same samples and labels. {measure}."


RULE = Rule(
    name=NAME,
    version=3,
    title="Disagrees",
    question="Do loss and accuracy tell different stories?",
    method=(
        "Stretches of the smoothed curves in which loss rises by 7 % of its minimum while "
        "accuracy, averaged over four epochs around each end, holds or gains 0.5 points.\n"
        "Or in which loss falls by 5 % while accuracy stays or falls; what counts as staying "
        "widens with its noise between epochs."
    ),
    check=check,
    evidence={
        "kind": ("Kind", ""),
        "smaller_stretches": ("Smaller stretches of the same kind", "count"),
        "loss_from": ("Loss at the start", "loss"),
        "loss_to": ("Loss at the end", "loss"),
        "loss_change": ("Change of loss", "loss"),
        "loss_change_pct": ("Change of loss", "%"),
        "accuracy_from": ("Accuracy at the start", "fraction"),
        "accuracy_to": ("Accuracy at the end", "fraction"),
        "accuracy_change": ("Change of accuracy", "fraction"),
        "loss_noise_ratio": ("Change of loss over the noise between epochs", "times"),
        "accuracy_noise": ("Noise of the accuracy between epochs", "fraction"),
        "accuracy_error": ("Standard error of an accuracy", "fraction"),
        "kendall_tau": ("Kendall's tau, loss with accuracy (near -1 is expected)", ""),
        "nats_per_error_from": ("Loss per wrong answer at the start", "loss"),
        "nats_per_error_to": ("Loss per wrong answer at the end", "loss"),
    },
)
