"""Tables of a comparison: the ranking, the price of each choice, and pairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from experiments.analysis.wording import mark
from experiments.charts.range_bar import Range, range_bars
from experiments.comparison.decision import Alternative, Decision, Ranked, Unranked
from experiments.comparison.entry import Moment
from experiments.comparison.noise import Difference
from experiments.models import Predictions
from experiments.predictions.pair import NotPaired, PairTest
from experiments.templatetags.lossacc import gap, loss, percent, points
from experiments.views.compare_runs import Compared, PairTests

CARES = {"labels": "Labels", "probabilities": "Probabilities", "calibration": "Calibration"}
MOST_REASONS = 3
UNKNOWN, NOT_MEASURED, NOT_LOGGED = "cannot be told", "not measured", "not logged"


@dataclass(frozen=True)
class Told:
    """A number, what stands small beside it, and how that came about."""

    text: str
    note: str = ""
    method: str = ""


@dataclass(frozen=True)
class RankRow:
    run: Compared
    rank: int
    when: str
    value: Told
    against: Told
    accuracy: str
    reading: str
    quadrant: str
    bar: SafeString


@dataclass(frozen=True)
class OutRow:
    run: Compared
    unranked: Unranked


@dataclass(frozen=True)
class PriceRow:
    care: str
    run: Compared
    when: str
    accuracy: Told
    loss: Told
    calibration: Told
    sentence: str
    is_chosen: bool

    @property
    def cells(self) -> tuple[Told, Told, Told]:
        return self.accuracy, self.loss, self.calibration


@dataclass(frozen=True)
class PairRow:
    """The shipped run against another: a test, or the reason why there is none."""

    run: Compared
    test: PairTest | None
    reason: str
    first: Predictions | None
    second: Predictions | None


@dataclass(frozen=True)
class FrontRow:
    run: Compared
    when: str
    loss: str
    accuracy: str


def rank_rows(decision: Decision, by_key: dict[str, Compared]) -> list[RankRow]:
    runs = [by_key[ranked.entry.key] for ranked in decision.ranked]
    scores = (ranked.score_difference for ranked in decision.ranked)
    ranges = [
        None if found is None else Range(found.value, found.interval, run.colour)
        for run, found in zip(runs, scores, strict=True)
    ]
    drawn = zip(decision.ranked, runs, range_bars(ranges), strict=True)
    return [_rank_row(ranked, decision, run, bar) for ranked, run, bar in drawn]


def out_rows(decision: Decision, by_key: dict[str, Compared]) -> list[OutRow]:
    return [OutRow(by_key[out.entry.key], out) for out in decision.unranked]


def _rank_row(ranked: Ranked, decision: Decision, run: Compared, bar: str) -> RankRow:
    is_shipped = ranked is decision.shipped
    return RankRow(
        run=run,
        rank=ranked.rank,
        when=when(ranked.moment),
        value=_score(ranked, decision),
        against=Told("best") if is_shipped else _against(ranked, decision),
        accuracy=percent(ranked.moment.accuracy),
        reading="ship" if is_shipped else _reading(ranked),
        quadrant=ranked.quadrant,
        bar=mark_safe(bar),  # noqa: S308, of numbers only
    )


def when(moment: Moment) -> str:
    return "whole run" if moment.epoch is None else mark(moment.epoch)


def _reading(ranked: Ranked) -> str:
    if ranked.within_noise is None:
        return "unknown"
    return "noise" if ranked.within_noise else "behind"


def _score(ranked: Ranked, decision: Decision) -> Told:
    kind = decision.preference.kind
    moment = ranked.moment
    if kind == "labels":
        return Told(percent(moment.accuracy))
    if kind == "calibration":
        return Told(percent(moment.ece))
    if kind == "weight":
        return Told(f"{ranked.score:.4g}")
    return Told(loss(moment.loss))


def _against(ranked: Ranked, decision: Decision) -> Told:
    if decision.preference.kind == "weight":
        return Told("", method=ranked.score_difference.method if ranked.score_difference else "")
    in_points = decision.preference.kind in ("labels", "calibration")
    return told(ranked.score_difference, in_points=in_points)


def told(difference: Difference | None, *, in_points: bool) -> Told:
    """A difference with its interval, in points or nats."""
    if difference is None:
        return Told(UNKNOWN)
    write = points if in_points else gap
    if difference.interval is None:
        return Told(write(difference.value), "", difference.method)
    low, high = (write(end) for end in difference.interval)
    return Told(write(difference.value), f"{low} to {high}", difference.method)


def price_rows(decision: Decision, by_key: dict[str, Compared]) -> list[PriceRow]:
    chosen = decision.preference.kind
    return [_price(a, by_key[a.entry.key], a.preference == chosen) for a in decision.alternatives]


def _price(choice: Alternative, run: Compared, is_chosen: bool) -> PriceRow:
    moment = choice.moment
    return PriceRow(
        care=CARES[choice.preference],
        run=run,
        when=when(moment),
        accuracy=_priced(
            NOT_LOGGED if moment.accuracy is None else percent(moment.accuracy),
            choice.accuracy_difference,
            choice,
            in_points=True,
        ),
        loss=_priced(
            NOT_LOGGED if moment.loss is None else loss(moment.loss),
            choice.loss_difference,
            choice,
            in_points=False,
        ),
        calibration=_priced(
            NOT_MEASURED if moment.ece is None else percent(moment.ece),
            choice.calibration_difference,
            choice,
            in_points=True,
        ),
        sentence=choice.sentence,
        is_chosen=is_chosen,
    )


def _priced(
    text: str, difference: Difference | None, choice: Alternative, *, in_points: bool
) -> Told:
    if difference is None or choice.is_same:
        return Told(text)
    noise = ", within noise" if difference.within_noise else ""
    written = told(difference, in_points=in_points)
    return Told(text, f"{written.text}{noise}", difference.method)


def front_rows(decision: Decision, by_key: dict[str, Compared]) -> list[FrontRow]:
    return [
        FrontRow(
            by_key[on.entry.key], when(on.moment), loss(on.moment.loss), percent(on.moment.accuracy)
        )
        for on in decision.front
    ]


def pair_rows(
    decision: Decision, by_key: dict[str, Compared], tests: PairTests, rows: Iterable[Predictions]
) -> list[PairRow]:
    """The shipped run against each other one, on the predictions of their epochs."""
    shipped = decision.shipped
    if shipped is None:
        return []
    by_uuid = {str(row.uuid): row for row in rows}
    others = [r for r in decision.ranked if r is not shipped]
    return [_pair(shipped, other, by_key[other.entry.key], tests, by_uuid) for other in others]


def not_paired(rows: Sequence[PairRow]) -> list[str]:
    """Why no run was tested, each reason once; empty where one was."""
    if any(row.test for row in rows):
        return []
    return list(dict.fromkeys(row.reason for row in rows))[:MOST_REASONS]


def _pair(
    shipped: Ranked,
    other: Ranked,
    run: Compared,
    tests: PairTests,
    by_uuid: dict[str, Predictions],
) -> PairRow:
    first, second = shipped.moment.measured, other.moment.measured
    if first is None or second is None:
        without = shipped if first is None else other
        reason = (
            f"{without.entry.name} has no predictions of {without.entry.at_epoch(without.moment)}."
        )
        return PairRow(run, None, reason, None, None)
    test = tests(second, first)
    found = (by_uuid[first.key], by_uuid[second.key])
    if isinstance(test, PairTest):
        return PairRow(run, test, "", *found)
    reason = test.reason if isinstance(test, NotPaired) else "The samples of a file are gone."
    return PairRow(run, None, reason, *found)
