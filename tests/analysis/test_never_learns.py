import math

import numpy as np
import pytest

from experiments.analysis import analyse
from experiments.analysis.never_learns import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import climbing, falling, jitter, only, turning


def test_chance_accuracy_and_the_loss_of_guessing_never_learn():
    curves = Curves.of(
        val_loss=math.log(10) + jitter(30, 0.001), val_accuracy=0.1 + jitter(30, 0.005)
    )
    finding = only(RULE, curves)
    assert (finding.verdict, finding.severity) == ("yes", "critical")
    assert "about what guessing among 10 equally frequent classes" in finding.sentence


def test_a_falling_loss_at_the_majority_share_never_learns():
    curves = Curves.of(val_loss=falling(30, 0.6, 0.33), val_accuracy=0.9 + jitter(30, 0.001))
    assert only(RULE, curves, Facts(majority=0.9)).verdict == "yes"
    assert only(RULE, curves, Facts(majority=0.6)).verdict == "no"


def test_chance_is_known_where_the_classes_are():
    curves = Curves.of(val_loss=falling(30, 0.75, 0.68), val_accuracy=0.5 + jitter(30, 0.004))
    finding = only(RULE, curves, Facts(classes=2))
    assert finding.verdict == "yes"
    assert "no better than guessing among 2 classes (50 %)" in finding.sentence


def test_a_model_that_is_good_from_the_first_epoch_has_learned():
    curves = Curves.of(val_loss=turning(20, 1, 0.28, 0.6), val_accuracy=0.91 + jitter(20, 0.003))
    assert only(RULE, curves).verdict == "no"


def test_an_ordinary_run_has_learned():
    curves = Curves.of(val_loss=falling(30, 2.3, 0.5), val_accuracy=climbing(30, 0.1, 0.85))
    finding = only(RULE, curves)
    assert finding.verdict == "no"
    assert "fell from 2.3000" in finding.sentence


def test_learning_by_heart_is_told():
    curves = Curves.of(
        val_loss=math.log(10) + np.linspace(0, 2, 30),
        val_accuracy=0.1 + jitter(30, 0.004),
        train_loss=falling(30, 2.3, 0.1),
    )
    assert "by heart" in only(RULE, curves).sentence


def test_a_regression_whose_loss_never_moves_never_learns():
    assert only(RULE, Curves.of(val_loss=1.0 + jitter(30, 0.001))).verdict == "yes"
    assert only(RULE, Curves.of(val_loss=falling(30))).verdict == "no"


def test_one_epoch_is_too_few():
    assert only(RULE, Curves.of(val_loss=[0.7])).verdict == "inconclusive"


def test_a_loss_that_falls_to_guess_level_never_learns():
    accuracy = 0.08 + jitter(30, 0.006)
    finding = only(RULE, Curves.of(val_loss=falling(30, 2.65, 2.31), val_accuracy=accuracy))
    assert finding.verdict == "yes"
    assert "fell from 2.6500 to" in finding.sentence
    assert "about what guessing among 10 equally frequent classes gives" in finding.sentence
    assert "largest class" not in finding.sentence + finding.advice


def test_a_run_whose_first_answer_stays_its_best_never_learns():
    accuracy = np.concatenate([[0.91], np.linspace(0.68, 0.79, 39)])
    finding = only(RULE, Curves.of(val_loss=falling(40, 0.65, 0.44), val_accuracy=accuracy))
    assert finding.verdict == "yes"
    assert "accuracy never rose clearly above its first value, 91 %" in finding.sentence


def test_a_level_accuracy_whose_loss_proves_nothing_is_not_called_healthy():
    loss = 0.55 + jitter(30, 0.005)
    curves = Curves.of(val_loss=loss, val_accuracy=0.745 - abs(jitter(30, 0.02)))
    finding = only(RULE, curves)
    assert finding.verdict == "inconclusive"
    assert "share of the largest class" in finding.advice
    verdict = analyse(curves, Facts()).verdict
    assert (verdict.label, verdict.headline) == ("cannot_tell", "Cannot tell whether it learns")
    assert only(RULE, curves, Facts(majority=0.5)).verdict == "no"


def test_more_classes_than_the_accuracy_needs_do_not_hide_a_constant_answer():
    accuracy = np.concatenate([[0.91], np.linspace(0.68, 0.79, 39)])
    curves = Curves.of(val_loss=falling(40, 0.65, 0.44), val_accuracy=accuracy)
    assert only(RULE, curves, Facts(classes=2)).verdict == "yes"


def test_a_loss_below_that_of_the_class_shares_has_learned_at_the_majority_accuracy():
    curves = Curves.of(val_loss=falling(30, 0.4, 0.1), val_accuracy=0.9 + jitter(30, 0.001))
    finding = only(RULE, curves, Facts(majority=0.9))
    assert finding.verdict == "no"
    assert "fixed probabilities" in only(RULE, curves, Facts(majority=0.91)).sentence
    assert only(RULE, curves, Facts(majority=0.9, loss_kind="other")).verdict == "yes"


def test_only_a_training_loss_below_the_held_out_one_was_learnt_by_heart():
    curves = Curves.of(
        val_loss=falling(30, 0.78, 0.32),
        val_accuracy=0.9 + jitter(30, 0.001),
        train_loss=falling(30, 0.8, 0.31),
    )
    sentence = only(RULE, curves, Facts(majority=0.9)).sentence
    assert "by heart" not in sentence
    assert "fell from 0.7800 to" in sentence


def test_an_accuracy_that_moves_while_the_loss_stays_a_guess_cannot_be_told():
    curves = Curves.of(
        val_loss=0.679 + 0.0001 * np.arange(40),
        val_accuracy=0.55 + 0.04 * np.sin(np.arange(40) / 5),
    )
    finding = only(RULE, curves)
    assert finding.verdict == "inconclusive"
    assert "what guessing would give" in finding.sentence
    assert analyse(curves, Facts()).verdict.label == "cannot_tell"


@pytest.mark.parametrize("accuracy", [1.5, -0.5])
def test_a_single_accuracy_that_is_no_share_says_nothing(accuracy):
    curves = Curves.of(val_loss=[0.4], val_accuracy=[accuracy])
    assert only(RULE, curves, Facts(majority=0.9, n_val=100)).verdict == "inconclusive"


def test_an_accuracy_that_never_moves_is_told_so():
    curves = Curves.of(val_loss=falling(30, 0.52, 0.44), val_accuracy=[0.72414] * 30)
    assert "accuracy never moved: 72.4 % in every epoch" in only(RULE, curves).sentence


def test_the_lowest_loss_is_the_one_of_the_chart():
    losses = falling(30, 2.3, 0.5)
    losses[20] = 0.25
    finding = only(RULE, Curves.of(val_loss=losses, val_accuracy=climbing(30, 0.1, 0.85)))
    assert "fell from 2.3000 to 0.2500" in finding.sentence


def test_a_training_loss_that_begins_to_fall_asks_for_longer_training():
    losses = {"val_loss": np.full(10, 1.0986), "val_accuracy": 0.33 + jitter(10, 0.01)}
    late = np.array([1.103, 1.101, 1.099, 1.097, 1.095, 1.09, 1.08, 1.06, 1.04, 1.01])
    finding = only(RULE, Curves.of(**losses, train_loss=late))
    assert "The training loss went from 1.1030 to 1.0100 and was falling." in finding.sentence
    assert finding.advice.startswith("Train longer first")
    still = only(RULE, Curves.of(**losses, train_loss=np.full(10, 1.0986)))
    assert "Train longer" not in still.advice


def test_the_range_of_an_accuracy_that_stays_is_told_as_logged():
    accuracy = np.array([0.32, 0.35, 0.32, 0.32, 0.33, 0.33, 0.33, 0.33, 0.31, 0.38])
    finding = only(RULE, Curves.of(val_loss=1.0986 + jitter(10, 0.001), val_accuracy=accuracy))
    assert "Accuracy stayed near 33 %, within 31 % to 38 %" in finding.sentence


def test_a_log_that_lacks_its_beginning_cannot_show_that_nothing_was_learned():
    continued = Curves.of(epoch=range(16, 31), val_loss=5.95 + jitter(15, 0.01))
    finding = only(RULE, continued)
    assert finding.verdict == "inconclusive"
    assert "the log begins at epoch 16" in finding.sentence
    from_the_start = Curves.of(val_loss=continued.values("val_loss"))
    assert only(RULE, from_the_start).verdict == "yes"


def test_evaluations_some_epochs_apart_begin_at_the_first_of_them():
    sparse = Curves.of(epoch=range(5, 80, 5), val_loss=5.95 + jitter(15, 0.01))
    assert only(RULE, sparse).verdict == "yes"


def test_at_chance_among_known_classes_it_does_not_matter_what_came_before():
    continued = Curves.of(
        epoch=range(16, 31),
        val_loss=2.3026 + jitter(15, 0.001),
        val_accuracy=0.1 + jitter(15, 0.001),
    )
    assert only(RULE, continued, Facts(classes=10)).verdict == "yes"
