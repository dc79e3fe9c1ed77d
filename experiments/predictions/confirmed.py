"""A loss too high for its accuracy, whose reason predictions of that epoch measure."""

from dataclasses import replace

from experiments.analysis.finding import Finding
from experiments.analysis.measured_cause import MEASURED
from experiments.analysis.miscalibrated_words import with_cause
from experiments.analysis.two_numbers import ceiling_limit
from experiments.analysis.wording import mark, number, percent
from experiments.predictions.report import Report

CAUSES = ("over", "under")
ANOTHER_LOSS = (
    "Enter what kind of loss this run logs. What its predictions say of its probabilities is on "
    "their page."
)


def can_confirm(finding: Finding) -> bool:
    """Whether predictions of one epoch could tell its reason.

    >>> can_confirm(Finding("miscalibrated", "yes", "The loss lies above the ceiling."))
    True
    """
    return finding.rule == "miscalibrated" and finding.verdict == "yes"


def confirmed(
    finding: Finding, report: Report, epoch: float | None, noun: str = "epoch", note: str = ""
) -> Finding:
    """The finding with what predictions measured in the place of what two numbers suggest.

    `epoch` is None for predictions of the run as a whole; `noun` is what the log counts,
    `note` says where they differ from the log. Where they do, and their own loss is not too high,
    it is another loss that was logged, and nothing can be said from it.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[0.99, 0.01]] * 100)
    >>> table = scores.Scores(np.array([0] * 80 + [1] * 20), p, "probabilities", ("cat", "dog"))
    >>> high = Finding("miscalibrated", "yes", "Its probabilities are miscalibrated.")
    >>> found = confirmed(high, measure.measure(table), 3)
    >>> print(found.sentence.split(";")[0])
    Measured with the predictions of epoch 3: over-confident, 99 % sure on average and right 80 % \
of the time
    >>> found.evidence["measured_cause"]
    'over-confidence'
    """
    where = "the run" if epoch is None else f"{noun} {mark(epoch)}"
    if note and not _is_high(report):
        return _of_another_loss(finding, report, epoch, where, note)
    before = report.before
    sure = (
        f"{percent(before.mean_confidence)} sure on average and right {percent(report.accuracy)} "
        f"of the time; T = {report.temperature.advised:.3g} fits best"
    )
    word = direction(report)
    cause = f"{word}-confidence" if word else None
    said = f"{word}-confident, {sure}" if word else f"{sure}, no clear direction"
    measured = f"Measured with the predictions of {where}: {said}. {note}".strip()
    return replace(
        finding,
        sentence=with_cause(finding.sentence, measured),
        evidence={**finding.evidence, **_evidence(report, epoch, cause)},
        advice=report.words.advice,
    )


def _is_high(report: Report) -> bool:
    return report.log_loss > ceiling_limit(report.accuracy, len(report.class_names), report.n)


def _of_another_loss(
    finding: Finding, report: Report, epoch: float | None, where: str, note: str
) -> Finding:
    said = (
        f"The logged loss is too high for its accuracy; that of the predictions of {where}, "
        f"{number(report.log_loss)} at {percent(report.accuracy)}, is not. {note}"
    )
    return replace(
        finding,
        verdict="inconclusive",
        severity="none",
        sentence=said,
        evidence={**finding.evidence, **_evidence(report, epoch, None)},
        advice=ANOTHER_LOSS,
    )


def direction(report: Report) -> str:
    """``over`` or ``under`` where the gap of confidence shows it, or else the temperature.

    A model that is hardly ever wrong shows it by its errors: they move the temperature long before
    they move the mean confidence. Empty where neither interval tells.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[1 - 1e-9, 1e-9]] * 1000)
    >>> table = scores.Scores(np.arange(1000) // 998, p, "probabilities", ("cat", "dog"))
    >>> report = measure.measure(table)
    >>> direction(report)
    'over'
    """
    low, high = report.temperature.interval
    if report.confidence_shown:
        return report.confidence if report.confidence in CAUSES else ""
    return "over" if low > 1 else "under" if high < 1 else ""


def _evidence(report: Report, epoch: float | None, cause: str | None) -> dict[str, object]:
    return {
        "cause": MEASURED,
        "measured_cause": cause,
        "measured_epochs": None if epoch is None else [epoch],
        "measured_samples": report.n,
        "mean_confidence": report.before.mean_confidence,
        "measured_accuracy": report.accuracy,
        "confidence_gap_change": report.confidence_gap,
        "log_loss": report.log_loss,
        "temperature": report.temperature.advised,
        "log_loss_after": report.after.log_loss,
    }
