import numpy as np
import pytest

from experiments.analysis.inconsistent_metrics import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import climbing, falling, only, yes


def test_a_loss_below_the_floor_cannot_belong_to_its_accuracy():
    curves = Curves.of(val_loss=[0.5122, 0.2013], val_accuracy=[0.6011, 0.6500])
    [finding] = yes(RULE, curves)
    assert finding.first_epoch == 2
    assert finding.evidence["floor"] == pytest.approx(0.35 * np.log(2))
    assert "cannot be below 0.2426" in finding.sentence


def test_ordinary_curves_are_consistent():
    curves = Curves.of(val_loss=falling(30, 2, 0.5), val_accuracy=climbing(30))
    assert only(RULE, curves).verdict == "no"


def test_rounding_of_printed_numbers_is_allowed_for():
    # 0.9 printed for 0.94: the floor of what was printed is above the loss.
    assert only(RULE, Curves.of(val_loss=[0.05], val_accuracy=[0.9])).verdict == "no"
    assert yes(RULE, Curves.of(val_loss=[0.0500001], val_accuracy=[0.9000001]))


@pytest.mark.parametrize("kind", ["smoothed", "other"])
def test_other_losses_have_no_floor(kind):
    curves = Curves.of(val_loss=[0.2], val_accuracy=[0.6])
    assert only(RULE, curves, Facts(loss_kind=kind)).verdict == "inconclusive"


def test_a_regression_has_no_answer():
    assert only(RULE, Curves.of(val_loss=[0.2])).verdict == "inconclusive"


def test_a_kind_of_loss_that_was_entered_is_not_asked_for_again():
    curves = Curves.of(val_loss=[0.2013], val_accuracy=[0.6501])
    known = only(RULE, curves, Facts(loss_kind="mean_cross_entropy"))
    assert "not what was entered (plain mean cross-entropy)" in known.sentence
    assert "Enter" not in known.advice
    assert only(RULE, curves).advice.endswith("Enter what kind of loss it is.")


def test_the_sentence_says_why_there_is_a_floor_and_how_often_it_was_passed():
    once = only(RULE, Curves.of(val_loss=[0.3, 0.1], val_accuracy=[0.9, 0.5])).sentence
    twice = only(RULE, Curves.of(val_loss=[0.2, 0.1], val_accuracy=[0.5, 0.5])).sentence
    assert "a wrong answer costs at least 0.69" in once
    assert "cannot be below 0.3466. The loss" in once
    assert "cannot be below 0.3466 (so at 2 epochs). The loss" in twice
