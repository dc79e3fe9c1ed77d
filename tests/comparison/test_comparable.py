"""Losses are never ranked silently where they do not mean the same."""

import pytest

from experiments.comparison.comparable import comparability
from tests.comparison.runs import PLAIN, predictions, run


def test_an_unknown_kind_of_loss_is_ranked_with_a_note():
    found = comparability([run("a", [0.5], [0.8], loss_kind=None), run("b", [0.4], [0.8])])
    assert not found.losses_refused
    assert found.notes == (
        "What kind of loss a logged is not known: it is taken for the plain mean cross-entropy. "
        "Enter it in the run's facts to be sure.",
    )


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("smoothed", "one with label smoothing"),
        ("penalised", "one with a penalty (weight decay, L1, L2)"),
        ("summed", "one summed over samples"),
        ("other", "one of another kind"),
    ],
)
def test_other_kinds_beside_plain_ones_are_refused(kind, told):
    found = comparability([run("a", [0.5], [0.8]), run("b", [0.4], [0.8], loss_kind=kind)])
    assert found.losses_refused["key of b"].reason == (
        f"b is not ranked by loss: its loss is {told}."
    )
    assert list(found.losses_refused) == ["key of b"]


def test_runs_of_one_other_kind_are_ranked_among_themselves_with_a_note():
    found = comparability([run(n, [0.4], [0.8], loss_kind="smoothed") for n in "ab"])
    assert not found.losses_refused
    assert not found.is_plain
    assert "not the plain cross-entropy: with label smoothing" in found.notes[0]


def test_sums_are_ranked_only_over_equally_many_samples():
    alike = [run(n, [400.0], [0.8], loss_kind="summed", n_val=500) for n in "ab"]
    unlike = [alike[0], run("b", [400.0], [0.8], loss_kind="summed", n_val=900)]
    assert not comparability(alike).losses_refused
    assert set(comparability(unlike).losses_refused) == {"key of a", "key of b"}


def test_two_other_kinds_are_not_ranked_against_each_other():
    runs = [run("a", [0.4], loss_kind="smoothed"), run("b", [0.4], loss_kind="penalised")]
    assert len(comparability(runs).losses_refused) == 2


@pytest.mark.parametrize("kind", [None, PLAIN])
def test_a_loss_below_the_floor_is_no_plain_cross_entropy(kind):
    found = comparability([run("a", [0.10], [0.50], loss_kind=kind), run("b", [0.7], [0.6])])
    assert found.losses_refused["key of a"].reason == (
        "a is not ranked by loss: it is 0.1000 with 50 % accuracy, where a plain mean "
        "cross-entropy cannot be below 0.3466."
    )


def test_a_negative_loss_is_no_cross_entropy():
    found = comparability([run("a", [-3.0], [0.8], loss_kind=None)])
    assert "never below 0" in found.losses_refused["key of a"].reason


def test_a_loss_far_above_that_of_guessing_may_be_a_sum():
    by_classes = comparability([run("a", [40.0], classes=10, loss_kind=None)])
    by_errors = comparability([run("a", [290.0], [0.91], loss_kind=None)])
    for found in (by_classes, by_errors):
        assert "It may be a sum" in found.losses_refused["key of a"].reason


def test_a_very_accurate_run_is_not_taken_for_a_sum():
    assert not comparability([run("a", [0.06], [0.9999], loss_kind=None)]).losses_refused


def test_predictions_that_measure_another_loss_speak_against_the_logged_one():
    runs = [run("a", [0.60], [0.9], (predictions("p", 0.30, 0.9),), loss_kind=None)]
    assert comparability(runs).losses_refused["key of a"].reason == (
        "a is not ranked by loss: at epoch 1 it logged 0.6000, and its predictions have a log loss "
        "of 0.3000."
    )


def test_runs_on_another_split_are_not_ranked():
    runs = [run("a", [0.5]), run("b", [0.5]), run("c", [0.4], split="test")]
    found = comparability(runs)
    assert found.refused["key of c"].reason == (
        "c is not ranked: it was measured on the test split, the others on validation."
    )


def test_other_numbers_of_classes_are_not_ranked():
    runs = [run("a", [0.5], classes=10), run("b", [0.5], classes=10), run("c", [0.4], classes=2)]
    found = comparability(runs)
    assert set(found.refused) == {"key of c"}
    assert "it has 2 classes, other runs have 10" in found.refused["key of c"].reason


def test_of_two_tasks_of_equally_many_runs_neither_is_ranked():
    runs = [run("a", [0.5], classes=10), run("b", [0.4], classes=2), run("c", [0.4])]
    assert set(comparability(runs).refused) == {"key of a", "key of b"}


def test_a_run_that_may_be_a_regression_is_not_ranked_beside_classifiers():
    doubtful = run("a", [0.01], loss_kind=None)
    found = comparability([doubtful, run("b", [0.5], [0.8], loss_kind=None)])
    assert "nothing says that its loss is a cross-entropy" in (
        found.losses_refused["key of a"].reason
    )
    alike = comparability([doubtful, run("c", [-0.02], loss_kind=None)])
    assert not alike.losses_refused
    assert not alike.is_plain
    assert "nor whether they classify" in alike.notes[0]
    known = run("a", [0.01], loss_kind=None, classes=10)
    assert not comparability([known, run("b", [0.5], [0.8])]).losses_refused


def test_predictions_that_measure_the_logged_loss_show_that_it_is_plain():
    runs = [run("a", [0.301], [0.9], (predictions("p", 0.30, 0.9),), loss_kind=None)]
    assert comparability(runs).notes == ()


def test_where_all_have_predictions_their_plain_log_losses_are_ranked():
    runs = [
        run(name, [0.9], [0.8], (predictions(name, 0.4, 0.8),), loss_kind="smoothed")
        for name in "ab"
    ]
    found = comparability(runs)
    assert found.is_plain
    assert len(found.losses_refused) == 2


def test_beside_predictions_alone_only_plain_losses_are_ranked():
    alone = run("a", [], [], (predictions("p", 0.4, 0.8),))
    found = comparability([alone, run("b", [0.9], [0.8], loss_kind="smoothed")])
    assert found.is_plain
    assert list(found.losses_refused) == ["key of b"]
