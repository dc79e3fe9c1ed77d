"""How often each health rule is right: its yes against the regime that the population shows."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from experiments.analysis.finding import Report
from experiments.scoring.bootstrap import Statistic, mean_of, point
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import select
from experiments.scoring.rates import f1, precision, recall

REGIME_OF: Mapping[str, str] = {
    "never_learns": "never_learns",
    "numeric_divergence": "divergence",
    "under_trained": "undertrained",
    "oscillation": "oscillation",
    "accuracy_dip": "acc_dip_loss_falls",
    "double_descent": "rise_then_new_minimum",
}
"""The rules whose label a log can show, and the regime each is held against."""

REPORTED_APART: Mapping[str, str] = {
    "val_better_than_train": "val_better_than_train",
    "stuck": "loss_down_acc_stuck",
}
"""The first label knows of dropout, which no log tells; the second is a kind of disagreement."""

ALL = {**REGIME_OF, **REPORTED_APART}


def predict(report: Report) -> frozenset[str]:
    """The names in `ALL` that say yes; `stuck` is the disagreement of that kind on validation.

    >>> from experiments.analysis import analyse
    >>> from experiments.curves import Curves
    >>> from experiments.facts import Facts
    >>> falling = Curves.of(val_loss=[2.0 - 0.05 * i for i in range(20)])
    >>> predict(analyse(falling, Facts()))
    frozenset({'under_trained'})
    """
    said = [f for f in report.findings if f.verdict == "yes"]
    rules = {f.rule for f in said}
    stuck = any(
        f.rule == "disagreement" and f.split == "val" and f.evidence.get("kind") == "stuck"
        for f in said
    )
    return frozenset((rules & set(ALL)) | ({"stuck"} if stuck else set()))


def is_scored(run: Labelled) -> bool:
    """The regimes of the run are labelled, be it with an empty list.

    >>> from experiments.curves import Curves
    >>> is_scored(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {"regimes": []}}))
    True
    """
    return run.has("regimes")


def statistics(
    runs: Sequence[Labelled], predictions: Sequence[frozenset[str]], rule: str
) -> dict[str, Statistic]:
    """Precision, recall and F1 of one rule, on runs that `is_scored`.

    Raises KeyError for a rule that is not in `ALL`.

    >>> from experiments.curves import Curves
    >>> curves, regimes = Curves.of(val_loss=[0.9]), (["divergence"], ["divergence"], [])
    >>> runs = [Labelled.of("a", curves, {"labels": {"regimes": r}}) for r in regimes]
    >>> said = [frozenset({"numeric_divergence"}), frozenset(), frozenset()]
    >>> found = statistics(runs, said, "numeric_divergence")
    >>> point(found["precision"], 3), point(found["recall"], 3)
    (1.0, 0.5)
    """
    called = np.array([rule in said for said in predictions], dtype=bool)
    true = _has_regime(runs, ALL[rule])
    return {
        "precision": precision(called, true),
        "recall": recall(called, true),
        "f1": f1(called, true),
    }


def _has_regime(runs: Sequence[Labelled], regime: str) -> np.ndarray:
    return np.array([regime in run.labels["regimes"] for run in runs], dtype=bool)


def mean_f1(runs: Sequence[Labelled], predictions: Sequence[frozenset[str]]) -> Statistic:
    """The mean F1 of the six rules in `REGIME_OF`.

    A rule that nobody said and no run is labelled with is left out of the mean.

    >>> from experiments.curves import Curves
    >>> curves = Curves.of(val_loss=[0.9])
    >>> run = Labelled.of("a", curves, {"labels": {"regimes": ["divergence", "oscillation"]}})
    >>> point(mean_f1([run], [frozenset({"oscillation"})]), 1)
    0.5
    """
    return mean_of([statistics(runs, predictions, rule)["f1"] for rule in REGIME_OF])


def score_of(rule: str) -> Callable[[Sequence[Labelled], Sequence[bool]], float]:
    """F1 of one rule from a yes or no a run; what tuning looks at.

    >>> from experiments.curves import Curves
    >>> curves, regimes = Curves.of(val_loss=[0.9]), (["oscillation"], [])
    >>> runs = [Labelled.of("a", curves, {"labels": {"regimes": r}}) for r in regimes]
    >>> round(score_of("oscillation")(runs, [True, True]), 3)
    0.667
    """

    def score(runs: Sequence[Labelled], predictions: Sequence[bool]) -> float:
        return figures_of(rule)(runs, predictions).get("f1", math.nan)

    return score


def figures_of(rule: str) -> Callable[[Sequence[Labelled], Sequence[bool]], dict[str, float]]:
    """Precision, recall and F1 of one rule from a yes or no a run.

    >>> from experiments.curves import Curves
    >>> curves, regimes = Curves.of(val_loss=[0.9]), (["oscillation"], [])
    >>> runs = [Labelled.of("a", curves, {"labels": {"regimes": r}}) for r in regimes]
    >>> figures_of("oscillation")(runs, [True, True])["precision"]
    0.5
    """

    def figures(runs: Sequence[Labelled], predictions: Sequence[bool]) -> dict[str, float]:
        kept, yes = select(runs, predictions, is_scored)
        said = [frozenset({rule} if y else ()) for y in yes]
        found = statistics(kept, said, rule) if kept else {}
        return {key: point(statistic, len(kept)) for key, statistic in found.items()}

    return figures
