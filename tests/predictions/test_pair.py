"""Two models on the same samples: what differs, and how far it can be chance."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.predictions.matching import NotPaired
from experiments.predictions.pair import compare_pair
from tests.predictions.pairs import reordered, samples

RIGHT_A = np.array([True] * 80 + [False] * 20)
RIGHT_B = np.array([True] * 75 + [False] * 15 + [True] * 10)


def holds_zero(interval: tuple[float, float]) -> bool:
    return interval[0] <= 0 <= interval[1]


def test_counts_of_samples_that_only_one_labels_right():
    test = compare_pair(samples(RIGHT_A), samples(RIGHT_B))
    assert (test.n, test.only_a_right, test.only_b_right) == (100, 5, 10)
    assert test.accuracy_difference == pytest.approx(-0.05)


def test_p_is_the_binomial_probability_of_such_a_split_or_a_rarer_one():
    test = compare_pair(samples(RIGHT_A), samples(RIGHT_B))
    expected = 2 * sum(comb(15, k) for k in range(6)) / 2**15
    assert test.p_value == pytest.approx(expected, rel=1e-12)


def test_the_loss_difference_is_that_of_the_means():
    a, b = samples(RIGHT_A), samples(RIGHT_B)
    test = compare_pair(a, b)
    assert test.loss_difference == pytest.approx(a.loss.mean() - b.loss.mean())
    assert test.loss_interval[0] < test.loss_difference < test.loss_interval[1]


def test_samples_that_differ_come_with_the_largest_difference_of_loss_first():
    p = np.full(100, 0.9)
    p[77], p[79] = 0.95, 0.99
    differing = compare_pair(samples(RIGHT_A, p), samples(RIGHT_B)).differing
    assert [d.id for d in differing[:2]] == ["image-79", "image-77"]
    assert len(differing) == 15
    assert differing[0].loss_a == pytest.approx(-np.log(0.99))
    assert differing[0].predicted_a == differing[0].label != differing[0].predicted_b


def test_at_most_a_hundred_differing_samples_are_listed():
    everything = np.ones(500, dtype=bool)
    assert len(compare_pair(samples(everything), samples(~everything)).differing) == 100


def test_a_model_against_itself_differs_in_nothing():
    test = compare_pair(samples(RIGHT_A), samples(RIGHT_A))
    assert (test.p_value, test.loss_interval, test.ece_difference) == (1.0, (0.0, 0.0), 0.0)
    assert holds_zero(test.accuracy_interval)
    assert holds_zero(test.loss_interval)


def test_the_order_of_samples_does_not_matter_where_they_have_ids():
    a, b = samples(RIGHT_A), samples(RIGHT_B)
    order = np.random.default_rng(1).permutation(100)
    assert compare_pair(a, reordered(b, order)) == compare_pair(a, b)


def test_ece_differences_are_those_of_the_bins():
    sure = samples(RIGHT_A, np.where(RIGHT_A, 0.99, 0.01))
    honest = samples(RIGHT_A, np.where(RIGHT_A, 0.80, 0.20))
    test = compare_pair(sure, honest)
    assert test.ece_difference == pytest.approx(0.19)
    assert test.ece_interval[0] > 0


def test_samples_of_another_set_are_not_compared():
    other = samples(RIGHT_A, ids=np.array([f"other-{i}" for i in range(100)], dtype=object))
    assert isinstance(compare_pair(samples(RIGHT_A), other), NotPaired)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=10, max_size=60))
def test_swapping_the_models_turns_every_sign(answers):
    right_a, right_b = np.array(answers).T
    test = compare_pair(samples(right_a), samples(right_b))
    swapped = compare_pair(samples(right_b), samples(right_a)).reversed
    assert swapped.p_value == pytest.approx(test.p_value)
    assert swapped.accuracy_interval == pytest.approx(test.accuracy_interval)
    assert swapped.loss_difference == pytest.approx(test.loss_difference)
    assert (swapped.only_a_right, swapped.only_b_right) == (test.only_a_right, test.only_b_right)
    assert swapped.differing == test.differing


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30))
def test_the_accuracy_interval_leaves_out_zero_exactly_where_p_is_below_5_percent(b, c):
    right_a = np.array([True] * b + [False] * c + [True] * 40)
    right_b = np.array([False] * b + [True] * c + [True] * 40)
    test = compare_pair(samples(right_a), samples(right_b))
    assert holds_zero(test.accuracy_interval) == (test.p_value >= 0.05)
