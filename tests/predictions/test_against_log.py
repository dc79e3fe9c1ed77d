"""Predictions that say something else than the log at their epoch are noted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import Curves
from experiments.predictions.against_log import Measured, against_log

CURVES = Curves.of(
    train_loss=[0.9, 0.4, 0.189],
    train_accuracy=[0.7, 0.9, 0.95],
    val_loss=[0.8, 0.31, 0.2544],
    val_accuracy=[0.75, 0.98, 0.991],
)


def note(loss: float, accuracy: float, n: int = 1000, epoch: float = 3) -> str | None:
    return against_log(CURVES, "val", epoch, Measured(loss, accuracy, n))


@pytest.mark.parametrize(
    ("loss", "accuracy"), [(0.2544, 0.991), (0.25441234, 0.991), (0.2540, 0.9914), (0.2555, 0.9906)]
)
def test_what_agrees_but_for_rounding_is_not_noted(loss, accuracy):
    assert note(loss, accuracy) is None


@pytest.mark.parametrize(
    ("loss", "accuracy", "reason"),
    [
        (0.31, 0.98, "they fit epoch 2 of the log."),
        (0.8, 0.75, "they fit epoch 1 of the log."),
        (0.189, 0.95, "they fit the training split of that epoch."),
        (0.0002544, 0.991, "the logged loss is a sum over the 1,000 samples."),
        (0.2490, 0.991, "the accuracies agree, so the logged loss may hold a penalty"),
        (0.2990, 0.991, "the accuracies agree, so the logged loss may be weighted by class"),
        (0.5, 0.9, "other samples, another checkpoint, or dropout at work."),
        (0.2544, 0.9, "the losses agree, so the logged accuracy may be of another kind"),
    ],
)
def test_what_differs_is_noted_with_a_reason(loss, accuracy, reason):
    assert note(loss, accuracy).split(": ")[1].startswith(reason)


def test_both_sides_are_told_with_their_numbers():
    assert note(0.249, 0.991).startswith("The log says 0.2544 at epoch 3, these predictions 0.2490")
    assert note(0.5, 0.9).startswith(
        "The log says a loss of 0.2544 and 99.1 % accuracy at epoch 3, these predictions 0.5000 "
        "and 90 %"
    )


@pytest.mark.parametrize("epoch", [4, 2.5, 0])
def test_epochs_that_the_log_does_not_have_are_not_compared(epoch):
    assert note(9, 0.1, epoch=epoch) is None


def test_splits_that_the_log_does_not_have_are_not_compared():
    assert against_log(CURVES, "test", 3, Measured(9, 0.1, 10)) is None


def test_a_log_without_accuracies_is_compared_by_its_losses():
    curves = Curves.of(val_loss=[0.5, np.nan, 0.4])
    assert against_log(curves, "val", 3, Measured(0.4, 0.9, 100)) is None
    assert against_log(curves, "val", 2, Measured(0.4, 0.9, 100)) is None
    assert "the logged loss may be" in against_log(curves, "val", 3, Measured(0.45, 0.9, 100))


@given(st.floats(0, 1e6), st.floats(0, 1), st.integers(1, 10**6))
def test_any_predictions_are_noted_in_one_sentence_or_not_at_all(loss, accuracy, n):
    said = note(loss, accuracy, n)
    assert said is None or (said.endswith(".") and said.count(": ") == 1)
