"""How well overfitting is found, and how good the advised checkpoint is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.finding import Finding, Report
from experiments.curves import Curves
from experiments.scoring.bootstrap import Statistic, mean, mean_of, point, quantile
from experiments.scoring.corpus import Labelled, position
from experiments.scoring.groups import GROUPS, select
from experiments.scoring.rates import f1, precision, recall

LABEL = "overfits_loss"
CLASSES = ("yes", "no", "borderline")
MOST_REGRET = 200.0


@dataclass(frozen=True)
class Prediction:
    """What is said of one run.

    - `answer`: ``yes``, ``no`` or ``inconclusive``
    - `borderline`: the finding is a note, be it a yes or a no
    - `advised`: position of the epoch to keep
    - `onset`: position since when it overfits; the advised one where it does not
    """

    answer: str
    advised: int
    onset: int
    borderline: bool = False

    @property
    def says_yes(self) -> bool:
        return self.answer == "yes"

    @property
    def of_three(self) -> str:
        """``yes``, ``no`` or ``borderline``; inconclusive counts as no."""
        return "borderline" if self.borderline else "yes" if self.says_yes else "no"


def predict(curves: Curves, report: Report) -> Prediction:
    """The answer of the shipped rules; without a checkpoint the last epoch is kept.

    Raises ValueError for a report without exactly one finding of the rule.

    >>> from experiments.analysis import analyse
    >>> from experiments.facts import Facts
    >>> curves = Curves.of(val_loss=[0.9, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 20)])
    >>> predict(curves, analyse(curves, Facts()))
    Prediction(answer='yes', advised=2, onset=2, borderline=False)
    """
    keep = report.keep.by_loss
    advised = len(curves) - 1 if keep is None else position(curves, keep)
    [finding] = [f for f in report.findings if f.rule == "overfitting"]
    return predicted(curves, finding, advised)


def predicted(curves: Curves, finding: Finding, advised: int) -> Prediction:
    """What a finding of the rule says; `advised` is the position of the epoch to keep.

    >>> finding = Finding("overfitting", "yes", "It rises.", severity="note", first_epoch=2.0)
    >>> predicted(Curves.of(val_loss=[0.9, 0.5, 0.51]), finding, advised=1)
    Prediction(answer='yes', advised=1, onset=1, borderline=True)
    """
    since = finding.first_epoch
    onset = advised if since is None else position(curves, since)
    return Prediction(finding.verdict, advised, onset, finding.severity == "note")


def is_scored(run: Labelled) -> bool:
    """Labelled yes or no; borderline, unstable and diverged runs are left out.

    >>> curves = Curves.of(val_loss=[0.9])
    >>> is_scored(Labelled.of("a", curves, {"labels": {"overfits_loss": "no"}}))
    True
    >>> is_scored(Labelled.of("a", curves, {"labels": {"overfits_loss": "unstable"}}))
    False
    """
    return run.labels.get(LABEL) in ("yes", "no")


def is_scored_in_three(run: Labelled) -> bool:
    """Labelled yes, no or borderline.

    >>> truth = {"labels": {"overfits_loss": "borderline"}}
    >>> is_scored_in_three(Labelled.of("a", Curves.of(val_loss=[0.9]), truth))
    True
    """
    return run.labels.get(LABEL) in CLASSES


def overfits(run: Labelled) -> bool:
    """Labelled yes.

    >>> overfits(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {"overfits_loss": "yes"}}))
    True
    """
    return run.labels.get(LABEL) == "yes"


def detection(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> dict[str, Statistic]:
    """Precision, recall and F1 of yes, and macro-F1 of yes and no, on runs that `is_scored`.

    Inconclusive counts as no; in `macro_f1_strict` as the opposite of what is true.

    >>> curves, labels = Curves.of(val_loss=[0.9]), ("yes", "yes", "no")
    >>> runs = [Labelled.of("a", curves, {"labels": {LABEL: label}}) for label in labels]
    >>> found = detection(runs, [Prediction(a, 0, 0) for a in ("yes", "inconclusive", "no")])
    >>> {name: round(point(found[name], 3), 3) for name in ("precision", "recall", "f1")}
    {'precision': 1.0, 'recall': 0.5, 'f1': 0.667}
    """
    called = np.array([p.says_yes for p in predictions], dtype=bool)
    unclear = np.array([p.answer == "inconclusive" for p in predictions], dtype=bool)
    true = np.array([overfits(run) for run in runs], dtype=bool)
    return {
        "precision": precision(called, true),
        "recall": recall(called, true),
        "f1": f1(called, true),
        "macro_f1": _macro(called, true),
        "macro_f1_strict": _macro(np.where(unclear, ~true, called), true),
    }


def _macro(called: np.ndarray, true: np.ndarray) -> Statistic:
    return mean_of([f1(called, true), f1(~called, ~true)])


def three_classes(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    """F1 of yes, no and borderline, and their mean, on runs that `is_scored_in_three`.

    >>> curves = Curves.of(val_loss=[0.9])
    >>> runs = [Labelled.of("a", curves, {"labels": {LABEL: name}}) for name in CLASSES]
    >>> said = [Prediction("yes", 0, 0), Prediction("no", 0, 0), Prediction("no", 0, 0, True)]
    >>> point(three_classes(runs, said)["macro_f1"], 3)
    1.0
    """
    called = np.array([p.of_three for p in predictions])
    true = np.array([str(run.labels[LABEL]) for run in runs])
    each = {name: f1(called == name, true == name) for name in CLASSES}
    return {**each, "macro_f1": mean_of(list(each.values()))}


def regret(run: Labelled, advised: int) -> float:
    """Population loss at the advised epoch over its minimum, less 1, in per cent.

    Infinite where the loss is not finite there, or above a minimum that is no more than zero.

    >>> truth = {"labels": {}, "population": {"loss": [0.9, 0.5, 0.6]}}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6]), truth)
    >>> round(regret(run, 2), 3), regret(run, 1)
    (20.0, 0.0)
    """
    loss = run.population_loss()
    low = float(np.min(loss, where=np.isfinite(loss), initial=math.inf))
    if loss[advised] == low:
        return 0.0
    excess = 100 * (loss[advised] / low - 1) if low > 0 else math.inf
    return float(excess) if math.isfinite(excess) else math.inf


def regret_statistics(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    """Median, mean (capped at 200 % a run) and 90th percentile of the regret, in per cent.

    >>> truth = {"labels": {}, "population": {"loss": [0.9, 0.1, 0.11]}}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.1, 0.11]), truth)
    >>> found = regret_statistics([run, run], [Prediction("no", at, at) for at in (0, 2)])
    >>> round(point(found["mean"], 2), 2)
    105.0
    """
    found = [regret(run, p.advised) for run, p in zip(runs, predictions, strict=True)]
    capped = np.minimum(np.array(found, dtype=np.float64), MOST_REGRET)
    return {"median": quantile(capped, 0.5), "mean": mean(capped), "p90": quantile(capped, 0.9)}


def onset_statistics(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    """Distance of the onset from the lowest population loss: epochs, and per cent of the length.

    >>> run = Labelled.of("a", Curves.of(val_loss=[0.5] * 20), {"labels": {"onset_epoch": 8}})
    >>> found = onset_statistics([run], [Prediction("yes", 9, 12)])
    >>> point(found["median_epochs"], 1), point(found["mean_share"], 1)
    (4.0, 20.0)
    """
    both = zip(runs, predictions, strict=True)
    away = np.array([abs(p.onset - int(r.labels["onset_epoch"])) for r, p in both], dtype=float)
    share = 100 * away / np.array([run.epochs for run in runs], dtype=float)
    return {
        "median_epochs": quantile(away, 0.5),
        "mean_epochs": mean(away),
        "mean_share": mean(share),
    }


def score(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> float:
    """Macro-F1 of yes and no over those of the runs that are scored; what tuning looks at.

    >>> curves, labels = Curves.of(val_loss=[0.9]), ("yes", "no", "borderline")
    >>> runs = [Labelled.of("a", curves, {"labels": {LABEL: label}}) for label in labels]
    >>> score(runs, [Prediction(answer, 0, 0) for answer in ("yes", "no", "yes")])
    1.0
    """
    kept, said = select(runs, predictions, is_scored)
    return point(detection(kept, said)["macro_f1"], len(kept)) if kept else math.nan


def figures(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> dict[str, float]:
    """What else is asked of a tuned rule: macro-F1 by group, of three classes, and mean regret.

    >>> truth = {"labels": {LABEL: "yes"}, "population": {"loss": [0.9, 0.5, 0.6]}}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6]), truth)
    >>> found = figures([run], [Prediction("yes", 2, 1)])
    >>> found["macro_f1 to_20_epochs"], round(found["mean_regret yes"], 1)
    (1.0, 20.0)
    """
    found = {f"macro_f1 {g.key}": score(*select(runs, predictions, g.holds)) for g in GROUPS}
    three = select(runs, predictions, is_scored_in_three)
    yes, scored = (select(runs, predictions, holds) for holds in (overfits, is_scored))
    if three[0]:
        found["three_classes"] = point(three_classes(*three)["macro_f1"], len(three[0]))
    for name, kept in (("mean_regret yes", yes), ("mean_regret scored", scored)):
        if kept[0]:
            found[name] = point(regret_statistics(*kept)["mean"], len(kept[0]))
    return found
