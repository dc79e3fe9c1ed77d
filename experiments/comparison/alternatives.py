"""What one would ship for another preference, and what that costs."""

from collections.abc import Callable, Sequence

from experiments.comparison.choice import best_of_run, cost
from experiments.comparison.comparable import Comparability
from experiments.comparison.decision import Alternative, Ranked
from experiments.comparison.entry import Entry, Moment
from experiments.comparison.noise import Differences
from experiments.comparison.preference import Preference
from experiments.comparison.price_words import price


def alternatives(
    runs: Sequence[Entry],
    found: Comparability,
    ranked: Sequence[Ranked],
    compared: Callable[[Moment, Moment], Differences],
) -> tuple[Alternative, ...]:
    """The best run and epoch for labels, for probabilities and for calibration, where there is one.

    `ranked` is the ranking for the preference stated, its first the run to ship; `compared` gives
    the differences of two moments.

    >>> alternatives([], Comparability(), [], lambda a, b: Differences(None, None, None))
    ()
    """
    if not ranked:
        return ()
    chosen = [
        (kind, best)
        for kind in ("labels", "probabilities", "calibration")
        if (best := _best(runs, Preference(kind), found)) is not None
    ]
    return tuple(
        _alternative(kind, run, moment, ranked[0], compared, found.is_plain)
        for kind, (run, moment) in chosen
    )


def _best(
    runs: Sequence[Entry], preference: Preference, found: Comparability
) -> tuple[Entry, Moment] | None:
    moments = ((run, best_of_run(run, preference, found)) for run in runs)
    there = [(run, moment) for run, moment in moments if moment is not None]
    return min(there, key=lambda pair: cost(pair[1], preference) or (), default=None)


def _alternative(
    kind: str,
    run: Entry,
    moment: Moment,
    shipped: Ranked,
    compared: Callable[[Moment, Moment], Differences],
    is_plain: bool,
) -> Alternative:
    is_same = run.key == shipped.entry.key and moment.epoch == shipped.moment.epoch
    found = compared(moment, shipped.moment)
    return Alternative(
        preference=kind,
        entry=run,
        moment=moment,
        accuracy_difference=found.accuracy,
        loss_difference=found.loss,
        calibration_difference=found.calibration,
        is_same=is_same,
        sentence=price(kind, run, moment, shipped, found, is_plain),
    )
