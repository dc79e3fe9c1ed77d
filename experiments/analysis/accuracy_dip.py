"""Accuracy drops for a few epochs and comes back, while loss goes on."""

import numpy as np

from experiments.analysis.accuracy_error import standard_error
from experiments.analysis.answers import NO_ACCURACY, cannot_tell, no, too_few
from experiments.analysis.excursions import Excursion, excursions
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, running_median, smoothed
from experiments.analysis.tracks import Pair, pairs
from experiments.analysis.wording import from_to, points, span, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "accuracy_dip"
MIN_EPOCHS = 5
DROP_LIMIT = 0.01
NOISE_LIMIT = 4.0
ERROR_LIMIT = 1.5
LOSS_ROOM = 0.01
LARGE_DROP = 0.05


def check(curves: Curves, facts: Facts) -> list[Finding]:
    found = [p for p in pairs(curves) if p.split != "train"] or pairs(curves)
    if not found:
        return [cannot_tell(NAME, NO_ACCURACY)]
    return [finding for both in found for finding in _on_split(curves, facts, both)]


def _on_split(curves: Curves, facts: Facts, both: Pair) -> list[Finding]:
    if len(both) < MIN_EPOCHS:
        return [too_few(NAME, both.split, len(both), MIN_EPOCHS, curves.counted_by)]
    loss = smoothed(both.loss)
    accuracy = running_median(both.accuracy, 3)
    chance = standard_error(both.accuracy, facts.n_val if both.split == "val" else None)
    needed = max(DROP_LIMIT, NOISE_LIMIT * noise(both.accuracy), ERROR_LIMIT * chance)
    dips = [
        _finding(curves, both, dip, accuracy, loss)
        for dip in excursions(-accuracy, needed)
        if dip.last > dip.first and _loss_went_on(loss, dip)
    ]
    return dips or [
        no(NAME, "Accuracy never dropped and came back while loss went on.", both.split)
    ]


def _loss_went_on(loss: np.ndarray, dip: Excursion) -> bool:
    before, during = loss[dip.before], loss[dip.first : dip.last + 1]
    return bool(np.median(during) <= before + LOSS_ROOM * abs(before))


def _finding(
    curves: Curves, both: Pair, dip: Excursion, accuracy: np.ndarray, loss: np.ndarray
) -> Finding:
    before, low = float(accuracy[dip.before]), float(accuracy[dip.extreme])
    drop = before - low
    first, last = float(both.epoch[dip.first]), float(both.epoch[dip.last])
    sentence = (
        f"Over {span(curves, first, last)} the {split_name(both.split)} accuracy dropped by "
        f"{points(drop)}, from {from_to(before, low)}, and came back, while the loss "
        "did not get worse."
    )
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="warning" if drop >= LARGE_DROP else "note",
        split=both.split,
        first_epoch=first,
        last_epoch=last,
        evidence={
            "accuracy_before": before,
            "accuracy_lowest": low,
            "accuracy_change": low - before,
            "loss_before": float(loss[dip.before]),
            "loss_during": float(np.median(loss[dip.first : dip.last + 1])),
        },
        advice=(
            "Nothing to do if it stays the only one: many samples close to the decision border "
            "changed sides and back. Do not pick a checkpoint from these epochs."
        ),
    )


RULE = Rule(
    name=NAME,
    version=2,
    title="Accuracy dip",
    question="Did accuracy drop for a few epochs while loss went on smoothly?",
    method=(
        "Drops of the median-filtered accuracy by at least 1 point, and 4 times its noise, of "
        "which "
        "80 % comes back.\nThe median loss of those epochs must be no higher than before."
    ),
    check=check,
    evidence={
        "accuracy_before": ("Accuracy before", "fraction"),
        "accuracy_lowest": ("Lowest accuracy", "fraction"),
        "accuracy_change": ("Change of accuracy", "fraction"),
        "loss_before": ("Loss before", "loss"),
        "loss_during": ("Median loss meanwhile", "loss"),
    },
)
