"""Two epochs with predictions explain a rise where they cover it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.tracks import Track
from experiments.predictions.covering import covering

EPOCHS = np.arange(1.0, 61.0)
LOSSES = Track("val", EPOCHS, np.abs(EPOCHS - 14) / 100 + 0.3)


def ends(*epochs: float) -> tuple[float, float] | None:
    found = covering(LOSSES, 14.0, 60.0, epochs)
    return None if found is None else (found.first, found.last)


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [
        ((14, 60), (14, 60)),
        ((1, 14, 37, 60), (14, 60)),
        ((16, 50), (16, 50)),
        ((11, 60), (11, 60)),
        ((14, 36), None),
        ((14,), None),
        ((), None),
        ((5, 60), None),
        ((14, 75), None),
        ((13, 14, 15, 60), (14, 60)),
    ],
)
def test_the_pair_that_covers_most_of_the_rise(epochs, expected):
    assert ends(*epochs) == expected


def test_the_share_is_that_of_the_rise_in_the_curve():
    assert covering(LOSSES, 14.0, 60.0, [14, 50]).share == pytest.approx(36 / 46, abs=0.01)


@given(st.lists(st.floats(-10, 100), max_size=8))
def test_the_epochs_are_given_ones_in_order_and_cover_half_at_least(epochs):
    found = covering(LOSSES, 14.0, 60.0, epochs)
    if found is not None:
        assert found.first in epochs
        assert found.last in epochs
        assert found.first < found.last
        assert 0.5 <= found.share <= 1


def test_one_spike_does_not_cover_a_rise():
    spiked = LOSSES.value.copy()
    spiked[24] = 9.0
    assert covering(Track("val", EPOCHS, spiked), 14.0, 60.0, [14, 25]) is None


def test_a_fall_is_covered_like_a_rise():
    falling = Track("val", EPOCHS, np.linspace(2.0, 1.0, 60))
    found = covering(falling, 4.0, 13.0, [4.0, 8.0, 13.0])
    assert (found.first, found.last, found.share) == (4.0, 13.0, 1.0)
