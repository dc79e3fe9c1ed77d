from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.rises import Limits, Rise, gain, rises
from experiments.analysis.smoothing import smoothed
from experiments.analysis.tracks import Pair
from tests.analysis.shapes import climbing, falling, jitter, turning


def found(loss, accuracy, limits=None):
    smooth, both = smoothed(loss), Pair("val", np.arange(float(len(loss))), loss, accuracy)
    return rises(both, smooth, smoothed(accuracy), float(smooth.min()), limits or Limits())


def ends(loss, accuracy):
    return [(rise.first, rise.last) for rise in found(loss, accuracy)]


def test_a_rise_runs_from_the_turn_to_the_end():
    [(first, last)] = ends(turning(60, 20), climbing(60))
    assert abs(first - 20) <= 2
    assert last == 59


def test_a_rise_ends_where_accuracy_starts_to_fall_for_good():
    accuracy = np.concatenate([climbing(40), np.linspace(0.89, 0.6, 20)])
    [(_, last)] = ends(turning(60, 20), accuracy)
    assert 39 <= last <= 41


def test_a_short_dip_of_accuracy_does_not_split_a_rise():
    accuracy = np.full(60, 0.8)
    accuracy[38:42] -= 0.005
    assert len(ends(turning(60, 20), accuracy)) == 1


def test_a_deep_dip_of_accuracy_splits_a_rise():
    accuracy = np.full(60, 0.8)
    accuracy[38:42] -= 0.05
    assert len(ends(turning(60, 20), accuracy)) == 2


def test_a_fall_of_the_loss_on_the_way_splits_a_rise():
    up = np.linspace(0.5, 0.7, 15)
    loss = np.concatenate([falling(15, 1.5, 0.5), up, up + 0.02])
    assert [(a > 12, b < 45) for a, b in ends(loss, climbing(45))] == [(True, True)] * 2


def test_the_largest_rise_comes_first():
    small, large = np.linspace(0.5, 0.6, 15), np.linspace(0.52, 0.9, 15)
    loss = np.concatenate([falling(15, 1.5, 0.5), small, large])
    sizes = [rise.size for rise in found(loss, climbing(45))]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 2


def test_a_rise_of_six_percent_is_too_small_and_one_of_nine_is_not():
    assert not ends(turning(60, 20, 1.0, 1.06), climbing(60))
    assert ends(turning(60, 20, 1.0, 1.09), climbing(60))


def test_a_rise_is_held_against_the_descent_where_hardly_any_loss_is_left():
    def loss(end):
        return turning(60, 20, 0.02, end)

    assert not ends(loss(0.035), climbing(60))
    assert ends(loss(0.07), climbing(60))


def test_a_first_loss_that_exploded_hides_no_doubling():
    loss = turning(60, 20, 0.4, 1.0)
    loss[:3] = 1e4
    assert [last for _, last in ends(loss, climbing(60))] == [59]


def test_rises_do_not_overlap():
    rng = np.random.default_rng(3)
    loss = 1 + np.abs(np.cumsum(rng.normal(0, 0.05, 300)))
    spans = sorted(ends(loss, climbing(300) + jitter(300, 0.003)))
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("length", [20, 60])
def test_noise_on_a_settled_loss_is_rarely_a_rise(length):
    def noisy(seed):
        rng = np.random.default_rng(seed)
        loss = falling(length) * (1 + 0.05 * rng.standard_normal(length))
        return loss, climbing(length) + 0.015 * rng.standard_normal(length)

    assert sum(bool(ends(*noisy(seed))) for seed in range(100)) <= 10


@settings(max_examples=50)
@given(at=st.integers(0, 59), size=st.floats(0.1, 100))
def test_one_spike_makes_no_rise(at, size):
    loss = falling(60)
    loss[at] += size
    assert not ends(loss, climbing(60))


@settings(max_examples=50)
@given(factor=st.floats(1e-3, 1e3), seed=st.integers(0, 50))
def test_the_unit_of_the_loss_does_not_matter(factor, seed):
    loss = turning(60, 20) * (1 + jitter(60, 0.01, seed))
    accuracy = climbing(60) + jitter(60, 0.004, seed + 1)
    assert ends(loss, accuracy) == ends(factor * loss, accuracy)


def test_the_gain_is_measured_between_means_and_not_between_single_epochs():
    accuracy = np.full(40, 0.8)
    accuracy[30] = 0.9
    before, after = gain(accuracy, Rise(10, 30, 1.0))
    assert before == pytest.approx(0.8)
    assert after == pytest.approx(0.8 + 0.1 / 9)


def test_a_climb_before_the_start_is_not_counted_as_a_gain():
    accuracy = np.concatenate([[0.1, 0.4], np.full(28, 0.8)])
    before, after = gain(accuracy, Rise(3, 29, 1.0))
    assert before == pytest.approx(np.mean(accuracy[0:7]))
    assert gain(accuracy, Rise(6, 29, 1.0))[0] == pytest.approx(0.8)
    assert after == pytest.approx(0.8)


def test_an_accuracy_whose_average_falls_has_not_held():
    accuracy = np.full(60, 0.8)
    accuracy[[16, 17, 18, 19, 23, 24, 25]] += 0.02
    largest, *_ = found(turning(60, 20), accuracy)
    before, after = gain(accuracy, largest)
    strict, *_ = found(turning(60, 20), accuracy, Limits(lost=0.01))
    assert before - after > 0.01
    assert strict.first > largest.first
    assert np.subtract(*gain(accuracy, strict)) <= 0.01
