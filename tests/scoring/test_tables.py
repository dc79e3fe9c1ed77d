"""Rows by group and by method, and what a comparison may conclude."""

import numpy as np
import pytest

from experiments.scoring.bootstrap import Estimate, mean
from experiments.scoring.tables import Comparison, by_group, by_method, compare
from tests.scoring.corpora import labelled

TITLES = {"lossacc": "lossacc", "plain": "plain rule"}


def average(_runs, predictions):
    return {"mean": mean(np.array(predictions, dtype=float))}


def runs():
    return [
        labelled([1] * 10, n_val=50, edge=True),
        labelled([1] * 20, n_val=199),
        labelled([1] * 21, n_val=200),
        labelled([1] * 50, n_val=999),
        labelled([1] * 51, n_val=1000),
        labelled([1] * 90),
    ]


def test_groups_are_cut_where_they_say():
    rows = {row.key: row for row in by_group(runs(), [1, 2, 3, 4, 5, 6], average, 10)}
    assert {key: (row.runs, row.cells["mean"].value) for key, row in rows.items()} == {
        "all": (6, 3.5),
        "to_20_epochs": (2, 1.5),
        "21_to_50_epochs": (2, 3.5),
        "over_50_epochs": (2, 5.5),
        "n_val_below_200": (2, 1.5),
        "n_val_200_to_999": (2, 3.5),
        "n_val_from_1000": (1, 5.0),
        "edge": (1, 1.0),
    }


def test_a_group_without_runs_has_no_row():
    assert [row.key for row in by_group([labelled([1])], [1], average, 0)] == [
        "all",
        "to_20_epochs",
    ]


def test_every_method_is_scored_on_the_same_runs():
    said = [{"lossacc": 1, "plain": 3}, {"lossacc": 2, "plain": 5}]
    rows = by_method(TITLES, [labelled([1]), labelled([1])], said, average, 0)
    assert [(row.title, row.runs, row.cells["mean"].value) for row in rows] == [
        ("lossacc", 2, 1.5),
        ("plain rule", 2, 4.0),
    ]


def test_without_runs_there_is_nothing_to_say():
    assert by_method(TITLES, [], [], average, 10) == []
    nothing = mean(np.zeros(0))
    assert compare("F1", TITLES, {"lossacc": nothing, "plain": nothing}, 0, 10) == []


def test_a_comparison_is_ours_less_theirs_run_by_run():
    ours, theirs = mean(np.array([1.0, 5.0])), mean(np.array([2.0, 6.0]))
    [found] = compare("F1", TITLES, {"lossacc": ours, "plain": theirs}, 2, 50)
    assert (found.other, found.difference) == ("plain rule", Estimate(-1, -1, -1))


@pytest.mark.parametrize(
    ("difference", "higher_is_better", "conclusion"),
    [
        (Estimate(0.2, 0.1, 0.3), True, "better"),
        (Estimate(0.2, 0.1, 0.3), False, "worse"),
        (Estimate(-0.2, -0.3, -0.1), False, "better"),
        (Estimate(0.2, -0.1, 0.3), True, "inside the noise"),
        (Estimate(0.0, 0.0, 0.1), True, "inside the noise"),
        (Estimate(0.0, 0.0, 0.0), True, "the same"),
        (Estimate(0.2), True, "without an interval"),
    ],
)
def test_only_an_interval_without_zero_shows_a_difference(difference, higher_is_better, conclusion):
    comparison = Comparison("F1", "plain", difference, higher_is_better=higher_is_better)
    assert comparison.conclusion == conclusion
