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


@pytest.mark.parametrize("epochs", [10, 50])
def test_a_straight_fall_has_no_foreseeable_end(epochs):
    [finding] = yes(RULE, Curves.of(train_loss=np.linspace(2, 1, epochs)), split="train")
    assert "levels off" not in finding.sentence
    assert "epochs_to_go" not in finding.evidence


def test_a_fall_that_slows_is_told_with_its_end():
    losses = 1 + 0.5 ** (np.arange(25) / 5)
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert f"levels off in about {finding.evidence['epochs_to_go']} epochs" in finding.sentence


def test_the_end_is_told_in_the_unit_of_the_log():
    losses = 1 + 0.5 ** (np.arange(25) / 5)
    [finding] = yes(RULE, Curves.of(epoch=np.arange(25) / 2, val_loss=losses))
    epochs = round(finding.evidence["epochs_to_go"] / 2)
    assert f"levels off in about {epochs} epochs" in finding.sentence


def test_windows_of_two_epochs_forecast_nothing():
    [finding] = yes(RULE, Curves.of(val_loss=1 + 0.5 ** (np.arange(10) / 2)))
    assert "levels off" not in finding.sentence


def test_the_fall_is_told_as_the_chart_shows_it():
    [finding] = yes(RULE, Curves.of(val_loss=np.linspace(2, 1, 21)))
    assert finding.sentence == (
        "Over epochs 18 to 21 the validation loss still fell by 13 %, from 1.1500 to 1.0000."
    )
    assert finding.evidence["fall_pct"] == pytest.approx(100 * 0.15 / 1.15)


def test_a_lucky_epoch_at_the_start_of_the_window_does_not_hide_the_fall():
    losses = np.linspace(2, 1, 41)
    losses[-6] = losses[-1] + 0.001
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert finding.sentence.startswith("Smoothed, the validation loss still fell by")
    assert finding.evidence["fall_pct"] == finding.evidence["smoothed_fall_pct"]


def test_a_steep_fall_at_the_end_is_measured_against_the_noise_as_it_is():
    losses = [0.41, 0.21, 0.18, 0.12, 0.107, 0.117, 0.09, 0.079]
    assert yes(RULE, Curves.of(val_loss=losses))


def test_a_minimum_just_before_the_window_is_as_good_as_one_inside():
    losses = np.linspace(2, 1, 41)
    losses[-7] = 0.995
    assert yes(RULE, Curves.of(val_loss=losses))
    losses[-7] = 0.95
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_training_samples_known_by_heart_need_more_data_not_more_epochs():
    slow = {"val_loss": np.linspace(2, 1.5, 40), "val_accuracy": np.linspace(0.4, 0.56, 40)}
    [by_accuracy] = yes(RULE, Curves.of(**slow, train_accuracy=np.linspace(0.5, 1, 40)))
    [by_loss] = yes(RULE, Curves.of(**slow, train_loss=np.linspace(2, 0.12, 40)))
    assert "Training accuracy is 100 %, validation accuracy 56 %" in by_accuracy.sentence
    assert "The training loss is 0.1200, 8 % of the validation loss" in by_loss.sentence
    for finding in (by_accuracy, by_loss):
        assert finding.severity == "note"
        assert "more data" in finding.advice
        assert "Keep training" not in finding.advice


def test_a_validation_accuracy_above_the_training_accuracy_leaves_room_to_learn():
    both = {"train_accuracy": np.full(40, 0.991), "val_accuracy": np.full(40, 0.995)}
    [finding] = yes(RULE, Curves.of(val_loss=np.linspace(0.06, 0.03, 40), **both))
    assert finding.advice == "Keep training."


def test_a_loss_that_stands_still_below_zero_is_not():
    assert only(RULE, Curves.of(val_loss=np.full(20, -0.1))).verdict == "no"


def test_five_epochs_are_too_few():
    assert only(RULE, Curves.of(val_loss=falling(5))).verdict == "inconclusive"
