"""What a comparison says first."""

from collections.abc import Iterable
from dataclasses import dataclass

from experiments.comparison.decision import Decision
from experiments.templatetags.lossacc import gap, loss, percent, points
from experiments.views.compare_tables import PriceRow, RankRow

SCORES = {
    "labels": "Accuracy",
    "probabilities": "Log loss",
    "calibration": "Calibration error",
    "weight": "Cost of the mix",
}


@dataclass(frozen=True)
class Stat:
    label: str
    text: str
    note: str = ""


def score_name(decision: Decision) -> str:
    name = SCORES[decision.preference.kind]
    return "Loss" if name == "Log loss" and not decision.is_plain else name


def stats(decision: Decision) -> list[Stat]:
    shipped = decision.shipped
    if shipped is None:
        return []
    at = shipped.moment
    told = [
        Stat("Log loss" if decision.is_plain else "Loss", loss(at.loss)),
        Stat("Accuracy there", percent(at.accuracy)),
    ]
    return told + _ahead(decision)


def _ahead(decision: Decision) -> list[Stat]:
    """How far the run to ship is ahead of the second."""
    if len(decision.ranked) < 2 or decision.preference.kind == "weight":
        return []
    difference = decision.ranked[1].score_difference
    if difference is None:
        return []
    write = gap if decision.preference.kind == "probabilities" else points
    note = "within noise" if difference.within_noise else ""
    return [Stat("The second, against it", write(difference.value), note)]


def methods(ranking: Iterable[RankRow]) -> list[str]:
    """How the intervals of the ranking came about, each way once."""
    return list(dict.fromkeys(row.against.method for row in ranking if row.against.method))


def untold(decision: Decision, prices: Iterable[PriceRow]) -> list[str]:
    """The price of the other choices, where the answer has not told it yet."""
    other = (price.sentence for price in prices if not price.is_chosen)
    return [sentence for sentence in other if sentence not in decision.sentence]
