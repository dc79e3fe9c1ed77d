"""A run as it is ranked."""

import pytest

from experiments.comparison.entry import entry
from experiments.curves import Curves
from experiments.facts import Facts
from tests.comparison.runs import predictions, run

NAN = float("nan")


def test_best_and_last_moments():
    found = run("a", [0.5, 0.3, 0.4], [0.8, 0.85, 0.9])
    assert (found.best_by_loss.epoch, found.best_by_loss.accuracy) == (2, 0.85)
    assert (found.best_by_accuracy.epoch, found.best_by_accuracy.loss) == (3, 0.4)
    assert found.last.epoch == 3


def test_a_moment_may_lack_one_of_the_numbers():
    found = run("a", [0.5, NAN], [NAN, 0.9])
    assert [(m.loss, m.accuracy) for m in found.moments] == [(0.5, None), (None, 0.9)]
    assert found.at(7) is None


def test_the_test_split_is_taken_where_there_is_no_validation():
    curves = Curves.of(train_loss=[0.5], test_loss=[0.6])
    assert entry("1", "a", curves).split == "test"
    with_predictions = entry("1", "a", curves, measured=[predictions("p", 0.4, 0.9)])
    assert with_predictions.split == "val"


def test_samples_of_the_validation_split_say_nothing_about_the_test_split():
    found = entry("1", "a", Curves.of(test_loss=[0.6]), Facts(n_val=500))
    assert found.last.n is None


def test_predictions_belong_to_their_epoch():
    found = run("a", [0.5, 0.4], [0.8, 0.9], (predictions("p", 0.4, 0.9, epoch=2.0),))
    assert [m.ece for m in found.moments] == [None, 0.05]
    assert found.classes == 10


def test_where_nobody_said_how_many_samples_there_are_predictions_tell():
    measured = [predictions("p", 0.6, 0.9, split="test", epoch=2.0)]
    curves = Curves.of(test_loss=[0.7, 0.6])
    found = entry("1", "a", curves, Facts(n_val=500), measured)
    assert [m.n for m in found.moments] == [None, measured[0].n]
    assert run("a", [0.6], [0.9], (predictions("p", 0.6, 0.9),), n_val=700).last.n == 700


def test_predictions_of_another_split_are_left_out():
    found = run("a", [0.5], [0.8], (predictions("p", 0.4, 0.9, split="train"),))
    assert found.measured == ()


def test_a_run_without_held_out_values_has_no_moments():
    found = run("a", [0.5], split="train")
    assert (found.split, found.moments, found.best_by_loss, found.last) == ("", (), None, None)


@pytest.mark.parametrize("epoch", [2, 2.0])
def test_an_epoch_is_found_by_its_number(epoch):
    assert run("a", [0.5, 0.4]).at(epoch).loss == 0.4


def test_of_several_predictions_of_an_epoch_the_first_counts():
    found = run("a", [0.5], [0.8], (predictions("p", 0.4, 0.9), predictions("q", 0.3, 0.9)))
    assert found.at(1).measured.key == "p"


def test_of_equal_values_the_epoch_with_the_better_other_one_is_best():
    found = run("a", [0.6, 0.4, 0.4], [1.0, 0.9, 1.0])
    assert found.best_by_accuracy.epoch == 3
    assert found.best_by_loss.epoch == 3


def test_of_epochs_that_are_equal_in_both_the_first_is_best():
    assert run("a", [0.4, 0.4], [0.9, 0.9]).best_by_accuracy.epoch == 1


def test_an_epoch_without_the_other_value_is_the_last_choice_of_equal_ones():
    nan = float("nan")
    assert run("a", [nan, 0.9], [1.0, 1.0]).best_by_accuracy.epoch == 2
    assert run("a", [nan, nan], [1.0, 1.0]).best_by_accuracy.epoch == 1
