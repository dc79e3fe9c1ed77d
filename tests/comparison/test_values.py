"""The table of best, last and chosen epochs, beside one run."""

import pytest

from experiments.analysis.two_numbers import wilson_interval
from experiments.comparison.values import values
from tests.comparison.runs import run

RUNS = [
    run("a", [0.5, 0.3, 0.4], [0.8, 0.85, 0.9], n_val=200),
    run("b", [0.6, 0.5], [0.7, 0.75]),
    run("c", [0.6, 0.2, 0.3]),
]


def test_each_run_at_its_own_best_epoch():
    rows = values(RUNS, "best_by_loss")
    assert [(row.epoch, row.loss.value) for row in rows] == [(2, 0.3), (2, 0.5), (2, 0.2)]
    assert values(RUNS, "best_by_accuracy")[0].loss.value == 0.4


def test_differences_are_signed_and_to_the_pinned_run():
    a, b, c = values(RUNS, "last", "key of a")
    assert (a.is_baseline, a.loss.change) == (True, 0.0)
    assert b.loss.change == pytest.approx(0.1)
    assert b.accuracy.change == pytest.approx(-0.15)
    assert c.accuracy is None


def test_an_accuracy_has_its_interval_where_the_number_of_samples_is_known():
    a, b, _ = values(RUNS, "best_by_accuracy")
    assert a.accuracy.interval == wilson_interval(180, 200)
    assert b.accuracy.interval is None


def test_at_an_epoch_that_a_run_did_not_reach_it_has_nothing():
    rows = values(RUNS, 3.0, "key of b")
    assert (rows[1].epoch, rows[1].loss, rows[1].accuracy) == (None, None, None)
    assert rows[0].loss.change is None


def test_losses_of_two_kinds_have_no_difference():
    smoothed = run("d", [0.9], [0.7], loss_kind="smoothed")
    rows = values([*RUNS, smoothed], "last", "key of a")
    assert (rows[3].loss.value, rows[3].loss.change) == (0.9, None)
    assert rows[3].accuracy.change == pytest.approx(-0.2)
    assert rows[1].loss.change == pytest.approx(0.1)


def test_runs_on_another_split_have_no_difference():
    tested = run("d", [0.9], [0.7], split="test")
    *_, row = values([*RUNS, tested], "last", "key of a")
    assert (row.loss.change, row.accuracy.change) == (None, None)


def test_a_run_is_like_itself_though_it_is_not_ranked():
    smoothed = run("d", [0.9], [0.7], loss_kind="smoothed")
    *_, row = values([*RUNS, smoothed], "last", "key of d")
    assert row.loss.change == 0
