import pytest
from django.http import QueryDict

from experiments.charts.panels import MOST_SMOOTH
from experiments.views.chart_query import scale_of, smooth_of, window_of


def test_a_window_has_two_ends_in_order():
    assert window_of(QueryDict("from=1.5&to=3")) == (1.5, 3.0)


@pytest.mark.parametrize(
    "query", ["", "from=1", "from=3&to=1", "from=nan&to=3", "from=1&to=inf", "from=-1e308&to=1e308"]
)
def test_what_is_no_window_shows_the_whole(query):
    assert window_of(QueryDict(query)) is None


@pytest.mark.parametrize(
    ("query", "reach"),
    [
        ("", 0),
        ("smooth=3", 3),
        ("smooth=999", MOST_SMOOTH),
        ("smooth=²", 0),
        ("smooth=" + "9" * 5000, 0),
    ],
)
def test_smoothing_is_a_whole_number_up_to_the_most(query, reach):
    assert smooth_of(QueryDict(query)) == reach


def test_the_scale_is_linear_unless_logarithmic_is_asked_for():
    assert [scale_of(QueryDict(q)) for q in ("", "scale=log", "scale=x")] == ["lin", "log", "lin"]
