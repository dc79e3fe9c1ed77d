"""From several runs and a preference to the one to ship."""

from collections.abc import Callable, Sequence

from experiments.comparison.comparable import Comparability, comparability
from experiments.comparison.decision import Alternative, Decision, OnFront, Ranked, Unranked
from experiments.comparison.entry import Entry, Measured, Moment
from experiments.comparison.preference import Preference, mixed
from experiments.predictions.pair import NotPaired, PairTest

PairTests = Callable[[Measured, Measured], PairTest | NotPaired | None]


def no_pair_tests(_first: Measured, _second: Measured) -> None:
    """For runs whose samples are not at hand.

    >>> no_pair_tests(None, None)
    """


def decide(
    entries: Sequence[Entry], preference: Preference, pair_tests: PairTests = no_pair_tests
) -> Decision:
    """The ranking of runs for a preference, and the run and epoch to ship.

    `pair_tests` gives the test of two files of predictions, asked for only where it is needed.
    """
    found = comparability(entries)
    best = [(run, _best(run, preference, found)) for run in entries]
    scored = sorted(
        ((score(m, preference), run.name, run.key, run, m) for run, m in best if m is not None),
        key=lambda row: row[:3],
    )
    ranked = tuple(Ranked(i, run, m, s) for i, (s, _, _, run, m) in enumerate(scored, 1))
    unranked = tuple(_unranked(run, found) for run, m in best if m is None)
    sentence = "No run can be ranked."
    if ranked:
        first = ranked[0]
        epoch = "" if first.moment.epoch is None else f" at epoch {first.moment.epoch:g}"
        sentence = f"Ship {first.entry.name}{epoch}."
    front: tuple[OnFront, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    return Decision(preference, sentence, ranked, unranked, front, alternatives, found.notes)


def score(moment: Moment, preference: Preference) -> float | None:
    """What a moment is ranked by, lower is better; None where it has no such number.

    >>> score(Moment(1, 0.5, 0.9), Preference("probabilities"))
    0.5
    """
    loss, accuracy = moment.loss, moment.accuracy
    if preference.kind == "calibration":
        return moment.ece
    if (preference.uses_loss and loss is None) or (preference.uses_accuracy and accuracy is None):
        return None
    if not preference.uses_loss:
        return 1 - accuracy
    if not preference.uses_accuracy:
        return loss
    return mixed(accuracy, loss, preference.weight, moment.n)


def _best(run: Entry, preference: Preference, found: Comparability) -> Moment | None:
    if run.key in found.refused or (preference.uses_loss and run.key in found.losses_refused):
        return None
    scored = [(score(m, preference), i) for i, m in enumerate(run.moments)]
    known = [(s, i) for s, i in scored if s is not None]
    return run.moments[min(known)[1]] if known else None


def _unranked(run: Entry, found: Comparability) -> Unranked:
    why = found.refused.get(run.key) or found.losses_refused.get(run.key)
    if why is None:
        return Unranked(run, f"{run.name} is not ranked: it has no such number.")
    return Unranked(run, why.reason, why.advice)
