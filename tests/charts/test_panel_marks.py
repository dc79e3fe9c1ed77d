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


@pytest.mark.parametrize("ghost", [(60, 15), (100, 10)])
def test_words_that_would_run_into_each_other_are_left_out(ghost: tuple[float, float]) -> None:
    assert words((55, 10), ghost) == ""


@pytest.mark.parametrize("ghost", [(60, 50), (5, 10)])
def test_words_that_are_apart_stay(ghost: tuple[float, float]) -> None:
    assert words((55, 10), ghost) == "0.4353 at 100,000"
