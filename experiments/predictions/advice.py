"""What to do about a report: the temperature, if it pays, and what it cannot reach."""

from experiments.analysis.wording import count, number
from experiments.predictions.report import Report

LITTLE = 0.01
"""A temperature that takes a smaller share of the loss is not worth its while."""
BEYOND = 0.1
"""A share of the loss that a temperature leaves and that another correction would take."""


def advice(report: Report) -> str:
    """A sentence or two on the temperature, with its loss before and after, cross-fitted.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> table = scores.Scores(np.array([0, 1]), np.eye(2), "probabilities", ("cat", "dog"))
    >>> advice(measure.measure(table))
    'There is no loss for a temperature to lower.'
    """
    parts = (_chance(report), _temperature(report), _beyond(report))
    return " ".join(filter(None, parts))


def temperature_text(t: float) -> str:
    """Three digits.

    >>> [temperature_text(t) for t in (2.3004, 0.0471, 1000.0)]
    ['2.3', '0.0471', '1,000']
    """
    return f"{t:.3g}" if t < 999.5 else f"{t:,.0f}"


def _temperature(report: Report) -> str:
    before, after = report.before.log_loss, report.after.log_loss
    if before == 0:
        return "There is no loss for a temperature to lower."
    t, change = temperature_text(report.temperature.advised), f"{number(before)} to {number(after)}"
    if number(after) == number(before):
        at = number(before)
        return f"A temperature does not pay: T = {t}, cross-fitted, leaves the loss at {at}."
    if after >= before:
        return f"A temperature does not pay: T = {t}, cross-fitted, takes the loss from {change}."
    if before - after < LITTLE * before:
        return f"A temperature gains little: T = {t} lowers the loss from {change}."
    low, high = report.temperature.interval
    if low <= 1 <= high:
        span = f"T lies between {temperature_text(low)} and {temperature_text(high)}"
        return (
            f"Cannot tell whether a temperature pays with {count(report.n, 'sample')}: T = {t} "
            f"lowers the loss from {change}, but {span}."
        )
    return f"{_how(report.kind, t)} That lowers the loss from {change} and changes no label."


def _how(kind: str, t: str) -> str:
    if kind == "logits":
        return f"Divide the logits by T = {t}."
    return f"Raise each probability to the power 1/T, T = {t}, and rescale them to sum to 1."


def _chance(report: Report) -> str:
    """Labels that fit less than guesses do are seldom the model's fault."""
    if report.accuracy_interval[1] >= 1 / len(report.class_names):
        return ""
    return "It is right less often than chance: check that the columns stand in the labels' order."


def _beyond(report: Report) -> str:
    """What a bias for each class would take besides; K / (2n) nats of it are chance."""
    reached = max(0.0, report.before.log_loss - report.after.log_loss)
    whole = report.decomposition.miscalibration
    rest = whole - reached - len(report.class_names) / report.n
    if rest < BEYOND * report.log_loss:
        return ""
    return (
        f"Of its miscalibration of {number(whole)} nats a temperature takes {number(reached)}; "
        "the rest takes a bias for each class."
    )
