import numpy as np

from experiments.analysis.plateau import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, jitter, only, yes


def test_a_loss_that_stopped_moving_is_on_a_plateau():
    losses = np.concatenate([np.linspace(2, 0.5, 20), np.full(60, 0.5)]) + jitter(80, 0.0005)
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert 18 <= finding.first_epoch <= 22
    assert finding.last_epoch == 80
    assert "75 % of the run" in finding.sentence or "74 % of the run" in finding.sentence


def test_a_falling_loss_is_on_no_plateau():
    assert only(RULE, Curves.of(val_loss=falling(60, speed=2))).verdict == "no"


def test_a_loss_that_creeps_on_by_percents_is_on_no_plateau():
    losses = np.concatenate([[900.0, 90.0, 9.0], np.linspace(0.002, 0.001, 60)])
    assert only(RULE, Curves.of(train_loss=losses), split="train").verdict == "no"


def test_nine_epochs_are_too_few():
    assert only(RULE, Curves.of(val_loss=falling(9))).verdict == "inconclusive"
