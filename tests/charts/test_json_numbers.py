import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.charts.json_numbers import PLACES, json_numbers

ANY = arrays(float, st.integers(0, 30), elements=st.floats(allow_nan=True, allow_infinity=True))


@given(ANY)
def test_every_number_stays_within_half_a_digit_of_the_seventh(values: np.ndarray) -> None:
    for value, told in zip(values.tolist(), json_numbers(values), strict=True):
        if math.isfinite(value):
            assert told == pytest.approx(value, rel=5.1e-7, abs=0)
        else:
            assert told is None


@given(ANY)
def test_they_are_json(values: np.ndarray) -> None:
    assert len(json.loads(json.dumps(json_numbers(values), allow_nan=False))) == len(values)


def test_steps_keep_all_their_digits() -> None:
    steps = np.array([123_456_789_012.0, 123_456_789_013.0])

    assert json.dumps(json_numbers(steps)) == "[123456789012, 123456789013]"


def test_neighbouring_points_of_an_epoch_stay_apart() -> None:
    epochs = 90 + np.arange(1000) / 1e6

    assert len(set(json_numbers(epochs, PLACES))) == 1000


def test_losses_are_short() -> None:
    assert json.dumps(json_numbers(np.array([0.12345678901234, 1e-12 / 3]))) == (
        "[0.1234568, 3.333333e-13]"
    )
