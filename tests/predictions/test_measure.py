"""From scores to a report: the worked cases, the edges, and what must not change anything."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import softmax

from experiments.predictions.measure import measure
from experiments.predictions.report import Report
from experiments.predictions.scores import Scores
from tests.predictions.made import any_probabilities, binary, drawn, logits, names, probabilities


def test_the_more_accurate_of_two_models_can_have_the_worse_loss():
    unsure = measure(binary((80, True, 0.99), (20, False, 0.49)))
    surer = measure(binary((95, True, 0.99), (5, False, 0.01)))
    assert unsure.log_loss == pytest.approx(0.1507, abs=5e-5)
    assert surer.log_loss == pytest.approx(0.2398, abs=5e-5)
    assert (unsure.accuracy, surer.accuracy) == (0.8, 0.95)
    assert surer.loss_share_wrong == pytest.approx(0.96, abs=0.001)
    assert surer.mean_loss_wrong == pytest.approx(-math.log(0.01))
    assert surer.mean_loss_right == pytest.approx(-math.log(0.99))


@pytest.mark.parametrize(("p", "loss"), [(0.51, 0.6733), (0.99, 0.01005)])
def test_always_right_and_never_over_confident(p, loss):
    report = measure(binary((100, True, p)))
    assert report.log_loss == pytest.approx(loss, abs=5e-5)
    assert (report.accuracy, report.wrong, report.mean_loss_wrong) == (1.0, 0, None)
    assert report.confidence != "over"
    assert report.loss_share_wrong == 0


def test_the_largest_class_is_named_with_its_share():
    report = measure(probabilities([[0.3, 0.7]] * 100, [0] * 90 + [1] * 10))
    assert (report.majority_baseline, report.majority_class) == (0.9, "class 0")
    assert (report.accuracy, report.balanced_accuracy) == (0.1, 0.5)


def test_temperature_lowers_the_loss_of_an_over_confident_model():
    report = measure(drawn(5_000, 4, temperature=3.0))
    assert report.confidence == "over"
    assert report.confidence_shown
    assert report.temperature.interval[0] < 3 < report.temperature.interval[1]
    assert report.after.log_loss < report.before.log_loss
    assert report.after.ece < 0.03 < report.before.ece
    assert report.decomposition.miscalibration == pytest.approx(
        report.before.log_loss - report.after.log_loss, abs=0.005
    )


@settings(max_examples=40)
@given(any_probabilities())
def test_every_report_can_be_stored_and_read(scores: Scores):
    report = measure(scores)
    stored = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert Report.from_json(stored) == report


@settings(max_examples=40)
@given(any_probabilities())
def test_the_parts_add_up(scores: Scores):
    report, n = measure(scores), len(scores)
    assert sum(c.support for c in report.per_class) == n
    assert sum(c.predicted for c in report.per_class) == n
    total = sum(c.loss_share for c in report.per_class)
    assert total == pytest.approx(1)
    right = 0 if report.mean_loss_right is None else report.mean_loss_right * (n - report.wrong)
    wrong = 0 if report.mean_loss_wrong is None else report.mean_loss_wrong * report.wrong
    assert (right + wrong) / n == pytest.approx(report.log_loss, abs=1e-12)
    low, high = report.log_loss_interval
    assert low <= report.log_loss <= high


def test_a_true_class_of_exactly_zero_is_counted():
    report = measure(probabilities([[1, 0], [0, 1], [0.5, 0.5]], [1, 1, 0]))
    assert report.zero_probabilities == 1
    assert report.mean_loss_wrong == pytest.approx(36.0437, abs=1e-4)


def test_logits_have_no_exact_zero_and_no_largest_loss():
    report = measure(logits([[1e4, -1e4], [-1e4, 1e4]] * 10, [1, 1, *[0, 1] * 9]))
    assert report.zero_probabilities == 0
    assert report.hardest[0].loss == 2e4
    assert report.log_loss == pytest.approx(1000)


@pytest.mark.parametrize("label", [0, 1])
def test_one_sample_makes_a_report(label):
    report = measure(probabilities([[0.8, 0.2]], [label]))
    assert report.n == 1
    assert report.log_loss_interval[0] == 0
    assert report.concentration.half_count == 1


def test_single_precision_in_a_mapped_file_gives_the_same(tmp_path):
    scores = drawn(2_000, 5, 2.0)
    single = scores.values.astype(np.float32)
    np.save(tmp_path / "z.npy", single)
    mapped = np.load(tmp_path / "z.npy", mmap_mode="r")
    assert measure(logits(mapped, scores.labels)) == measure(
        logits(single.astype(np.float64), scores.labels)
    )


def test_a_constant_added_to_logits_changes_nothing():
    scores = drawn(500, 3)
    moved, still = measure(logits(scores.values + 50, scores.labels)), measure(scores)
    assert moved.log_loss == pytest.approx(still.log_loss)
    assert moved.temperature.ml == pytest.approx(still.temperature.ml, rel=1e-6)


def test_the_order_of_samples_changes_no_number_but_the_cross_fitted():
    scores = drawn(500, 3)
    other = np.random.default_rng(1).permutation(500)
    mixed = measure(logits(scores.values[other], scores.labels[other]))
    still = measure(scores)
    assert mixed.log_loss == pytest.approx(still.log_loss)
    assert mixed.before.ece == pytest.approx(still.before.ece)
    assert mixed.confusion == still.confusion
    assert mixed.after.log_loss == pytest.approx(still.after.log_loss, rel=0.02)


def test_probabilities_and_their_logits_make_the_same_report():
    scores = drawn(500, 3, 2.0)
    p = softmax(scores.values, axis=1)
    ours, theirs = measure(scores), measure(probabilities(p, scores.labels))
    assert theirs.temperature.ml == pytest.approx(ours.temperature.ml, rel=1e-6)
    assert theirs.after.log_loss == pytest.approx(ours.after.log_loss, rel=1e-6)


def test_progress_rises_to_all(tmp_path):
    told: list[float] = []
    measure(drawn(200, 3), progress=told.append, samples=tmp_path / "s.parquet")
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 3


def test_what_cannot_be_measured_is_refused():
    scores = drawn(5, 3)
    with pytest.raises(ValueError, match="at least one sample"):
        measure(Scores(np.array([], dtype=int), np.empty((0, 2)), "logits", names(2)))
    with pytest.raises(ValueError, match="at least two classes"):
        measure(Scores(np.array([0]), np.ones((1, 1)), "probabilities", names(1)))
    with pytest.raises(ValueError, match="labels must lie in 0 to 2, not 0 to 3"):
        measure(dataclasses.replace(scores, labels=np.array([0, 1, 2, 3, 0])))
