"""From several runs and a preference to the one to ship."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from experiments.analysis.model_choice import quadrants
from experiments.comparison.alternatives import alternatives
from experiments.comparison.choice import best_of_run, cost, score
from experiments.comparison.comparable import comparability
from experiments.comparison.decision import Decision, Ranked, Unranked
from experiments.comparison.decision_words import headline, not_ranked, why
from experiments.comparison.entry import Entry, Measured, Moment
from experiments.comparison.front import front
from experiments.comparison.noise import Difference, Differences, differences, mixed_difference
from experiments.comparison.preference import Preference
from experiments.comparison.same_data import data_caution
from experiments.predictions.matching import NotPaired
from experiments.predictions.pair import PairTest

PairTests = Callable[[Measured, Measured], PairTest | NotPaired | None]
MANY = 10
OPTIMISM = (
    "The best of {} runs, each at its best epoch, looks better than it will do on new samples. "
    "Measure it once on a test split before you report it."
)


def no_pair_tests(_first: Measured, _second: Measured) -> None:
    """For runs whose samples are not at hand.

    >>> no_pair_tests(None, None)
    """


def decide(
    entries: Sequence[Entry], preference: Preference, pair_tests: PairTests = no_pair_tests
) -> Decision:
    """The ranking of runs for a preference, and the run and epoch to ship.

    Each run counts at the epoch that is its best for the preference. `pair_tests` gives the test of
    two files of predictions, None where there is none; it is asked only for the run to ship against
    another where both have predictions of the epochs compared. The order of runs does not matter.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> pairs = {"first": (0.1882, 0.981), "second": (0.0997, 0.985), "third": (0.2544, 0.991)}
    >>> runs = [
    ...     entry(name, name, Curves.of(val_loss=[loss], val_accuracy=[accuracy]))
    ...     for name, (loss, accuracy) in pairs.items()
    ... ]
    >>> [ranked.entry.name for ranked in decide(runs, Preference("probabilities")).ranked]
    ['second', 'first', 'third']
    >>> decide(runs, Preference("labels")).shipped.entry.name
    'third'
    """
    runs = sorted(entries, key=lambda run: (run.name, run.key))
    found = comparability(runs)
    best = [(run, best_of_run(run, preference, found)) for run in runs]
    there = [(run, moment) for run, moment in best if moment is not None]
    there.sort(key=lambda pair: cost(pair[1], preference) or ())

    def compared(a: Moment, b: Moment) -> Differences:
        if a.measured is None or b.measured is None or a.measured == b.measured:
            return differences(a, b)
        test = pair_tests(a.measured, b.measured)
        if not found.is_plain and isinstance(test, PairTest):
            return replace(differences(a, b, test), loss=differences(a, b).loss)
        return differences(a, b, test)

    ranked = _ranked(there, preference, compared)
    unranked = tuple(
        Unranked(run, *not_ranked(run, preference, found)) for run, m in best if m is None
    )
    others = alternatives(runs, found, ranked, compared)
    notes = (*found.notes, OPTIMISM.format(len(ranked))) if len(ranked) >= MANY else found.notes
    return Decision(
        preference=preference,
        headline=headline(ranked, unranked, preference),
        why=why(ranked, unranked, preference, others, found.is_plain),
        caution=data_caution([r.entry for r in ranked]),
        ranked=ranked,
        unranked=unranked,
        front=front(runs, found),
        alternatives=others,
        is_plain=found.is_plain,
        notes=notes,
    )


def _ranked(
    there: Sequence[tuple[Entry, Moment]],
    preference: Preference,
    compared: Callable[[Moment, Moment], Differences],
) -> tuple[Ranked, ...]:
    scores = [score(moment, preference) or 0.0 for _, moment in there]
    ranked = [
        Ranked(scores.index(s) + 1, run, moment, s)
        for s, (run, moment) in zip(scores, there, strict=True)
    ]
    return tuple(
        r if i == 0 else _beside(r, ranked[0].moment, preference, compared)
        for i, r in enumerate(_with_quadrants(ranked))
    )


def _with_quadrants(ranked: list[Ranked]) -> list[Ranked]:
    there = [(r.moment.loss, r.moment.accuracy) for r in ranked]
    both = [(loss, a) for loss, a in there if loss is not None and a is not None]
    if len(both) < 2:
        return ranked
    places = iter(quadrants(*zip(*both, strict=True)))
    return [
        r if None in pair else replace(r, quadrant=next(places))
        for r, pair in zip(ranked, there, strict=True)
    ]


def _beside(
    ranked: Ranked,
    shipped: Moment,
    preference: Preference,
    compared: Callable[[Moment, Moment], Differences],
) -> Ranked:
    found = compared(ranked.moment, shipped)
    of_score = _of_score(found, shipped, preference)
    return replace(
        ranked,
        accuracy_difference=found.accuracy,
        loss_difference=found.loss,
        score_difference=of_score,
        within_noise=True if ranked.rank == 1 else of_score and of_score.within_noise,
    )


def _of_score(found: Differences, shipped: Moment, preference: Preference) -> Difference | None:
    if preference.kind == "calibration":
        return found.calibration
    if not preference.uses_loss:
        return found.accuracy
    if not preference.uses_accuracy or found.accuracy is None or found.loss is None:
        return found.loss
    return mixed_difference(shipped, preference.weight, found.accuracy, found.loss)
