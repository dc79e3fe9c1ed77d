import numpy as np

from experiments.analysis.suspiciously_perfect import RULE
from experiments.curves import Curves
from tests.analysis.shapes import climbing, falling, jitter, only, yes


def test_equal_losses_on_both_splits_are_suspicious():
    losses = falling(20) + jitter(20, 0.01)
    [finding] = yes(RULE, Curves.of(val_loss=losses, train_loss=losses))
    assert finding.severity == "warning"
    assert "the same samples" in finding.sentence


def test_all_right_from_the_start_is_suspicious():
    [finding] = yes(RULE, Curves.of(val_loss=falling(20), val_accuracy=np.ones(20)))
    assert (finding.severity, finding.first_epoch) == ("warning", 1)


def test_all_right_in_the_end_is_a_note():
    accuracy = np.minimum(climbing(20, 0.5, 1.1, speed=2), 1)
    [finding] = yes(RULE, Curves.of(val_loss=falling(20), val_accuracy=accuracy))
    assert finding.severity == "note"


def test_ordinary_curves_are_not():
    curves = Curves.of(val_loss=falling(20), train_loss=falling(20) * 0.9)
    assert only(RULE, curves).verdict == "no"


def test_two_flat_losses_are_no_sign_of_one_split():
    assert only(RULE, Curves.of(val_loss=[0.7] * 9, train_loss=[0.7] * 9)).verdict == "no"


def test_a_training_only_log_has_no_answer():
    curves = Curves.of(train_loss=falling(20), train_accuracy=np.ones(20))
    assert only(RULE, curves).verdict == "inconclusive"
