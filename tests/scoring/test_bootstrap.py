"""Estimates are what they say, and their intervals behave as intervals do."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.scoring.bootstrap import (
    estimate,
    mean,
    mean_of,
    minus,
    point,
    quantile,
    ratio,
    resamples,
)

VALUES = arrays(np.float64, st.integers(1, 30), elements=st.floats(-100, 100))


@given(VALUES)
def test_the_value_is_that_of_all_runs_and_the_interval_lies_within_their_range(values):
    found = estimate(mean(values), len(values), 50)
    assert found.value == pytest.approx(values.mean(), abs=1e-9)
    assert values.min() - 1e-9 <= found.low <= found.high <= values.max() + 1e-9


@given(VALUES)
def test_a_statistic_less_itself_is_zero_in_every_round(values):
    same = mean(values)
    found = estimate(minus(same, same), len(values), 50)
    assert (found.value, found.low, found.high) == (0, 0, 0)


@given(VALUES)
def test_a_difference_by_a_constant_has_no_spread(values):
    found = estimate(minus(mean(values + 5), mean(values)), len(values), 50)
    assert found.low == pytest.approx(5)
    assert found.high == pytest.approx(5)


def test_the_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.tile([0.0, 1.0], 200)
    found = estimate(mean(values), len(values), 4000)
    standard_error = 0.5 / math.sqrt(len(values))
    assert found.high - found.low == pytest.approx(2 * 1.96 * standard_error, rel=0.08)


def test_the_same_runs_are_drawn_every_time():
    first = resamples(40, 20).copy()
    resamples.cache_clear()
    assert (resamples(40, 20) == first).all()


def test_rounds_in_which_nothing_is_defined_are_left_out():
    one_of_two = ratio(np.array([1.0, 0.0]), np.array([1.0, 0.0]))
    found = estimate(one_of_two, 2, 200)
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_what_is_nowhere_defined_has_neither_value_nor_interval():
    found = estimate(ratio(np.zeros(3), np.zeros(3)), 3, 20)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert not found.shown


def test_without_runs_or_rounds_there_is_no_interval():
    assert math.isnan(estimate(mean(np.zeros(0)), 0, 10).value)
    assert math.isnan(estimate(mean(np.array([1.0, 2.0])), 2, 0).low)


def test_a_mean_of_statistics_passes_over_those_that_are_not_defined():
    two, none = mean(np.array([2.0])), ratio(np.zeros(1), np.zeros(1))
    assert point(mean_of([two, none]), 1) == 2
    assert math.isnan(point(mean_of([none, none]), 1))


def test_quantiles_are_taken_of_each_resample():
    assert point(quantile(np.array([1.0, 2.0, 30.0]), 0.5), 3) == 2
    low = quantile(np.array([1.0, 2.0]), 0.0)(np.array([[0, 1], [1, 1]]))
    assert low.tolist() == [1, 2]
