import numpy as np
import pytest

from experiments.analysis.turn import LIMITS, Limits, settled, turn
from tests.analysis.shapes import falling, jitter, turning

TURNED = turning(60, 20, 0.4, 0.8)


def test_the_rise_is_relative_to_the_smoothed_minimum():
    found = turn(TURNED)
    assert found.onset == 20
    assert found.low == pytest.approx(0.4, abs=0.01)
    assert found.end == pytest.approx(np.median(TURNED[-7:]))
    assert found.rise == pytest.approx(found.end / found.low - 1)
    assert found.strength == pytest.approx(found.rise / LIMITS.rise)


def test_a_falling_curve_has_no_rise():
    found = turn(falling(60))
    assert found.onset == 59
    assert not found.lasting
    assert found.rise == pytest.approx(0, abs=1e-2)
    assert found.fit == 0


def test_a_clear_rise_is_beyond_noise():
    assert turn(TURNED).beyond_noise


@pytest.mark.parametrize("position", [1, 20, 30, 57, 58, 59])
def test_one_spike_moves_the_measures_by_little(position):
    spiked = TURNED.copy()
    spiked[position] *= 50
    plain, found = turn(TURNED), turn(spiked)
    assert found.rise == pytest.approx(plain.rise, rel=0.1)
    assert found.trend == pytest.approx(plain.trend, rel=0.1)
    assert found.fit == pytest.approx(plain.fit, abs=0.05)


def test_the_end_follows_neither_a_last_spike_nor_a_last_dip():
    assert settled(np.array([0.5, 0.6, 0.61, 5.0])) == pytest.approx(0.61)
    assert settled(np.array([0.5, 0.6, 0.61, 0.55])) == pytest.approx(0.55)


def test_a_short_run_is_beyond_noise_by_the_fit_of_a_turn_alone():
    found = turn(np.array([1.0, 0.8, 0.62, 0.6, 0.55, 0.52, 0.63, 0.7]))
    assert found.noise_ratio < LIMITS.noise and found.trend < LIMITS.trend
    assert found.fit > LIMITS.fit
    assert found.beyond_noise


def test_each_limit_has_a_say():
    rough = turning(40, 20, 0.4, 0.44) * np.exp(jitter(40, 0.02))
    plain = turn(rough)
    size = plain.end / plain.lowest - 1
    assert plain.counts and plain.gentle == (size < LIMITS.gentle)
    assert not turn(rough, Limits(rise=plain.rise + 0.01)).counts
    assert not turn(rough, Limits(gentle=size - 0.01)).gentle
    assert plain.slight and not turn(rough, Limits(slight=size + 0.01)).slight
    strict = Limits(trend=99, noise=99, fit=1)
    assert not turn(rough, strict).beyond_noise
    assert turn(rough, Limits(trend=plain.trend - 0.1, noise=99, fit=1)).beyond_noise
    assert turn(rough, Limits(trend=99, noise=plain.noise_ratio - 0.1, fit=1)).beyond_noise
