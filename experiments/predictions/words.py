"""What a report says first: the headline, why it is so, and what to do."""

import math

from experiments.analysis.wording import count, number, percent, points
from experiments.predictions.report import Report, Words

FEW_ERRORS = 0.1
HUGE_ERROR = 3.0
"""Nats, from which an error is huge: it left 5 % to the truth, or less."""
LARGE_LOSS = 0.05
CLOSE = 0.02
LITTLE = 0.01


def say(report: Report) -> Words:
    """Headline, why and advice, from the numbers of the report alone."""
    return Words(headline(report), why(report), advice(report))


def share(fraction: float) -> str:
    """A share in percent that is neither 0 nor 100 % unless it is exactly that.

    >>> share(0.97021), share(0.999999), share(1.0), share(0.0001)
    ('97 %', 'over 99.99 %', '100 %', 'under 0.1 %')
    """
    text = percent(fraction)
    if text == "100 %" and fraction < 1:
        return "over 99.99 %"
    return "under 0.1 %" if text == "0 %" and fraction > 0 else text


def headline(report: Report) -> str:
    """The one thing to know: no better than the largest class, no errors, who carries the loss."""
    if report.majority_baseline == 1:
        return _one_class(report)
    if report.accuracy <= report.majority_baseline:
        return _no_better(report)
    return _who_carries(report)


def _one_class(report: Report) -> str:
    only = f"All {count(report.n, 'sample')} are of class {report.majority_class}"
    return f"{only}: they cannot tell whether the model separates classes. {_who_carries(report)}"


def _no_better(report: Report) -> str:
    right, base = share(report.accuracy), share(report.majority_baseline)
    than = f"always answering {report.majority_class}"
    if report.accuracy == report.majority_baseline:
        return f"It is right {right} of the time, no more often than {than}."
    return f"It is right {right} of the time, less often than {than} ({base})."


def _who_carries(report: Report) -> str:
    n, wrong, loss = report.n, report.wrong, number(report.log_loss)
    if wrong == 0:
        all_right = "The 1 sample is right" if n == 1 else f"All {n:,} samples are right"
        large = report.log_loss >= LARGE_LOSS
        return (
            f"{all_right}, and yet the loss is {loss}."
            if large and n > 1
            else (f"{all_right}, with a loss of {loss}.")
        )
    if report.loss_share_wrong < 0.5:
        right = f"{n - wrong:,} right answers carry {share(1 - report.loss_share_wrong)}"
        return f"{right} of the loss, {count(wrong, 'error')} the rest."
    verb = "carries" if wrong == 1 else "carry"
    return f"{count(wrong, 'error')} in {n:,} {verb} {share(report.loss_share_wrong)} of the loss."


def why(report: Report) -> str:
    """Accuracy beside confidence, what the errors are like, and exact zeros."""
    return " ".join(filter(None, (_sure(report), _judged(report), _errors(report), _zeros(report))))


def _sure(report: Report) -> str:
    right, sure = share(report.accuracy), share(report.before.mean_confidence)
    return f"The model is right {right} of the time and {sure} sure."


def _judged(report: Report) -> str:
    furthest = max(map(abs, report.confidence_gap_interval))
    if report.confidence_shown and report.confidence != "calibrated":
        return f"It is {report.confidence}-confident."
    if furthest <= CLOSE:
        return f"Its confidence fits its accuracy, to within {points(furthest)}."
    samples = count(report.n, "sample")
    return f"Cannot tell whether it is over- or under-confident with {samples}: {_gap(report)}."


def _gap(report: Report) -> str:
    low, high = (f"{100 * end:+.1f}" for end in report.confidence_gap_interval)
    return f"the gap lies between {low} and {high} points"


def _errors(report: Report) -> str:
    if report.mean_loss_wrong is None:
        return ""
    left = f"left {share(math.exp(-report.mean_loss_wrong))} to the truth"
    each = f"{report.mean_loss_wrong:.3g} nats"
    if report.wrong == 1:
        return f"Its only error costs {each}: it {left}."
    few = report.wrong <= FEW_ERRORS * report.n
    huge = report.mean_loss_wrong >= HUGE_ERROR
    kind = f"{'few' if few else 'many'} errors are {'huge' if huge else 'small'}"
    return f"Its {kind}: {each} each on average, as if each had {left}."


def _zeros(report: Report) -> str:
    zeros = report.zero_probabilities
    if zeros == 0:
        return ""
    each = "" if zeros == 1 else " each"
    return (
        f"{count(zeros, 'sample')} gave the true class exactly 0, which is counted as 2.2e-16: "
        f"36.04 nats{each}."
    )


def advice(report: Report) -> str:
    """The temperature, if it pays, as it is applied to what the file holds."""
    before, after = report.before.log_loss, report.after.log_loss
    if before == 0:
        return "There is no loss for a temperature to lower."
    t, change = report.temperature.advised, f"from {number(before)} to {number(after)}"
    if after >= before or number(after) == number(before):
        return f"A temperature does not pay: T = {t:.3g} would take the loss {change}."
    gain = f"That lowers the loss {change} and changes no label."
    doubt = _doubt(report)
    if before - after < LITTLE * before or doubt:
        return f"A temperature gains little: T = {t:.3g} lowers the loss {change}.{doubt}"
    return f"{_how(report.kind, t)} {gain}"


def _doubt(report: Report) -> str:
    low, high = report.temperature.interval
    if not low <= 1 <= high:
        return ""
    return f" With {count(report.n, 'sample')} T may lie anywhere from {low:.3g} to {high:.3g}."


def _how(kind: str, t: float) -> str:
    if kind == "logits":
        return f"Divide the logits by T = {t:.3g}."
    return (
        f"Raise the probabilities to the power 1/T with T = {t:.3g}, and rescale them to sum to 1."
    )
