"""Where loss and accuracy part ways for good; dips and spikes have rules of their own."""

from dataclasses import replace

import numpy as np

from experiments.analysis import measured_cause
from experiments.analysis.accuracy_error import standard_error
from experiments.analysis.answers import cannot_tell, no, no_pair, too_few
from experiments.analysis.disagreement_words import (
    NOTHING,
    PASSING,
    TOGETHER,
    cause,
    ends,
    lost_clearly,
    measure_advice,
    stretch,
)
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.parting import RISING, Parting, partings, told
from experiments.analysis.rises import GAIN
from experiments.analysis.smoothing import noise, tail_length
from experiments.analysis.tracks import Pair, pairs
from experiments.analysis.trend import kendall_tau
from experiments.analysis.two_numbers import nats_per_error
from experiments.analysis.wording import percent, span, split_name
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
        sentence = no_pair(curves).replace("this", "whether loss and accuracy agree")
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
    sentence = f"{stretch(curves, both, parting)} The larger rise is that over {where}."
    return replace(finding, sentence=sentence, severity="note", advice=TOGETHER)


def _finding(curves: Curves, facts: Facts, both: Pair, parting: Parting) -> Finding:
    first, last = float(both.epoch[parting.first]), float(both.epoch[parting.last])
    baseline = _baseline(facts, both, parting, curves.counted_by) if parting.kind == "stuck" else ""
    passing = parting.kind == "stuck" and _passes(both, parting)
    why = baseline or (PASSING if passing else cause(both, parting))
    sentence = f"{stretch(curves, both, parting)} {why}"
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="note" if passing else _severity(both, parting, bool(baseline)),
        split=both.split,
        first_epoch=first,
        last_epoch=last,
        evidence=_evidence(facts, both, parting),
        advice=NOTHING if passing else measure_advice(curves, both, parting),
    )


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


def _passes(both: Pair, parting: Parting) -> bool:
    """Whether loss and accuracy both got better for good after a stretch of stuck accuracy."""
    after = parting.last + 1
    if after >= len(both):
        return False
    tail = slice(-tail_length(len(both)), None)
    level = float(np.median(both.accuracy[parting.first : after]))
    better = both.accuracy[tail].mean() - level >= max(GAIN, noise(both.accuracy))
    return bool(better and both.loss[after:].min() < both.loss[parting.first : after].min())


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
    told = ends(both, parting)
    evidence = {
        "kind": parting.kind,
        "loss_from": told.loss_from,
        "loss_to": told.loss_to,
        "loss_change": parting.loss_change,
        "loss_change_pct": 100 * told.loss_ratio,
        "accuracy_from": told.accuracy_from,
        "accuracy_to": told.accuracy_to,
        "accuracy_change": told.accuracy_change,
        "accuracy_lost": lost_clearly(both, parting) or None,
        "loss_noise_ratio": abs(parting.loss_change) / jitter if jitter > 0 else None,
        "accuracy_noise": noise(both.accuracy),
        "accuracy_error": standard_error(both.accuracy, n) or None,
        "kendall_tau": kendall_tau(both.loss[inside], both.accuracy[inside]),
        "nats_per_error_from": nats_per_error(told.loss_from, told.accuracy_from),
        "nats_per_error_to": nats_per_error(told.loss_to, told.accuracy_to),
    }
    return {key: value for key, value in evidence.items() if value is not None}


RULE = Rule(
    name=NAME,
    version=4,
    title="Disagrees",
    question="Do loss and accuracy tell different stories?",
    method=(
        "Stretches of the smoothed curves in which loss rises by 7 % of its minimum while "
        "accuracy, averaged over four epochs around each end, holds or gains 0.5 points; not "
        "gained where it ends below its value at the start.\n"
        "Or in which loss falls by 5 % while accuracy stays or falls; what counts as staying "
        "widens with its noise between epochs."
    ),
    check=check,
    evidence={
        "kind": ("Kind", ""),
        "smaller_stretches": ("Smaller stretches of the same kind", "count"),
        "loss_from": ("Loss at the start", "loss"),
        "loss_to": ("Loss at the end", "loss"),
        "loss_change": ("Change of the smoothed loss", "loss"),
        "loss_change_pct": ("Change of loss", "%"),
        "accuracy_from": ("Accuracy at the start", "fraction"),
        "accuracy_to": ("Accuracy at the end", "fraction"),
        "accuracy_change": ("Change of accuracy", "fraction"),
        "accuracy_lost": ("Accuracy fell from its start by more than chance", ""),
        "loss_noise_ratio": ("Change of loss over the noise between epochs", "times"),
        "accuracy_noise": ("Noise of the accuracy between epochs", "fraction"),
        "accuracy_error": ("Standard error of an accuracy", "fraction"),
        "kendall_tau": ("Kendall's tau, loss with accuracy (near -1 is expected)", ""),
        "nats_per_error_from": ("Loss per wrong answer at the start", "loss"),
        "nats_per_error_to": ("Loss per wrong answer at the end", "loss"),
        **measured_cause.EVIDENCE,
    },
)
