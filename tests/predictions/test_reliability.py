"""Bins and ECE: worked by hand, at the edges, and with ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.two_numbers import wilson_interval
from experiments.predictions.outcomes import outcomes
from experiments.predictions.reliability import BINS, all_edges, bins, calibration, expected_error
from tests.predictions.made import any_probabilities, binary, drawn

FIVE = np.linspace(0, 1, 6)


def test_ten_samples_worked_by_hand():
    """Guo et al. (2017), equation 3, with five bins.

    (0.4, 0.6]: 0.50 0.55 0.60, two right:  |2/3 - 0.55|  = 0.116667, weight 3/10
    (0.6, 0.8]: 0.70 0.80, one right:       |1/2 - 0.75|  = 0.25,     weight 2/10
    (0.8, 1.0]: 0.90 0.90 0.95 0.95 1.00, three right: |0.6 - 0.94| = 0.34, weight 5/10
    sum: 0.035 + 0.05 + 0.17 = 0.255
    """
    confidence = np.array([0.50, 0.55, 0.60, 0.70, 0.80, 0.90, 0.90, 0.95, 0.95, 1.00])
    right = np.array([1, 1, 0, 1, 0, 1, 1, 1, 0, 0], dtype=bool)
    found = bins(confidence, right, FIVE)
    assert [b.count for b in found] == [3, 2, 5]
    assert [b.accuracy for b in found] == pytest.approx([2 / 3, 0.5, 0.6])
    assert expected_error(found) == pytest.approx(0.255, abs=1e-12)


def test_cats_and_dogs_worked_by_hand():
    """80 right at 0.99, 20 wrong that were given 0.51: two bins.

    0.8 |1 - 0.99| + 0.2 |0 - 0.51| = 0.008 + 0.102 = 0.11
    """
    found = calibration(outcomes(binary((80, True, 0.99), (20, False, 0.49))))
    assert found.ece == pytest.approx(0.11, abs=1e-12)
    assert found.mean_confidence == pytest.approx(0.894, abs=1e-12)


def test_opposite_errors_in_one_bin_cancel_as_published():
    found = bins(np.array([0.9, 0.9]), np.array([True, False]), np.array([0, 1.0]))
    assert expected_error(found) == pytest.approx(0.4)


def test_a_bin_holds_its_upper_edge_and_the_first_its_lower():
    confidence = np.array([0.0, 0.2, 0.2 + 1e-12, 0.4, 1.0])
    found = bins(confidence, np.ones(5, dtype=bool), FIVE)
    assert [(b.low, b.count) for b in found] == [(0.0, 2), (0.2, 2), (FIVE[4], 1)]


def test_each_bin_has_its_wilson_interval():
    found = calibration(outcomes(drawn(500, 3))).bins
    for b in found:
        assert b.interval == wilson_interval(round(b.accuracy * b.count), b.count)
        assert b.low < b.confidence <= b.high


def test_equal_confidences_stay_in_one_bin_of_equal_count():
    found = calibration(outcomes(binary((50, True, 0.9), (50, False, 0.1)))).mass_bins
    assert [(b.count, b.accuracy) for b in found] == [(100, 0.5)]


def test_bins_of_equal_count_are_equal_without_ties():
    found = calibration(outcomes(drawn(1_500, 3))).mass_bins
    assert {b.count for b in found} <= {99, 100, 101}
    assert len(found) == BINS


def test_intervals_of_a_calibrated_model_hold_their_confidence():
    covered = total = 0
    for seed in range(60):
        for b in calibration(outcomes(drawn(2_000, 3, seed=seed))).bins:
            covered += b.interval[0] <= b.confidence <= b.interval[1]
            total += 1
    assert 0.92 < covered / total < 0.99


@given(any_probabilities())
def test_no_sample_is_lost_and_no_error_exceeds_one(scores):
    found = calibration(outcomes(scores))
    for some, ece in ((found.bins, found.ece), (found.mass_bins, found.ece_mass)):
        assert sum(b.count for b in some) == len(scores)
        assert 0 <= ece <= 1
    assert found.ece >= abs(found.mean_confidence - outcomes(scores).accuracy) - 1e-12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_edges_rise(confidence):
    for edges in all_edges(np.array(confidence)):
        assert (np.diff(edges) >= -1e-12).all()
        assert len(edges) == BINS + 1
