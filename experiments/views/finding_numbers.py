"""The numbers that findings rest on, as a run's page writes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.analysis.finding import Rule
from experiments.analysis.wording import count, power_of_ten
from experiments.templatetags.lossacc import epoch, loss, percent, points

# The numbers that the sentence of a rule speaks of, where it has many; of other rules the first.
SPOKEN = {
    "overfitting": ("lowest_loss", "end_loss", "rise_pct", "epochs_after_best"),
    "disagreement": (
        "loss_change_pct",
        "accuracy_from",
        "accuracy_to",
        "accuracy_change",
        "measured_cause",
        "removed_by_temperature",
    ),
    "miscalibrated": ("loss", "accuracy", "nats_per_error", "ceiling"),
}
FEW, FIRST = 6, 4
# Fractions that are sizes of a difference, and numbers whose sign matters.
SIZES = ("_cost", "_noise", "_error")
SIGNED = ("_change", "_change_pct", "rise", "rise_pct")
WORDS = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Number:
    """One piece of evidence, ready to be read.

    - `is_main`: to be read at once, not only where all numbers are asked for
    """

    label: str
    text: str
    is_main: bool = True


def numbers(written: Mapping[str, str], rule: Rule) -> list[Number]:
    """All are main ones where they are few."""
    spoken = [key for key in SPOKEN.get(rule.name, ()) if key in written]
    main = list(written) if len(written) <= FEW else spoken or [*written][:FIRST]
    return [Number(rule.evidence[key][0], text, key in main) for key, text in written.items()]


def all_written(evidence: Mapping[str, object], rule: Rule, noun: str) -> dict[str, str]:
    """The evidence that the rule has a label for, in the rule's order."""
    return {
        key: written(key, evidence[key], unit, noun)
        for key, (_, unit) in rule.evidence.items()
        if evidence.get(key) is not None
    }


def written(key: str, value: object, unit: str, noun: str = "epoch") -> str:
    """One number of the evidence with its unit."""
    if isinstance(value, bool):
        return WORDS[value]
    if isinstance(value, list):
        return ", ".join(written(key, one, unit, noun) for one in value)
    if not isinstance(value, int | float):
        return str(value)
    if unit == "fraction":
        return _share(key, value)
    return _number(value, unit, noun, signed=key.endswith(SIGNED))


def _share(key: str, value: float) -> str:
    if key.endswith(SIGNED):
        return points(value)
    return points(value).removeprefix("+") if key.endswith(SIZES) else percent(value)


def _number(value: float, unit: str, noun: str, *, signed: bool) -> str:
    sign = "+" if signed and value > 0 else ""
    match unit:
        case "loss":
            text = loss(value)
        case "nats":
            text = f"{loss(value)} nats"
        case "share":
            text = f"{_short(100 * value)} %"
        case "%":
            text = f"{_short(value)} %"
        case "times":
            text = f"{_short(value)} times"
        case "probability":
            text = power_of_ten(value) if 0 < value < 1e-4 else percent(value)
        case "epoch":
            text = epoch(value)
        case "epochs":
            text = count(round(value), noun)
        case "count":
            text = f"{value:,.0f}"
        case _:
            text = f"{value:.3g}"
    return f"{sign}{text}".replace("-", "−") if unit != "probability" else text


def _short(value: float) -> str:
    size = abs(value)
    if size >= 1e6:
        return f"{value:.2g}"
    return f"{value:,.0f}" if size >= 10 else f"{value:.2g}"
