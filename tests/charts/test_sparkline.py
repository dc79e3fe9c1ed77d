import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.sparkline import sparkline

SVG = "{http://www.w3.org/2000/svg}"
ANY_FLOATS = st.lists(st.floats(), max_size=60)


def dot(svg: str) -> tuple[float, float]:
    x, y = re.search(r'cx="([\d.]+)" cy="([\d.]+)"', svg).groups()
    return float(x), float(y)


def heights(svg: str) -> list[float]:
    path = re.search(r' d="([^"]*)"', svg).group(1)
    return [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]


def test_the_lowest_value_is_drawn_at_the_bottom_and_the_highest_at_the_top() -> None:
    assert heights(sparkline([1.0, 0.0, 0.5])) == [3, 21, 12]


def test_the_dot_is_at_the_lowest_of_a_loss() -> None:
    assert dot(sparkline([0.9, 0.5, 0.7], "min")) == (44, 21)


def test_the_dot_is_at_the_highest_of_an_accuracy() -> None:
    assert dot(sparkline([0.1, 0.5, 0.9], "max")) == (86, 3)


def test_without_a_best_there_is_no_dot() -> None:
    assert "<circle" not in sparkline([0.9, 0.5, 0.7])


def test_noise_stays_flat() -> None:
    assert max(heights(sparkline([0.5, 0.501, 0.5]))) - min(
        heights(sparkline([0.5, 0.501, 0.5]))
    ) == pytest.approx(0.3, abs=0.05)


def test_a_value_that_is_not_finite_leaves_a_gap() -> None:
    path = re.search(r' d="([^"]*)"', sparkline([1, 2, math.nan, 2, 1])).group(1)
    assert path.count("M") == 2
    assert len(heights(sparkline([1, 2, math.inf, 2, 1]))) == 4


def test_fewer_than_three_finite_values_show_no_shape() -> None:
    assert sparkline([]) == ""
    assert sparkline([0.5, 0.4, math.nan]) == ""


def test_an_unknown_best_is_named() -> None:
    with pytest.raises(ValueError, match="'mean'"):
        sparkline([1, 2, 3], "mean")


@given(ANY_FLOATS, st.sampled_from(["", "min", "max"]))
def test_any_values_give_a_drawing_inside_of_its_frame(values: list[float], best: str) -> None:
    svg = sparkline(values, best)
    if svg:
        ElementTree.fromstring(svg)
        assert all(3 <= y <= 21 for y in heights(svg))
