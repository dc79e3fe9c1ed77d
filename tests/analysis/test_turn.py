import pytest

from experiments.analysis.turn import turn
from tests.analysis.shapes import falling, turning


def test_the_rise_is_relative_to_the_smoothed_minimum():
    found = turn(turning(60, 20, 0.4, 0.8))
    assert found.onset == 20
    assert found.low == pytest.approx(0.4, abs=0.01)
    assert found.rise == pytest.approx(1.0, abs=0.1)
    assert found.strength == pytest.approx(found.rise / 0.04)


def test_a_falling_curve_has_no_rise():
    found = turn(falling(60))
    assert found.onset == 59
    assert not found.lasting
    assert found.rise == pytest.approx(0, abs=1e-2)


def test_a_clear_rise_is_beyond_noise():
    assert turn(turning(60, 20)).beyond_noise
