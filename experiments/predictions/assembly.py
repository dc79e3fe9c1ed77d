"""The report of what was seen, field by field."""

from dataclasses import replace
from typing import Any

import numpy as np

from experiments.analysis.two_numbers import wilson_interval
from experiments.predictions.concentration import concentration, hardest
from experiments.predictions.confidence import Top, judge
from experiments.predictions.confusion import (
    balanced_accuracy,
    class_reports,
    confusions,
    macro_f1,
    matrix,
)
from experiments.predictions.decomposition import decompose
from experiments.predictions.loss_interval import mean_loss_interval
from experiments.predictions.outcomes import Outcomes
from experiments.predictions.reliability import calibration
from experiments.predictions.report import Calibration, Report, Temperature, Words
from experiments.predictions.scores import Scores
from experiments.predictions.temperature import TemperatureFit
from experiments.predictions.words import say


def assemble(scores: Scores, seen: Outcomes, after: Calibration, found: TemperatureFit) -> Report:
    """The report of what was `seen`, with the calibration `after` the cross-fitted temperatures.

    >>> from experiments.predictions.outcomes import outcomes
    >>> scores = Scores(np.array([0]), np.array([[0.8, 0.2]]), "probabilities", ("cat", "dog"))
    >>> seen, fitted = outcomes(scores), TemperatureFit(1.0, 1.0, (0.5, 2.0))
    >>> report = assemble(scores, seen, calibration(outcomes(scores, 1.0)), fitted)
    >>> report.n, report.accuracy, report.mean_loss_wrong
    (1, 1.0, None)
    """
    report = Report(
        n=len(seen),
        kind=scores.kind,
        class_names=scores.classes,
        **_loss(scores, seen),
        **_labels(scores, seen),
        **_confidence(seen, len(scores.classes)),
        before=calibration(seen),
        after=after,
        temperature=Temperature(found.advised, found.ml, found.interval),
        decomposition=decompose(scores, seen.log_loss, found.ml),
        concentration=concentration(seen.loss),
        hardest=hardest(scores, seen),
        words=Words("", "", ""),
    )
    return replace(report, words=say(report))


def _loss(scores: Scores, seen: Outcomes) -> dict[str, Any]:
    """The loss and who carries it; softmax gives no class exactly 0, however small it is."""
    total, right = float(seen.loss.sum()), seen.right
    zeros = int((seen.p_true <= 0).sum()) if scores.kind == "probabilities" else 0
    return {
        "log_loss": seen.log_loss,
        "log_loss_interval": mean_loss_interval(seen.loss, seen.expected_variance),
        "zero_probabilities": zeros,
        "wrong": int((~right).sum()),
        "loss_share_wrong": float(seen.loss[~right].sum()) / total if total > 0 else 0.0,
        "mean_loss_right": _mean(seen.loss[right]),
        "mean_loss_wrong": _mean(seen.loss[~right]),
    }


def _mean(losses: np.ndarray) -> float | None:
    return float(losses.mean()) if len(losses) else None


def _labels(scores: Scores, seen: Outcomes) -> dict[str, Any]:
    k, classes = len(scores.classes), class_reports(seen, scores.classes)
    majority = max(classes, key=lambda c: c.support)
    return {
        "accuracy": seen.accuracy,
        "accuracy_interval": wilson_interval(int(seen.right.sum()), len(seen)),
        "balanced_accuracy": balanced_accuracy(classes),
        "macro_f1": macro_f1(classes),
        "majority_baseline": majority.support / len(seen),
        "majority_class": majority.name,
        "per_class": classes,
        "confusion": matrix(seen, k),
        "confusions": confusions(seen, k),
    }


def _confidence(seen: Outcomes, classes: int) -> dict[str, Any]:
    judged = judge(Top.of(seen, classes))
    return {
        "confidence": judged.confidence,
        "confidence_shown": judged.shown,
        "confidence_gap": judged.gap,
        "confidence_gap_interval": judged.interval,
    }
