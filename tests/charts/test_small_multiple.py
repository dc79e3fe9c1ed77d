import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.small_multiple import FLOOR, MOST_POINTS, TOP, small_multiple


def numbers(drawn: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", drawn.split(' d="')[2].split('"')[0])]


def test_the_lowest_value_lies_at_the_bottom_and_the_highest_at_the_top() -> None:
    assert numbers(small_multiple([3.0, 1.0, 2.0]))[1::2] == [TOP, FLOOR, (TOP + FLOOR) / 2]


def test_a_metric_that_never_moves_is_a_line_in_the_middle() -> None:
    assert set(numbers(small_multiple([0.01] * 3))[1::2]) == {(TOP + FLOOR) / 2}


def test_a_tiny_metric_shows_its_shape() -> None:
    assert numbers(small_multiple([1e-5, 3e-5]))[1::2] == [FLOOR, TOP]


def test_the_dot_is_at_the_last_value_that_is_finite() -> None:
    assert f'cx="97.0" cy="{TOP}"' in small_multiple([1.0, 2.0, float("nan")])


@pytest.mark.parametrize("values", [[], [float("nan")], [float("inf"), float("-inf")]])
def test_without_a_finite_value_nothing_is_drawn(values: list[float]) -> None:
    assert small_multiple(values) == ""


def test_a_long_metric_keeps_its_spike() -> None:
    values = np.zeros(100_000)
    values[77_777] = 1.0
    drawn = small_multiple(values)
    assert len(numbers(drawn)) <= 2 * MOST_POINTS
    assert min(numbers(drawn)[1::2]) == TOP


@given(st.lists(st.floats(), min_size=1, max_size=300))
def test_any_values_stay_inside_the_chart(values: list[float]) -> None:
    drawn = small_multiple(values)
    assert "nan" not in drawn
    assert "inf" not in drawn
    heights = [float(y) for y in re.findall(r'cy="([^"]*)"', drawn)]
    assert all(TOP <= y <= FLOOR for y in heights)
