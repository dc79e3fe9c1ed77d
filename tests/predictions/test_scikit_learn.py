"""Where scikit-learn defines a number too, the report has the same."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)

from experiments.predictions.assembly import assemble
from experiments.predictions.outcomes import outcomes
from experiments.predictions.reliability import BINS, calibration
from experiments.predictions.report import Report
from experiments.predictions.scores import Scores
from experiments.predictions.temperature import TemperatureFit
from tests.predictions.made import any_probabilities, logits, names, probabilities

UNCHANGED = TemperatureFit(1.0, 1.0, (0.5, 2.0))


def reported(scores: Scores) -> Report:
    seen = outcomes(scores)
    return assemble(scores, seen, calibration(seen), UNCHANGED)


def same(value: float) -> object:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@given(any_probabilities())
def test_log_loss_and_brier_score(scores: Scores):
    report, all_classes = reported(scores), range(len(scores.classes))
    assert report.log_loss == same(log_loss(scores.labels, scores.values, labels=all_classes))
    brier = brier_score_loss(scores.labels, scores.values, labels=all_classes)
    assert report.before.brier == same(brier)


@given(any_probabilities())
def test_accuracies_and_f1(scores: Scores):
    report, labels = reported(scores), scores.labels
    predicted = scores.values.argmax(axis=1)
    assert report.accuracy == same(accuracy_score(labels, predicted))
    assert report.macro_f1 == same(f1_score(labels, predicted, average="macro"))
    with warnings.catch_warnings(action="ignore"):  # Classes predicted that have no samples.
        assert report.balanced_accuracy == same(balanced_accuracy_score(labels, predicted))


@given(any_probabilities())
def test_each_class(scores: Scores):
    report, k = reported(scores), len(scores.classes)
    found = precision_recall_fscore_support(
        scores.labels, scores.values.argmax(axis=1), labels=range(k), zero_division=0
    )
    for c, (precision, recall, f1, support) in zip(
        report.per_class, zip(*found, strict=True), strict=True
    ):
        assert (c.precision, c.recall, c.f1) == (same(precision), same(recall), same(f1))
        assert c.support == support


@given(any_probabilities())
def test_confusion_matrix(scores: Scores):
    found = confusion_matrix(
        scores.labels, scores.values.argmax(axis=1), labels=range(len(scores.classes))
    )
    report = reported(scores)
    assert np.array_equal(report.confusion, found)
    np.fill_diagonal(found, 0)
    assert sum(c.count for c in report.confusions) == sum(sorted(found.ravel())[-100:])
    assert all(found[c.true, c.predicted] == c.count for c in report.confusions)


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@given(scores=any_probabilities())
def test_bins_of_confidence(scores: Scores, strategy: str):
    before = reported(scores).before
    right = scores.values.argmax(axis=1) == scores.labels
    accuracies, confidences = calibration_curve(
        right, scores.values.max(axis=1), pos_label=True, n_bins=BINS, strategy=strategy
    )
    bins = before.bins if strategy == "uniform" else before.mass_bins
    assert [b.accuracy for b in bins] == same(accuracies.tolist())
    assert [b.confidence for b in bins] == same(confidences.tolist())


@settings(max_examples=30)
@given(st.integers(2, 20), st.integers(0, 2**32 - 1))
def test_logits_as_the_probabilities_of_their_softmax(classes: int, seed: int):
    chance = np.random.default_rng(seed)
    z, labels = chance.normal(0, 3, (40, classes)), chance.integers(0, classes, 40)
    ours, theirs = reported(logits(z, labels)), reported(probabilities(softmax(z, axis=1), labels))
    assert ours.log_loss == same(theirs.log_loss)
    assert ours.before.brier == same(theirs.before.brier)
    assert ours.before.ece == same(theirs.before.ece)


def test_a_thousand_classes_in_many_blocks():
    chance = np.random.default_rng(3)
    p = chance.dirichlet(np.full(1000, 0.1), 2000)
    labels = chance.integers(0, 1000, 2000)
    report = reported(Scores(labels, p, "probabilities", names(1000)))
    assert report.log_loss == same(log_loss(labels, p, labels=range(1000)))
    assert report.before.brier == same(brier_score_loss(labels, p, labels=range(1000)))
    assert report.confusion is None
    assert len(report.confusions) == 100
