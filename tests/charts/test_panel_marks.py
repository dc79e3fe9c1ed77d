import pytest

from experiments.charts.panel_marks import Mark, uncrowded
from experiments.charts.scale import Axis

AXIS = Axis(0, 100, (), ())


def words(best: tuple[float, float], ghost: tuple[float, float]) -> str:
    marks = [
        Mark(*best, "lowest loss, 55,528", "best 55,528"),
        Mark(*ghost, "0.4353 at 100,000", "0.4353 at 100,000", "ghost"),
    ]
    return uncrowded(marks, AXIS, AXIS)[1].label


@pytest.mark.parametrize("ghost", [(58, 9), (57, 4)])
def test_words_that_would_run_into_each_other_are_left_out(ghost: tuple[float, float]) -> None:
    assert words((55, 10), ghost) == ""


def test_words_of_the_best_point_go_above_it_where_a_ring_is_in_their_way() -> None:
    best, ghost = Mark(3, 85, "highest accuracy, 3", "best 3"), Mark(12, 82, "", "", "ghost")
    assert uncrowded([best, ghost], AXIS, AXIS)[0].above
    assert not uncrowded([best], AXIS, AXIS)[0].above


def test_words_stay_below_a_best_point_at_the_top_of_its_plot() -> None:
    best, ghost = Mark(3, 98, "highest accuracy, 3", "best 3"), Mark(12, 95, "", "", "ghost")
    assert not uncrowded([best, ghost], AXIS, AXIS)[0].above


@pytest.mark.parametrize("ghost", [(60, 15), (60, 50), (5, 10)])
def test_words_that_are_apart_stay(ghost: tuple[float, float]) -> None:
    assert words((55, 10), ghost) == "0.4353 at 100,000"
