"""A disagreement of loss and accuracy whose cause two epochs of predictions measure."""

from dataclasses import replace

from experiments.analysis.disagreement_words import with_cause
from experiments.analysis.finding import Finding
from experiments.analysis.measured_cause import MEASURED, in_short
from experiments.analysis.parting import RISING
from experiments.analysis.wording import mark
from experiments.predictions.covering import Covering
from experiments.predictions.explanation import Explanation, explain
from experiments.predictions.explanation_words import advice, answers, details, unsettled
from experiments.predictions.matching import NotPaired
from experiments.predictions.samples import Samples

WORST = 5
FALLING = ("stuck", "inverted")
UNSETTLED = ("unclear", "no rise")


def can_explain(finding: Finding) -> bool:
    """Whether predictions of two epochs could tell its cause, or which answers changed.

    >>> can_explain(Finding("disagreement", "yes", "Loss rose.", evidence={"kind": "held"}))
    True
    """
    return (
        finding.rule == "disagreement"
        and finding.verdict == "yes"
        and finding.evidence.get("kind") in (*RISING, *FALLING)
    )


def explained(
    finding: Finding, first: Samples, last: Samples, epochs: Covering, noun: str = "epoch"
) -> Finding:
    """The finding with what the predictions of both epochs tell in the place of the likely cause.

    Where they cannot tell, it stays as it is, and its sentence says why. `noun` is what the log
    counts.

    >>> import numpy as np
    >>> few = Samples(("cat", "dog"), 1.0, *[np.zeros(3)] * 8)
    >>> rose = Finding("disagreement", "yes", "It rose.")
    >>> print(explained(rose, few, few, Covering(2, 9, 1.0)).sentence)
    It rose. The predictions of epoch 2 and epoch 9 are not compared: Too few samples to compare: \
3, at least 10 are needed.
    """
    found = explain(first, last)
    names = tuple(f"{noun} {mark(epoch)}" for epoch in (epochs.first, epochs.last))
    if isinstance(found, NotPaired):
        said = f"The predictions of {names[0]} and {names[1]} are not compared: {found.reason}"
        return replace(finding, sentence=f"{finding.sentence} {said}")
    if finding.evidence.get("kind") in FALLING:
        return _answers(finding, found, epochs, noun)
    if found.cause in UNSETTLED:
        return replace(finding, sentence=f"{finding.sentence} {unsettled(found, *names)}")
    evidence = _evidence(found, epochs)
    cause = f"{in_short(evidence, noun)} {details(found)}"
    return replace(
        finding,
        sentence=with_cause(finding.sentence, cause),
        evidence={**finding.evidence, **evidence},
        advice=advice(found, *names),
    )


def _answers(finding: Finding, found: Explanation, epochs: Covering, noun: str) -> Finding:
    """A fall of the loss: which answers changed is measured, and what to make of it stays."""
    first, last = mark(epochs.first), mark(epochs.last)
    if found.rise_interval[1] >= 0:
        why = unsettled(found, f"{noun} {first}", f"{noun} {last}", "fall")
        return replace(finding, sentence=f"{finding.sentence} {why}")
    return replace(
        finding,
        sentence=with_cause(finding.sentence, answers(found, first, last, noun)),
        evidence={**finding.evidence, **_measured(found, epochs)},
        advice=finding.advice.split(" Upload ")[0],
    )


def _evidence(found: Explanation, epochs: Covering) -> dict[str, object]:
    return {
        "cause": MEASURED,
        "measured_cause": found.cause,
        **_measured(found, epochs),
        "removed_by_temperature": found.removed,
        "removed_interval": list(found.removed_interval or ()),
        "temperature_from": found.temperature_first,
        "temperature_to": found.temperature_last,
        "carriers": found.carriers,
        "worst_samples": [sample.id for sample in found.worst[:WORST]],
    }


def _measured(found: Explanation, epochs: Covering) -> dict[str, object]:
    shares = {
        f"{_name(t.right_first)}_{_name(t.right_last)}_share": t.change / found.rise
        for t in found.transitions
    }
    counts = {(t.right_first, t.right_last): t.count for t in found.transitions}
    return {
        "measured_epochs": [epochs.first, epochs.last],
        "measured_samples": found.n,
        "rise_covered": epochs.share,
        "log_loss_from": found.loss_first,
        "log_loss_to": found.loss_last,
        "log_loss_change": found.rise,
        "log_loss_interval": list(found.rise_interval),
        "confidence_gap_change": found.gap_last - found.gap_first,
        **shares,
        "answers_lost": counts[True, False],
        "answers_won": counts[False, True],
        "got_worse": found.got_worse,
    }


def _name(right: bool) -> str:
    return "right" if right else "wrong"
