import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.smoothing import (
    noise,
    running_mean,
    running_median,
    smoothed,
    tail_length,
    window,
    without_spikes,
)

curves = st.lists(st.floats(-5, 5), min_size=2, max_size=60).map(np.array)


@given(curves, st.sampled_from([3, 5, 15, 17, 31]))
def test_the_running_median_is_the_median_of_the_mirrored_window(values, width):
    half = width // 2
    padded = np.pad(values, half, mode="symmetric")
    expected = [np.median(padded[i : i + width]) for i in range(len(values))]
    assert running_median(values, width) == pytest.approx(expected)


@given(curves)
def test_smoothing_stays_within_the_values(values):
    smooth = smoothed(values)
    assert len(smooth) == len(values)
    assert values.min() - 1e-9 <= smooth.min()
    assert smooth.max() <= values.max() + 1e-9


def test_the_running_mean_keeps_a_straight_line_inside():
    line = np.arange(20.0)
    assert running_mean(line, 3)[1:-1] == pytest.approx(line[1:-1])


def test_windows_are_odd_and_grow_with_the_curve():
    assert [window(n) for n in (5, 100, 200, 1000)] == [3, 3, 7, 31]
    assert [tail_length(n) for n in (5, 39, 40, 1000)] == [1, 1, 2, 50]


def test_noise_is_the_deviation_of_white_noise_on_a_trend():
    rng = np.random.default_rng(0)
    values = np.linspace(5, 1, 5000) + 0.1 * rng.standard_normal(5000)
    assert noise(values) == pytest.approx(0.1, rel=0.1)


def test_spikes_are_no_noise():
    values = np.linspace(5, 1, 100)
    values[[20, 50, 80]] += 10
    assert noise(values) == pytest.approx(0, abs=1e-9)


@given(curves)
def test_without_spikes_nothing_is_higher_or_new(values):
    calm = without_spikes(values)
    assert (calm <= values).all()
    assert set(calm) <= set(values)


def test_a_spike_is_read_as_the_lower_of_its_neighbours():
    assert without_spikes(np.array([5.0, 1.0, 2.0, 1.2, 1.3])).tolist() == [5, 1, 1, 1.2, 1.3]
    assert without_spikes(np.array([1.0, 1.2, 1.1, 4.0])).tolist() == [1, 1.2, 1.1, 1.1]


def test_a_jump_that_stays_is_no_spike():
    jump = np.array([1.0, 0.9, 0.8, 2.0, 2.1, 2.0])
    assert without_spikes(jump).tolist() == jump.tolist()


def test_spikes_are_found_below_zero_too():
    values = np.array([1.0, 0.5, 3.0, 0.4, 0.3, 0.2, 0.3])
    moved = without_spikes(values - 5)
    assert moved + 5 == pytest.approx(without_spikes(values - 0.2) + 0.2)
    assert moved[2] == pytest.approx(-4.6)
