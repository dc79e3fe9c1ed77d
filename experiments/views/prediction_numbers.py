"""The numbers of predictions as text, each with its entry in the glossary."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from experiments.analysis.wording import count, number
from experiments.charts.confusion import LONGEST_IN_TEXT, short_name
from experiments.predictions.advice import temperature_text
from experiments.predictions.report import Calibration, Interval, Report
from experiments.predictions.temperature import LARGEST
from experiments.templatetags.lossacc import loss, percent, points

SAME_TEMPERATURE = 0.01
"""Two temperatures that differ by less than this share are told as one."""
CHANGES_NOTHING = 0.02
NEAR_END = math.log(LARGEST) - 0.01
"""There the likelihood has no maximum."""
LIKELY_HIGH = (
    "The likely T has no end: equal probabilities would do as well on these samples. The advised "
    "one stays near to what such models usually need."
)
LIKELY_LOW = (
    "The likely T has no end: surer answers would all be right as well. The advised one stays "
    "near to what such models usually need."
)
COSTLY = 2


@dataclass(frozen=True)
class Number:
    """A number with the entry of the glossary that explains it, and what it is after T."""

    term: str
    label: str
    text: str
    note: str = ""
    after: str = ""


def stats(report: Report) -> list[Number]:
    """The four numbers beside the sentence."""
    before, after = report.before, report.after
    return [
        Number(
            "accuracy", "Accuracy", percent(report.accuracy), span(report.accuracy_interval, plain)
        ),
        Number("log_loss", "Log loss", loss(report.log_loss), f"after T: {loss(after.log_loss)}"),
        Number("ece", "Calibration error, 15 bins", percent1(before.ece), _then(after.ece)),
        Number("brier", "Brier score", loss(before.brier), f"after T: {loss(after.brier)}"),
    ]


def _then(ece: float) -> str:
    return f"after T: {percent1(ece)}"


def split_numbers(report: Report) -> list[Number]:
    """What a wrong and a right sample cost; left out where there is none."""
    costs = (
        ("mean_loss_wrong", "A wrong sample costs", report.mean_loss_wrong),
        ("mean_loss_right", "A right sample costs", report.mean_loss_right),
    )
    shown = [
        Number(term, label, f"{number(value)} nats")
        for term, label, value in costs
        if value is not None
    ]
    if report.zero_probabilities:
        zero = count(report.zero_probabilities, "sample")
        shown.append(Number("zero_probabilities", "Probability 0 for the truth", zero))
    return shown


def split_note(report: Report) -> str:
    """How many times as much a wrong sample costs, and what it leaves to the truth."""
    wrong, right = report.mean_loss_wrong, report.mean_loss_right
    if wrong is None:
        return "No sample is wrong."
    left = f"Wrong answers leave the truth {share_of(math.exp(-wrong))} (geometric mean)."
    if right is None:
        return f"No sample is right. {left}"
    if right <= 0 or wrong < COSTLY * right:
        return left
    return f"A wrong sample costs {wrong / right:,.0f} times as much as a right one. {left}"


def share_of(share: float) -> str:
    return f"{100 * share:.2g} %" if share >= 1e-4 else "less than 0.01 %"


def numbers(report: Report) -> list[Number]:
    """All of them in a table, those that a temperature changes with their value after it."""
    return [*_labels(report), *_probabilities(report), *_parts(report)]


def _labels(report: Report) -> Iterator[Number]:
    same = "unchanged"
    yield Number(
        "accuracy",
        "Accuracy",
        percent(report.accuracy),
        span(report.accuracy_interval, plain),
        same,
    )
    yield Number(
        "majority_baseline",
        "Majority baseline",
        percent(report.majority_baseline),
        f"always “{short_name(report.majority_class, LONGEST_IN_TEXT)}”",
    )
    yield Number(
        "balanced_accuracy",
        "Balanced accuracy",
        percent(report.balanced_accuracy),
        after=same,
    )
    yield Number("macro_f1", "Macro-F1", percent(report.macro_f1), after=same)


def _probabilities(report: Report) -> Iterator[Number]:
    then: Calibration = report.after
    yield Number(
        "log_loss",
        "Log loss",
        loss(report.log_loss),
        span(report.log_loss_interval, loss),
        loss(then.log_loss),
    )
    yield Number("brier", "Brier score", loss(report.before.brier), after=loss(then.brier))
    yield Number(
        "ece",
        "Calibration error",
        percent(report.before.ece),
        "15 bins, equal width",
        percent(then.ece),
    )
    yield Number(
        "ece_mass",
        "Calibration error",
        percent(report.before.ece_mass),
        "15 bins, equal mass",
        percent(then.ece_mass),
    )
    yield Number(
        "mean_confidence",
        "Mean confidence",
        percent(report.before.mean_confidence),
        after=percent(then.mean_confidence),
    )
    yield Number(
        "confidence_gap",
        "Confidence gap",
        points(report.confidence_gap),
        span(report.confidence_gap_interval, signed),
        points(then.mean_confidence - report.accuracy),
    )


def _parts(report: Report) -> Iterator[Number]:
    parts = report.decomposition
    yield Number("miscalibration", "Miscalibration", loss(parts.miscalibration), "nats")
    yield Number("discrimination", "Discrimination", loss(parts.discrimination), "nats")
    yield Number("uncertainty", "Uncertainty", loss(parts.uncertainty), "nats")
    wrong = percent1(report.loss_share_wrong)
    yield Number("loss_share_wrong", "Wrong samples carry", wrong, "of the loss")
    top = report.concentration.top_1pct_loss_share
    yield Number("top_1pct", "Hardest 1 % carry", percent1(top), "of the loss")


def temperatures(report: Report) -> list[Number]:
    found = report.temperature
    return [
        Number(
            "temperature",
            "Advised temperature",
            temperature_text(found.advised),
            span(found.interval, temperature_text),
        ),
        Number("temperature_ml", "Maximum likelihood", temperature_text(found.ml)),
    ]


def temperature_note(report: Report) -> str:
    """Why the advised temperature is not the likely one, or that they are one."""
    advised, likely = report.temperature.advised, report.temperature.ml
    if math.log(likely) > NEAR_END:
        return LIKELY_HIGH
    if math.log(likely) < -NEAR_END:
        return LIKELY_LOW
    if abs(math.log(likely / advised)) < SAME_TEMPERATURE:
        return "The likely T, of these samples alone, agrees with it."
    return (
        f"The likely T fits these {report.n:,} samples best, their chance included. The advised "
        "one also knows what such models usually need, so it is nearer to the truth on new data."
    )


def changes_nothing(report: Report) -> bool:
    return abs(math.log(report.temperature.advised)) < CHANGES_NOTHING


def percent1(fraction: float) -> str:
    return f"{100 * fraction:.1f} %"


def plain(fraction: float) -> str:
    return f"{100 * fraction:.1f}"


def signed(fraction: float) -> str:
    return f"{100 * fraction:+.1f}".replace("-", "−")


def span(interval: Interval, write: object) -> str:
    """Both ends of a 95 % interval."""
    low, high = (write(end) for end in interval)
    between = " to " if "−" in low + high or "+" in low + high else "–"
    return f"{low}{between}{high}"
