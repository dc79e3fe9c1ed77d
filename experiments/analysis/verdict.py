"""From all findings of a run to the one line that stands above them."""

from collections.abc import Callable, Sequence

import numpy as np

from experiments.analysis.finding import Finding, Keep, Verdict
from experiments.analysis.keep import advice as keep_advice
from experiments.analysis.keep import worth_telling
from experiments.analysis.smoothing import smoothed
from experiments.analysis.tracks import held_out, pair
from experiments.analysis.wording import (
    at,
    count,
    mark,
    percent,
    points,
    relative,
    row_noun,
    span,
    split_name,
)
from experiments.curves import Curves

SERIOUS = ("warning", "critical")
WORTHWHILE = 0.01
TOLD = 0.005
MOST = 0.6

Teller = Callable[[Curves, Sequence[Finding], Keep, Finding], Verdict]


def sum_up(curves: Curves, findings: Sequence[Finding], keep: Keep) -> Verdict:
    """The verdict of the first rule in `ORDER` that has enough to say.

    >>> from experiments.analysis.answers import no
    >>> calm = no("overfitting", "The validation loss fell to the end.", "val")
    >>> sum_up(Curves.of(val_loss=[0.9, 0.5]), [calm], Keep(by_loss=2.0)).sentence
    'Healthy. The validation loss fell to the end. Keep epoch 2.'
    """
    keep = worth_telling(keep, findings)
    for rule, severities, tell in ORDER:
        chosen = _first(findings, rule, severities)
        if chosen is not None:
            return tell(curves, findings, keep, chosen)
    unclear = next((f for f in findings if f.rule == "never_learns" and _open(f)), None)
    if unclear is not None:
        return _unclear(unclear)
    if _trend_was_judged(findings):
        return _healthy(curves, findings, keep)
    two_numbers = _first(findings, "miscalibrated", ("note",))
    if two_numbers is not None:
        return _miscalibrated(curves, findings, keep, two_numbers)
    return _cannot_tell(curves, findings)


def _first(findings: Sequence[Finding], rule: str, severities: Sequence[str]) -> Finding | None:
    said = [f for f in findings if f.rule == rule and f.verdict == "yes"]
    held = [f for f in said if f.severity in severities]
    return min(held, key=lambda f: (f.split == "train", -SERIOUS_FIRST[f.severity]), default=None)


SERIOUS_FIRST = {"none": 0, "note": 1, "warning": 2, "critical": 3}


def _trend_was_judged(findings: Sequence[Finding]) -> bool:
    return any(f.rule == "overfitting" and f.verdict == "no" for f in findings)


def _diverged(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    start = f"at {at(curves, f.first_epoch)}" if f.first_epoch is not None else ""
    before = held_out(curves)
    usable = keep.by_loss is not None and before is not None and keep.by_loss < (f.first_epoch or 0)
    kept = f"The best checkpoint before that is {at(curves, keep.by_loss or 0)}." if usable else ""
    advice = " ".join(part for part in (kept, f.advice) if part)
    return Verdict("diverged", f"Diverged {start}", f.sentence, advice, f.first_epoch)


def _never_learns(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    improving = _first(findings, "under_trained", ("note",)) is not None
    longer = "The loss was still falling at the end: train longer first. " if improving else ""
    return Verdict("never_learns", "Never learns", f.sentence, longer + f.advice)


def _suspicious(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = (
        "Loss and accuracy do not belong together"
        if f.rule == "inconsistent_metrics"
        else "Too good to be true"
    )
    return Verdict("suspicious", headline, f.sentence, f.advice, f.first_epoch)


def _overfits(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    slightly = "slightly " if f.severity == "note" else ""
    onset = f.first_epoch or 0.0
    parting = _parting(findings, f)
    body = _parted(curves, parting) if parting else _rose(curves, f)
    return Verdict(
        "overfits",
        f"Overfits {slightly}from {at(curves, onset)}",
        body + _spent(curves, f, keep),
        keep_advice(curves, keep),
        onset,
    )


def _spent(curves: Curves, f: Finding, keep: Keep) -> str:
    """What the epochs after the best one were good for."""
    after, losses = int(str(f.evidence["epochs_after_best"])), held_out(curves)
    if after < 2 or losses is None:
        return ""
    last = f"The last {after:,} of {count(len(losses), row_noun(curves, losses.epoch))}"
    both = pair(curves, f.split)
    later = both.epoch > (f.first_epoch or 0)
    if not later.any() or later.all():
        return f" {last} bought little."
    gained = both.accuracy[later].max() - both.accuracy[~later].max()
    # A second checkpoint that is advised for labels was not in vain, however little it gained.
    if gained < (WORTHWHILE if keep.by_loss == keep.by_accuracy else TOLD):
        return f" {last} bought little."
    return f" {last} raised the best accuracy by {points(gained)}, at the price of a higher loss."


def _rose(curves: Curves, f: Finding) -> str:
    size = relative(float(str(f.evidence["rise_pct"])) / 100)
    if f.evidence["relative_to"] == "descent":
        size = f"{size} of its descent"
    how = f"rose slightly, by {size}," if f.severity == "note" else f"rose by {size}"
    return (
        f"The {split_name(f.split)} loss {how} after its minimum and "
        f"did not come back{_meanwhile(curves, f)}."
    )


def _meanwhile(curves: Curves, f: Finding) -> str:
    both = pair(curves, f.split)
    if len(both) < 2:
        return ""
    smooth = smoothed(both.accuracy)
    start = min(int(np.searchsorted(both.epoch, f.first_epoch or 0)), len(both) - 1)
    change = float(smooth[-1] - smooth[start])
    if abs(change) < WORTHWHILE:
        return f", while accuracy stayed near {percent(float(smooth[-1]))}"
    return f", while accuracy {'gained' if change > 0 else 'lost'} {points(change)}"


def _parting(findings: Sequence[Finding], overfits: Finding) -> Finding | None:
    """The disagreement that belongs to this rise of the loss."""
    partings = [
        f
        for f in findings
        if f.evidence.get("kind") in ("held", "improved")
        and f.split == overfits.split
        and (f.last_epoch or 0) > (overfits.first_epoch or 0)
    ]
    largest = max(partings, key=_change, default=None)
    if largest is None or _change(largest) < MOST * float(str(overfits.evidence["rise"])):
        return None
    return largest


def _change(parting: Finding) -> float:
    return float(str(parting.evidence["loss_change"]))


def _parted(curves: Curves, f: Finding) -> str:
    change = float(str(f.evidence["loss_change_pct"])) / 100
    gain = float(str(f.evidence["accuracy_change"]))
    accuracy = f"still gained {points(gain)}" if f.evidence["kind"] == "improved" else "held"
    return (
        f"Loss and accuracy disagree from {mark(f.first_epoch or 0)} to {mark(f.last_epoch or 0)}: "
        f"{split_name(f.split)} loss rose by {relative(change)} while accuracy {accuracy}. "
        "Over-confidence is the likely cause."
    )


def _disagrees(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = f"Loss and accuracy disagree over {_epochs(curves, f)}"
    advice = keep_advice(curves, keep) if f.evidence["kind"] in ("held", "improved") else f.advice
    body = f.sentence.split(": ", 1)[1]
    return Verdict("disagrees", headline, body[0].upper() + body[1:], advice, f.first_epoch)


def _epochs(curves: Curves, f: Finding) -> str:
    return span(curves, f.first_epoch or 0, f.last_epoch or 0)


def _oscillates(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    return Verdict("oscillates", "Oscillates", f.sentence, f.advice)


def _miscalibrated(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    return Verdict("miscalibrated", "Miscalibrated", f.sentence, f.advice, f.first_epoch)


def _still_improving(
    curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding
) -> Verdict:
    headline = f"Still improving at {at(curves, f.last_epoch or 0)}"
    return Verdict("still_improving", headline, f.sentence, f.advice, f.first_epoch)


def _plateau(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = f"Plateau from {at(curves, f.first_epoch or 0)}"
    advice = keep_advice(curves, keep) or f.advice
    return Verdict("plateau", headline, f.sentence, advice, f.first_epoch)


def _healthy(curves: Curves, findings: Sequence[Finding], keep: Keep) -> Verdict:
    calm = next(f for f in findings if f.rule == "overfitting" and f.verdict == "no")
    if "unstable" in calm.evidence:
        return Verdict("oscillates", "Unstable", calm.sentence, keep_advice(curves, keep))
    told = [f for f in findings if f.rule == "disagreement" and f.split == calm.split]
    agree = bool(told) and all(f.verdict == "no" for f in told)
    body = f"{'Loss and accuracy agree. ' if agree else ''}{calm.sentence}"
    return Verdict("healthy", "Healthy", body, keep_advice(curves, keep))


def _open(f: Finding) -> bool:
    """Whether a rule read the run and could not decide; runs too short have no evidence."""
    return f.verdict == "inconclusive" and bool(f.evidence)


def _unclear(f: Finding) -> Verdict:
    body = f.sentence.removeprefix("Cannot tell: ")
    return Verdict(
        "cannot_tell", "Cannot tell whether it learns", body[0].upper() + body[1:], f.advice
    )


def _cannot_tell(curves: Curves, findings: Sequence[Finding]) -> Verdict:
    why = next(f for f in findings if f.rule == "overfitting")
    two = next(f for f in findings if f.rule == "miscalibrated")
    body = why.sentence.removeprefix("Cannot tell: ")
    body = body[:1].upper() + body[1:]
    if two.evidence:
        reading = two.sentence.removeprefix("Cannot tell without the number of classes. ")
        if len(pair(curves, two.split)) == 1:
            return Verdict("cannot_tell", "Two numbers, no trend", reading, two.advice)
        body = f"{body} {reading}"
    return Verdict("cannot_tell", "Cannot tell", body, two.advice if two.evidence else why.advice)


ORDER: tuple[tuple[str, tuple[str, ...], Teller], ...] = (
    ("numeric_divergence", ("critical",), _diverged),
    ("never_learns", SERIOUS, _never_learns),
    ("overfitting", (*SERIOUS, "note"), _overfits),
    ("suspiciously_perfect", ("warning",), _suspicious),
    ("inconsistent_metrics", ("warning",), _suspicious),
    ("oscillation", ("warning",), _oscillates),
    ("disagreement", SERIOUS, _disagrees),
    ("miscalibrated", SERIOUS, _miscalibrated),
    ("under_trained", ("note",), _still_improving),
    ("plateau", ("note",), _plateau),
)
