"""Intervals contain the truth as often as they say; seeded simulations."""

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.calibration import calibration_curve

from experiments.predictions.resampling import (
    MOST_RESAMPLED,
    calibration_gap,
    calibration_interval,
    mcnemar,
    mean_interval,
)


def coverage(intervals: list[tuple[float, float]], truth: float) -> float:
    return float(np.mean([low <= truth <= high for low, high in intervals]))


def test_the_bootstrap_of_a_mean_of_losses_covers_its_truth():
    chance = np.random.default_rng(3)
    drawn = [mean_interval(chance.exponential(1.0, 80)) for _ in range(300)]
    assert 0.90 <= coverage(drawn, 1.0) <= 0.98


def test_a_dozen_values_are_covered_as_well():
    chance = np.random.default_rng(4)
    drawn = [mean_interval(chance.normal(0.0, 1.0, 12)) for _ in range(300)]
    assert 0.92 <= coverage(drawn, 0.0) <= 0.98


def test_a_difference_that_rests_on_a_dozen_huge_errors_is_covered_less_often():
    """What docs/comparing.md warns of: unseen errors are in no resample."""
    chance = np.random.default_rng(11)
    drawn = [
        mean_interval(chance.exponential(20.0, 1000) * (chance.random(1000) < 0.01))
        for _ in range(200)
    ]
    assert 0.83 <= coverage(drawn, 0.2) <= 0.95


def test_many_values_have_the_interval_that_the_bootstrap_comes_to():
    values = np.random.default_rng(5).exponential(1.0, MOST_RESAMPLED + 1)
    resampled = mean_interval(values[:-1])
    assert mean_interval(values) == pytest.approx(resampled, abs=2e-3)


def test_equal_models_are_told_apart_no_more_often_than_5_percent():
    chance = np.random.default_rng(6)
    differ = chance.binomial(400, 0.1, 600)
    only_a = chance.binomial(differ, 0.5)
    p = [mcnemar(int(b), int(d - b), 400)[1] for b, d in zip(only_a, differ, strict=True)]
    assert np.mean(np.array(p) < 0.05) <= 0.05


@pytest.mark.parametrize(
    ("n", "only_a", "only_b"),
    [(500, 0.09, 0.05), (500, 0.15, 0.02), (100, 0.01, 0.0), (258, 0.06, 0.03)],
)
def test_the_accuracy_interval_covers_a_true_difference(n, only_a, only_b):
    chance = np.random.default_rng(7)
    counts = chance.multinomial(n, [only_a, only_b, 1 - only_a - only_b], 300)
    drawn = [mcnemar(int(b), int(c), n)[0] for b, c, _ in counts]
    assert coverage(drawn, only_a - only_b) >= 0.92


def test_models_that_differ_on_no_sample_seen_may_differ_on_others():
    (low, high), p = mcnemar(0, 0, 100)
    assert (round(low, 3), round(high, 3), p) == (-0.037, 0.037, 1.0)


def test_mcnemar_is_exact():
    assert mcnemar(2, 10, 100)[1] == pytest.approx(2 * binom.cdf(2, 12, 0.5), rel=1e-12)


def test_the_calibration_gap_is_that_of_scikit_learns_bins():
    chance = np.random.default_rng(8)
    confidence = chance.uniform(0.3, 1.0, 2000)
    right = chance.random(2000) < confidence**2
    share, mean = calibration_curve(right, confidence, n_bins=15)
    edges = np.linspace(0, 1, 16)
    weight = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=15)
    expected = (weight[weight > 0] * np.abs(share - mean)).sum() / 2000
    assert calibration_gap(confidence, right) == pytest.approx(expected, abs=1e-12)


def test_equally_calibrated_models_are_seldom_told_apart():
    chance = np.random.default_rng(9)
    drawn = []
    for _ in range(150):
        skill = chance.uniform(0.5, 1.0, 600)
        right = chance.random(600) < skill, chance.random(600) < skill
        drawn.append(calibration_interval((skill, skill), right))
    assert coverage(drawn, 0.0) >= 0.92


def test_a_gap_of_calibration_is_covered():
    chance = np.random.default_rng(10)
    drawn = []
    for _ in range(150):
        right = chance.random(1000) < 0.8
        drawn.append(
            calibration_interval((np.full(1000, 0.95), np.full(1000, 0.9)), (right, right))
        )
    assert coverage(drawn, 0.05) >= 0.92


def test_beside_a_calibrated_model_a_gap_is_covered_less_often_and_never_turned():
    chance = np.random.default_rng(11)
    drawn = []
    for _ in range(150):
        skill = chance.uniform(0.3, 0.95, 2000)
        right = chance.random(2000) < skill
        drawn.append(calibration_interval((skill + 0.05, skill), (right, right)))
    assert 0.55 < coverage(drawn, 0.05) < 0.92
    assert all(high > 0 for low, high in drawn)


@pytest.mark.parametrize("sure", [0.5, 0.7, 0.95])
def test_the_interval_holds_the_difference_that_was_seen(sure):
    chance = np.random.default_rng(12)
    skill = chance.uniform(0.3, 1.0, 300)
    right = chance.random(300) < skill
    low, high = calibration_interval((np.full(300, sure), skill), (right, right))
    seen = calibration_gap(np.full(300, sure), right) - calibration_gap(skill, right)
    assert low < seen < high
    assert seen - low == pytest.approx(high - seen)
