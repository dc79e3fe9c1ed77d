"""Honest tuning: constants are chosen on some families of data and scored on the others."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from experiments.curves import Curves
from experiments.scoring.corpus import CorpusError, Labelled

L = TypeVar("L")
P = TypeVar("P")


def _curves(run: Labelled) -> Curves:
    return run.curves


def _no_figures(_runs: Sequence[Labelled], _predictions: Sequence[object]) -> dict[str, float]:
    return {}


@dataclass(frozen=True)
class Tunable(Generic[L, P]):
    """A rule whose few constants are chosen from a list.

    - `name`: the rule
    - `candidates`: the limits to choose from, at most about 60; the first are those shipped
    - `predict`: what is read of a run and limits in, a prediction out; it sees no label
    - `score`: runs and their predictions in, a number out, higher is better; NaN is the worst
    - `figures`: more numbers of the same predictions, to be reported and not to choose by
    - `read`: what is read of a run, once for all limits; its curves unless told
    """

    name: str
    candidates: Sequence[L]
    predict: Callable[[Any, L], P]
    score: Callable[[Sequence[Labelled], Sequence[P]], float]
    figures: Callable[[Sequence[Labelled], Sequence[P]], Mapping[str, float]] = _no_figures
    read: Callable[[Labelled], Any] = _curves


def shipped_first(shipped: L, others: Iterable[L]) -> list[L]:
    """Candidates without a second copy of what ships: it would win ties as if it were not known.

    >>> shipped_first(3, [1, 3, 5])
    [3, 1, 5]
    """
    return [shipped, *(other for other in others if other != shipped)]


@dataclass(frozen=True)
class Tuned(Generic[L]):
    """What became of a tunable rule.

    - `candidates`: how many there were
    - `shipped`, `best`: score on all families of the shipped limits, and of the best candidate;
      both saw the runs that they are scored on
    - `cross_validated`: score of the pooled predictions, each by limits that its family had no
      part in choosing
    - `chosen`: for each family the limits that the others chose
    - `figures`, `shipped_figures`: more numbers of the cross-validated and shipped predictions
    """

    name: str
    candidates: int
    shipped: float
    best: float
    cross_validated: float
    chosen: Mapping[str, L]
    figures: Mapping[str, float]
    shipped_figures: Mapping[str, float]


def cross_validate(tunable: Tunable[L, P], runs: Sequence[Labelled]) -> Tuned[L]:
    """Leave one family out: the best limits of the others predict it; all predictions are pooled.

    Of limits that score the same the middle ones of the list are chosen; the first, which ship,
    only where they are alone, since they were decided with the family in view. Raises CorpusError
    for less than two families, since there is nothing then to choose on.

    >>> ends_above = lambda curves, limit: bool(curves.values("val_loss")[-1] > limit)
    >>> share_of_yes = lambda runs, said: sum(said) / len(said)
    >>> truths = [{"labels": {}, "config": {"family": name}} for name in ("wide", "narrow")]
    >>> runs = [Labelled.of("a", Curves.of(val_loss=[1.0, 1.5]), truth) for truth in truths]
    >>> found = cross_validate(Tunable("rises", [2.0, 1.2], ends_above, share_of_yes), runs)
    >>> found.shipped, found.cross_validated, found.chosen
    (0.0, 1.0, {'narrow': 1.2, 'wide': 1.2})
    """
    families = sorted({run.family for run in runs})
    if len(families) < 2:
        raise CorpusError(
            "Cross-validation needs runs of at least two families (config.family in the truth); "
            f"this corpus has {len(families)}."
        )
    read = [tunable.read(run) for run in runs]
    said = [[tunable.predict(one, limits) for one in read] for limits in tunable.candidates]
    winner = {family: _best_without(family, tunable, runs, said) for family in families}
    pooled = [said[winner[run.family]][i] for i, run in enumerate(runs)]
    scores = [tunable.score(runs, predictions) for predictions in said]
    return Tuned(
        name=tunable.name,
        candidates=len(tunable.candidates),
        shipped=scores[0],
        best=max(scores, key=_order),
        cross_validated=tunable.score(runs, pooled),
        chosen={family: tunable.candidates[which] for family, which in winner.items()},
        figures=tunable.figures(runs, pooled),
        shipped_figures=tunable.figures(runs, said[0]),
    )


def _best_without(
    family: str, tunable: Tunable[L, P], runs: Sequence[Labelled], said: Sequence[Sequence[P]]
) -> int:
    """Which candidate scores best on the runs of the other families."""
    rest = [i for i, run in enumerate(runs) if run.family != family]
    kept = [runs[i] for i in rest]
    scores = [tunable.score(kept, [predictions[i] for i in rest]) for predictions in said]
    best = max(map(_order, scores))
    tied = [which for which, found in enumerate(scores) if which and _order(found) == best] or [0]
    return tied[len(tied) // 2]


def _order(score: float) -> float:
    return -math.inf if math.isnan(score) else score
