"""How well disagreements of loss and accuracy are found: their kind, and from when to when."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.finding import Finding, Report
from experiments.curves import Curves
from experiments.scoring.bootstrap import Statistic, mean_of, point, ratio
from experiments.scoring.corpus import CorpusError, Labelled, position
from experiments.scoring.groups import select
from experiments.scoring.rates import f1

KINDS = ("none", "held", "improved")
HIT = 0.5

Interval = tuple[int, int]


@dataclass(frozen=True)
class Prediction:
    """The kind of the largest rise, ``none`` without one, and all intervals, in positions.

    Intervals hold their first and their last epoch; they do not overlap.
    """

    kind: str
    intervals: tuple[Interval, ...] = ()


def predict(curves: Curves, report: Report) -> Prediction:
    """The answer of the shipped rule on the validation split.

    >>> from experiments.analysis import analyse
    >>> from experiments.facts import Facts
    >>> loss = [2.0 - 0.05 * i for i in range(20)] + [1.05 + 0.025 * i for i in range(1, 21)]
    >>> curves = Curves.of(val_loss=loss, val_accuracy=[0.4 + 0.01 * i for i in range(40)])
    >>> predict(curves, analyse(curves, Facts()))
    Prediction(kind='improved', intervals=((19, 39),))
    """
    found = [f for f in report.findings if _is_rise(f)]
    if not found:
        return Prediction("none")
    largest = max(found, key=lambda f: float(str(f.evidence["loss_change"])))
    return Prediction(str(largest.evidence["kind"]), tuple(_interval(curves, f) for f in found))


def _is_rise(finding: Finding) -> bool:
    return (
        finding.rule == "disagreement"
        and finding.verdict == "yes"
        and finding.split == "val"
        and finding.evidence.get("kind") in ("held", "improved")
    )


def _interval(curves: Curves, finding: Finding) -> Interval:
    return position(curves, finding.first_epoch), position(curves, finding.last_epoch)


def is_scored(run: Labelled) -> bool:
    """A kind is labelled, and the truth says that the run is fit to be scored by it.

    >>> labels = {"disagreement": "held", "disagreement_scored": False}
    >>> is_scored(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": labels}))
    False
    """
    return bool(run.labels.get("disagreement_scored")) and run.has("disagreement")


def kind_statistics(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    """F1 of each kind, their mean, and F1 of any disagreement, on runs that `is_scored`.

    >>> curves = Curves.of(val_loss=[0.9])
    >>> runs = [Labelled.of("a", curves, {"labels": {"disagreement": kind}}) for kind in KINDS]
    >>> found = kind_statistics(runs, [Prediction(kind) for kind in ("none", "held", "held")])
    >>> {kind: round(point(found[kind], 3), 3) for kind in ("none", "held", "any")}
    {'none': 1.0, 'held': 0.667, 'any': 1.0}
    """
    called = np.array([p.kind for p in predictions], dtype=object)
    true = np.array([str(run.labels["disagreement"]) for run in runs], dtype=object)
    each = {kind: f1(called == kind, true == kind) for kind in KINDS}
    macro = mean_of(list(each.values()))
    return {**each, "macro_f1": macro, "any": f1(called != "none", true != "none")}


def interval_statistics(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    """Precision, recall and F1 of intervals, counted over all runs together.

    >>> labels = {"disagreement_intervals": [{"start": 5, "end": 14}]}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": labels})
    >>> found = interval_statistics([run], [Prediction("held", ((5, 12), (20, 25)))])
    >>> point(found["precision"], 1), point(found["recall"], 1)
    (0.5, 1.0)
    """
    true = [true_intervals(run) for run in runs]
    both = list(zip(predictions, true, strict=True))
    hit = np.array([hits(p.intervals, t) for p, t in both])
    called = np.array([len(p.intervals) for p in predictions])
    wanted = np.array([len(t) for t in true])
    return {
        "precision": ratio(hit, called),
        "recall": ratio(hit, wanted),
        "f1": ratio(2 * hit, called + wanted),
    }


def true_intervals(run: Labelled) -> list[Interval]:
    """The labelled intervals; raises CorpusError for one without a start and an end.

    >>> labels = {"disagreement_intervals": [{"start": 5, "end": 14}]}
    >>> true_intervals(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": labels}))
    [(5, 14)]
    """
    found = run.labels.get("disagreement_intervals") or []
    try:
        return [(int(interval["start"]), int(interval["end"])) for interval in found]
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"truth of {run.name}: each of disagreement_intervals needs a start and an end."
        ) from error


def hits(predicted: Sequence[Interval], true: Sequence[Interval]) -> int:
    """How many pairs overlap by at least half of their union, each interval in one pair only.

    >>> hits([(10, 19)], [(12, 21)]), hits([(10, 19)], [(16, 30)])
    (1, 0)
    """
    pairs = [(overlap(p, t), p, t) for p in predicted for t in true]
    used: set[tuple[str, Interval]] = set()
    for share, p, t in sorted(pairs, reverse=True):
        if share >= HIT and ("predicted", p) not in used and ("true", t) not in used:
            used |= {("predicted", p), ("true", t)}
    return len(used) // 2


def overlap(a: Interval, b: Interval) -> float:
    """Epochs in both over epochs in either, in [0, 1]; first and last epoch belong to both.

    >>> overlap((0, 9), (5, 14))
    0.3333333333333333
    """
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]) + 1)
    return common / (a[1] - a[0] + 1 + b[1] - b[0] + 1 - common)


def score(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> float:
    """Mean of the F1 of held, improved, any, and intervals; what tuning looks at.

    NaN where one of the four is not defined.

    >>> known = {"disagreement_scored": True, "disagreement_intervals": [{"start": 5, "end": 14}]}
    >>> truths = [{"labels": {**known, "disagreement": kind}} for kind in ("held", "improved")]
    >>> runs = [Labelled.of("a", Curves.of(val_loss=[0.9]), truth) for truth in truths]
    >>> score(runs, [Prediction("held", ((5, 14),)), Prediction("improved", ((40, 50),))])
    0.875
    """
    found = figures(runs, predictions)
    wanted = [found.get(key, math.nan) for key in ("held", "improved", "any", "interval_f1")]
    return sum(wanted) / len(wanted)


def figures(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> dict[str, float]:
    """All F1 over those of the runs that are scored.

    >>> labels = {"disagreement": "held", "disagreement_scored": True}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": labels})
    >>> figures([run], [Prediction("held", ((3, 9),))])["interval_precision"]
    0.0
    >>> figures([], [])
    {}
    """
    kept, said = select(runs, predictions, is_scored)
    if not kept:
        return {}
    intervals = interval_statistics(kept, said)
    found = kind_statistics(kept, said) | {f"interval_{k}": s for k, s in intervals.items()}
    return {key: point(statistic, len(kept)) for key, statistic in found.items()}
