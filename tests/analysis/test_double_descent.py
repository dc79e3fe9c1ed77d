import numpy as np

from experiments.analysis.double_descent import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, jitter, only, turning, yes


def test_a_rise_and_a_new_minimum_are_found():
    losses = np.concatenate([turning(40, 15, 0.5, 0.8), falling(60, 0.8, 0.3)])
    [finding] = yes(RULE, Curves.of(val_loss=losses + jitter(100, 0.002)))
    assert abs(finding.first_epoch - 16) <= 2
    assert finding.last_epoch > 90
    assert finding.evidence["new_minimum"] < finding.evidence["first_minimum"]


def test_a_new_minimum_reached_in_small_steps_counts():
    losses = np.concatenate([turning(40, 15, 0.5, 0.8), np.linspace(0.8, 0.45, 200)])
    assert yes(RULE, Curves.of(val_loss=losses))


def test_overfitting_alone_has_no_second_descent():
    assert only(RULE, Curves.of(val_loss=turning(60, 20))).verdict == "no"


def test_noise_has_none():
    assert only(RULE, Curves.of(val_loss=falling(60) + jitter(60, 0.03))).verdict == "no"


def test_a_training_only_log_has_no_answer():
    assert only(RULE, Curves.of(train_loss=falling(60))).verdict == "inconclusive"
