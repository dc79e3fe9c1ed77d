import numpy as np
import pytest

from experiments.analysis.under_trained import RULE, epochs_to_go
from experiments.curves import Curves
from tests.analysis.shapes import falling, jitter, only, turning, yes


def test_a_loss_that_still_falls_is_under_trained():
    [finding] = yes(RULE, Curves.of(val_loss=falling(50, speed=1.5)))
    assert finding.last_epoch == 50
    assert finding.advice == "Keep training."
    assert finding.evidence["fall_pct"] > 1.5


def test_a_settled_loss_is_not():
    assert only(RULE, Curves.of(val_loss=falling(50, speed=20))).verdict == "no"


def test_an_overfitting_loss_is_not():
    assert only(RULE, Curves.of(val_loss=turning(50, 20))).verdict == "no"


def test_a_fall_within_the_noise_is_not():
    settled = [0.5 + jitter(50, 0.05, seed) for seed in range(100)]
    found = [only(RULE, Curves.of(val_loss=losses)).verdict for losses in settled]
    assert found.count("yes") <= 5


def test_the_epochs_to_go_follow_a_geometric_fall():
    half_life, length = 10, 10
    losses = 1 + 0.5 ** (np.arange(60) / half_life)
    more = epochs_to_go(losses, length)
    gain_then = 0.5 ** ((59 + more - length) / half_life) - 0.5 ** ((59 + more) / half_life)
    assert gain_then == pytest.approx(0.005, rel=0.3)


def test_a_straight_fall_has_no_foreseeable_end():
    [finding] = yes(RULE, Curves.of(train_loss=np.linspace(2, 1, 50)), split="train")
    assert "No end of the fall can be foreseen" in finding.sentence
    assert "epochs_to_go" not in finding.evidence


def test_five_epochs_are_too_few():
    assert only(RULE, Curves.of(val_loss=falling(5))).verdict == "inconclusive"
