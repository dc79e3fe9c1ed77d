"""How a finding that curves made likely reads once predictions have measured its cause.

Curves know nothing of predictions: whoever measured them puts the numbers into the evidence.
"""

from collections.abc import Mapping, Sequence

from experiments.analysis.finding import Finding
from experiments.analysis.wording import listing, mark, relative

MEASURED = "measured"
ALL, NONE = 0.995, 0.005

EVIDENCE: Mapping[str, tuple[str, str]] = {
    "cause": ("How the cause is known", ""),
    "measured_cause": ("Cause", ""),
    "measured_epochs": ("Predictions of epochs", "epoch"),
    "measured_samples": ("Samples in the predictions", "count"),
    "rise_covered": ("Part of the change between these epochs", "share"),
    "log_loss_from": ("Log loss of the first predictions", "nats"),
    "log_loss_to": ("Log loss of the last predictions", "nats"),
    "log_loss_change": ("Change between these predictions", "nats"),
    "log_loss_interval": ("95 % interval of this change", "nats"),
    "removed_by_temperature": ("Share of it that temperature takes away", "share"),
    "removed_interval": ("Middle 95 % of this share in resamples", "share"),
    "temperature_from": ("Temperature of the first predictions", ""),
    "temperature_to": ("Temperature of the last predictions", ""),
    "confidence_gap_change": ("Change of mean confidence minus accuracy", "fraction"),
    "right_right_share": ("Share of the change from answers right at both", "share"),
    "right_wrong_share": ("… right, then wrong", "share"),
    "wrong_right_share": ("… wrong, then right", "share"),
    "wrong_wrong_share": ("… wrong at both", "share"),
    "answers_lost": ("Right answers that became wrong", "count"),
    "answers_won": ("Wrong answers that became right", "count"),
    "got_worse": ("Samples whose loss rose", "count"),
    "carriers": ("Samples that carry 90 % of what these added", "count"),
    "worst_samples": ("Samples that got worse most", ""),
}
"""Label and unit of what two epochs of predictions add to the evidence of a finding."""
OF_ONE: Mapping[str, tuple[str, str]] = {
    "cause": ("How the cause is known", ""),
    "measured_cause": ("Cause", ""),
    "measured_epochs": ("Predictions of", "epoch"),
    "measured_samples": ("Samples in the predictions", "count"),
    "mean_confidence": ("Mean confidence", "fraction"),
    "measured_accuracy": ("Accuracy of the predictions", "fraction"),
    "confidence_gap_change": ("Mean confidence minus accuracy", "fraction"),
    "log_loss": ("Log loss of the predictions", "nats"),
    "temperature": ("Temperature", ""),
    "log_loss_after": ("Log loss at this temperature, cross-fitted", "nats"),
}
"""The same, of the predictions of one epoch."""

MAIN = 0.9
NARROW = 0.02
CURABLE = ("over-confidence", "under-confidence")


def is_measured(finding: Finding) -> bool:
    """Whether predictions told the cause.

    >>> is_measured(Finding("disagreement", "yes", "Loss rose.", evidence={"cause": "measured"}))
    True
    """
    return finding.evidence.get("cause") == MEASURED


def in_short(evidence: Mapping[str, object], noun: str) -> str:
    """The measured cause in two sentences; `noun` is what the log counts.

    >>> said = {"measured_cause": "knowledge", "measured_epochs": [14.0, 60.0]}
    >>> print(in_short(said | {"removed_by_temperature": 0.12}, "epoch"))
    Measured with the predictions of epochs 14 and 60: not over-confidence, what it knows got \
worse. Temperature takes away 12 % of the rise.
    """
    epochs = [mark(epoch) for epoch in _numbers(evidence["measured_epochs"])]
    [removed] = _numbers(evidence["removed_by_temperature"])
    return (
        f"Measured with the predictions of {noun}s {listing(epochs)}: "
        f"{_said(str(evidence['measured_cause']), removed)}. Temperature takes away "
        f"{_share(removed)} of the rise{_between(_numbers(evidence.get('removed_interval')))}."
    )


def confidence(evidence: Mapping[str, object]) -> str:
    """``over``, ``under``, or empty where no predictions measured it.

    >>> confidence({"measured_cause": "over-confidence"}), confidence({})
    ('over', '')
    """
    cause = evidence.get("measured_cause")
    return str(cause).removesuffix("-confidence") if cause in CURABLE else ""


def remedy(findings: Sequence[Finding], split: str) -> str:
    """The temperature that cures a measured cause on this split; empty where none was measured.

    >>> known = {"cause": "measured", "measured_cause": "over-confidence"}
    >>> advice = "Divide by T = 3.75. Epoch 2 has 0.5."
    >>> remedy([Finding("disagreement", "yes", "", evidence=known, advice=advice)], "")
    'Divide by T = 3.75.'
    """
    for finding in findings:
        curable = finding.evidence.get("measured_cause") in CURABLE
        if is_measured(finding) and curable and finding.split == split:
            return f"{finding.advice.split('. ')[0]}."
    return ""


def _said(cause: str, removed: float) -> str:
    if cause == "over-confidence":
        return f"over-confidence is the {'' if removed >= MAIN else 'main '}cause"
    if cause == "under-confidence":
        return "it grew too unsure of its answers"
    if cause == "both":
        return "over-confidence is a part of the cause"
    return "not over-confidence, what it knows got worse"


def _numbers(value: object) -> list[float]:
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [float(str(one)) for one in values]


def _share(removed: float) -> str:
    if removed >= ALL:
        return "all"
    return "nothing" if removed <= NONE else relative(removed)


def _between(interval: list[float]) -> str:
    if not interval or interval[1] - interval[0] < NARROW or interval[0] >= ALL:
        return ""
    low, high = (min(1.0, max(0.0, share)) for share in interval)
    return f" ({100 * low:.0f} to {100 * high:.0f} % in resamples)"
