import numpy as np
import pytest

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


@pytest.mark.parametrize("size", [0.03, 0.1])
def test_noise_alone_has_none_in_all_but_few_seeds(size):
    found = [
        yes(RULE, Curves.of(val_loss=falling(100) * (1 + jitter(100, size, seed))))
        for seed in range(100)
    ]
    assert sum(map(bool, found)) <= 5


def test_a_spike_of_two_epochs_is_no_rise():
    losses = falling(60, speed=2)
    losses[30:32] *= 2
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"
