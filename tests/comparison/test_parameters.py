"""Only parameters that differ, and how they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison.parameters import differences, same


def test_only_what_differs_is_listed_and_counted():
    found = differences([{"lr": 0.1, "width": 64}, {"lr": 0.2, "width": 64}])
    assert ([row.name for row in found.rows], found.total) == (["lr"], 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1e-3", 0.001), (1, "1.0"), (True, "true"), (None, "None"), (" adam ", "adam")],
)
def test_spellings_of_one_value_are_no_difference(one, other):
    assert differences([{"x": one}, {"x": other}]).rows == ()


@pytest.mark.parametrize(
    ("one", "other"), [("", None), ("", 0), (True, 1), ("adam", "Adam"), ([1, 2], [2, 1])]
)
def test_unlike_values_stay_unlike(one, other):
    assert len(differences([{"x": one}, {"x": other}]).rows) == 1


def test_a_missing_parameter_is_not_an_empty_one():
    [row] = differences([{"x": ""}, {}]).rows
    assert [(cell.text, cell.missing) for cell in row.cells] == [("", False), ("", True)]


def test_the_value_of_most_runs_is_common_and_the_others_stand_out():
    [row] = differences([{"x": 1}, {"x": "1.0"}, {"x": 2}]).rows
    assert [cell.is_common for cell in row.cells] == [True, True, False]


def test_of_two_runs_neither_is_the_usual_one():
    [row] = differences([{"x": 1}, {"x": 2}]).rows
    assert [cell.is_common for cell in row.cells] == [False, False]


def test_nan_is_the_same_as_nan():
    assert differences([{"x": float("nan")}, {"x": "nan"}]).rows == ()


def test_integers_too_long_for_a_float_are_told_apart():
    assert len(differences([{"x": 2**60}, {"x": 2**60 + 1}]).rows) == 1


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers() | st.text()), max_size=5))
def test_what_is_listed_differs_and_what_is_not_does_not(runs):
    listed = {row.name for row in differences(runs).rows}
    for name in {name for run in runs for name in run}:
        values = {same(run[name]) if name in run else "missing" for run in runs}
        if name not in listed:
            assert len(values) == 1
