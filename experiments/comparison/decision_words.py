"""The answer to "which one?", in sentences."""

from collections.abc import Sequence

from experiments.analysis.wording import number, percent, points
from experiments.comparison.comparable import Comparability, names
from experiments.comparison.decision import Alternative, Ranked, Unranked
from experiments.comparison.entry import Entry, Moment
from experiments.comparison.evidence import is_miscalibrated
from experiments.comparison.noise import CONTRADICTED, UNKNOWN_CALIBRATION, UNKNOWN_N
from experiments.comparison.preference import Preference
from experiments.comparison.price_words import CHECKED, beside, loss_name, place

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
BY = {
    "labels": "accuracy",
    "probabilities": "loss",
    "calibration": "calibration",
    "weight": "the mix of accuracy and loss",
}
LACKING = {
    UNKNOWN_N: "the number of validation samples",
    UNKNOWN_CALIBRATION: "predictions of both on the same samples",
}
OTHER = {"labels": "probabilities", "probabilities": "labels"}


def headline(ranked: Sequence[Ranked], unranked: Sequence[Unranked], preference: Preference) -> str:
    """What to ship, without a full stop; a run with suspicious numbers only with a reservation.

    >>> headline([], [], Preference("labels"))
    'There are no runs to compare'
    """
    if not ranked:
        return _none(unranked, preference)[0]
    first = ranked[0]
    return f"Ship {place(first.entry, first.moment)}{CHECKED if first.entry.doubt else ''}"


def why(
    ranked: Sequence[Ranked],
    unranked: Sequence[Unranked],
    preference: Preference,
    alternatives: Sequence[Alternative],
    is_plain: bool,
) -> str:
    """Why this one, who comes next and how sure that is; sentences, ``""`` without any run.

    >>> why([], [], Preference("labels"), [], True)
    ''
    """
    if not ranked:
        return _none(unranked, preference)[1]
    words = _Words(preference, is_plain)
    parts = [
        words.why(ranked, len(unranked)),
        words.temperature(ranked[0].moment),
        words.next(ranked) if len(ranked) > 1 and ranked[1].rank > 1 else "",
        _further_ties(ranked),
        _first_without_doubt(ranked),
        _conflict(ranked[0], preference, alternatives),
    ]
    return " ".join(filter(None, parts))


def not_ranked(run: Entry, preference: Preference, found: Comparability) -> tuple[str, str]:
    """Why a run is not ranked for a preference, and what would help.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> run = entry("1", "a", Curves.of(val_loss=[0.5]))
    >>> not_ranked(run, Preference("labels"), Comparability())[0]
    'a is not ranked by accuracy: it has no validation accuracy.'
    """
    why = found.refused.get(run.key)
    if why is None and preference.uses_loss:
        why = found.losses_refused.get(run.key)
    if why is not None:
        return why.reason, why.advice
    split = "test" if run.split == "test" else "validation"
    start = f"{run.name} is not ranked by {BY[preference.kind]}"
    if preference.kind == "calibration":
        is_shown = run.key not in found.losses_refused and is_miscalibrated(run)
        shown = " Its curves say that it is miscalibrated." if is_shown else ""
        return f"{start}: it has no {split} predictions.{shown}", "Upload them and it will be."
    lacking = _lacking(run, preference)
    return f"{start}: it has no {split} {lacking}.", f"Log it, or upload {split} predictions."


class _Words:
    """The words of one preference."""

    def __init__(self, preference: Preference, is_plain: bool) -> None:
        self.kind = preference.kind
        self.weight = preference.weight
        self.loss = loss_name(is_plain)

    def why(self, ranked: Sequence[Ranked], unranked: int) -> str:
        first, n = ranked[0], len(ranked)
        value, best = self.value(first.moment), self.best(n)
        of = f"of the {_count(n)} runs{' that can be ranked' if unranked else ''}"
        if n == 1 and unranked:
            by = BY[self.kind]
            return f"It is the only one of {unranked + 1} runs that can be ranked by {by}: {value}."
        if n == 1:
            return f"There it has its {self.best(3)}, {value}."
        return f"It has the {best} {of}, {value}{self._equal(ranked)}."

    def _equal(self, ranked: Sequence[Ranked]) -> str:
        equal = [r for r in ranked[1:] if r.rank == 1]
        if not equal:
            return ""
        also = "has" if len(equal) == 1 else "have"
        first, second = ranked[0].moment, equal[0].moment
        told = f"; {names([r.entry.name for r in equal])} {also} the same"
        if self.kind == "labels" and first.loss != second.loss and second.loss is not None:
            return f"{told}, with a higher {self.loss}"
        if self.kind != "labels" and first.accuracy != second.accuracy:
            return f"{told}, with a lower accuracy"
        return told

    def best(self, n: int) -> str:
        quality = {"labels": "high", "weight": "good"}.get(self.kind, "low")
        degree = quality + ("er" if n == 2 else "est")
        degree = {"gooder": "better", "goodest": "best"}.get(degree, degree)
        return f"{degree} {self.noun}"

    @property
    def noun(self) -> str:
        if self.kind == "weight":
            share = percent(self.weight)
            return f"mix ({share} labels, {percent(1 - self.weight)} probabilities)"
        nouns = {"labels": "accuracy", "probabilities": self.loss, "calibration": "ECE"}
        return nouns[self.kind]

    def value(self, moment: Moment) -> str:
        if self.kind == "labels":
            return percent(moment.accuracy or 0.0)
        if self.kind == "probabilities":
            return number(moment.loss or 0.0)
        if self.kind == "calibration":
            return percent(moment.ece or 0.0)
        accuracy, loss = percent(moment.accuracy or 0.0), number(moment.loss or 0.0)
        return f"{accuracy} accuracy and a {self.loss} of {loss}"

    def temperature(self, moment: Moment) -> str:
        m = moment.measured
        if self.kind != "calibration" or m is None or m.ece_after >= m.ece:
            return ""
        return f"A temperature of {m.temperature:.3g} brings it to {percent(m.ece_after)}."

    def next(self, ranked: Sequence[Ranked]) -> str:
        first, second = ranked[:2]
        there = place(second.entry, second.moment)
        return f"{there} {self._behind(first, second)}{self._chance(second)}."

    def _behind(self, first: Ranked, second: Ranked) -> str:
        if self.kind == "labels":
            return f"is {points(second.score - first.score)} lower"
        if self.kind == "calibration":
            return f"is {points(second.score - first.score)} higher"
        if self.kind == "weight":
            return f"comes next with {self.value(second.moment)}"
        return f"is {beside(second.score - first.score, first.score)}"

    def _chance(self, second: Ranked) -> str:
        if second.within_noise is not None:
            return (
                ", which is within noise" if second.within_noise else ", more than chance explains"
            )
        method = "" if second.score_difference is None else second.score_difference.method
        if CONTRADICTED in method:
            return ", though the predictions of both say the opposite"
        lacking = next((told for why, told in LACKING.items() if why in method), "predictions")
        return f"; whether that is chance cannot be told without {lacking}"


def _none(unranked: Sequence[Unranked], preference: Preference) -> tuple[str, str]:
    """Headline and what comes after it."""
    if not unranked:
        return "There are no runs to compare", ""
    if len(unranked) == 1:
        return unranked[0].reason.removesuffix("."), unranked[0].advice
    lack = ": it takes predictions" if preference.kind == "calibration" else ""
    by = f"{BY[preference.kind]}{lack}"
    return f"None of the {_count(len(unranked))} runs can be ranked by {by}", ""


def _lacking(run: Entry, preference: Preference) -> str:
    there = {
        "accuracy": run.best_by_accuracy is not None,
        "loss": run.best_by_loss is not None,
    }
    needed = {"accuracy": preference.uses_accuracy, "loss": preference.uses_loss}
    lacking = [name for name, is_needed in needed.items() if is_needed and not there[name]]
    return " and ".join(lacking) or "epoch with both accuracy and loss"


def _further_ties(ranked: Sequence[Ranked]) -> str:
    """Those within noise beyond the runner-up and beyond equal ones, which have been told."""
    told = 2 if len(ranked) > 1 and ranked[1].rank > 1 else 1
    ties = [r.entry.name for r in ranked[told:] if r.within_noise and r.rank > 1]
    return f"Within noise as well: {names(ties)}." if ties else ""


def _first_without_doubt(ranked: Sequence[Ranked]) -> str:
    """Whom to take where the first does not stand the check; the runner-up has been told."""
    if not (len(ranked) > 1 and ranked[0].entry.doubt and ranked[1].entry.doubt):
        return ""
    found = next((r for r in ranked if not r.entry.doubt), None)
    if found is None:
        return "The numbers of all ranked runs are suspicious."
    return f"The first without suspicious numbers is {place(found.entry, found.moment)}."


def _conflict(shipped: Ranked, preference: Preference, alternatives: Sequence[Alternative]) -> str:
    """The choice for the other purpose, where it is another run, or a gain that is not noise."""
    other = OTHER.get(preference.kind)
    found = next((a for a in alternatives if a.preference == other and not a.is_same), None)
    if found is None:
        return ""
    gain = found.accuracy_difference if other == "labels" else found.loss_difference
    is_chance = gain is not None and bool(gain.within_noise)
    is_same_run = found.entry.key == shipped.entry.key
    return "" if (gain and gain.value == 0) or (is_chance and is_same_run) else found.sentence


def _count(n: int) -> str:
    return COUNTS[n] if n < len(COUNTS) else str(n)
