import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis import overfitting
from experiments.analysis.oscillation import RULE, oscillates
from experiments.curves import Curves
from tests.analysis.shapes import falling, jitter, only, yes


def test_a_loss_that_jumps_by_much_oscillates():
    losses = 0.5 + abs(jitter(60, 0.4))
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert finding.severity == "warning"
    assert finding.evidence["jitter_pct"] > 15


def test_a_smooth_loss_does_not():
    finding = only(RULE, Curves.of(val_loss=falling(60) + jitter(60, 0.003)))
    assert finding.verdict == "no"


def test_a_steep_fall_does_not():
    assert only(RULE, Curves.of(val_loss=falling(8, 2.0, 0.05, speed=4))).verdict == "no"


def test_two_large_spikes_count_as_well():
    losses = falling(60)
    losses[[25, 40]] *= 2
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert "2 times it stood 30 % or more above the epochs around it" in finding.sentence
    assert "clip gradients" in finding.advice


def test_jumping_batches_of_a_training_loss_are_a_note_only():
    losses = 0.5 + abs(jitter(60, 0.2))
    [finding] = yes(RULE, Curves.of(train_loss=losses), split="train")
    assert finding.severity == "note"


def test_the_jump_that_is_told_is_the_one_that_overfitting_tells():
    losses = np.array([1.0, 0.6, 0.9, 0.5, 0.8, 0.55, 0.95, 0.52, 0.9, 0.6, 0.85, 0.8])
    curves = Curves.of(val_loss=losses)
    [finding] = yes(RULE, curves)
    told = only(overfitting.RULE, curves).evidence["jump_pct"]
    assert finding.evidence["jitter_pct"] == told
    assert f"by about {told:.0f} % from one epoch to the next" in finding.sentence


def test_small_jumps_ask_for_more_samples_before_another_learning_rate():
    losses = falling(60) * (1 + jitter(60, 0.07, seed=1))
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert finding.severity == "note"
    assert "more samples" in finding.advice
    assert "learning rate" not in finding.advice


def test_a_loss_logged_twice_an_epoch_jumps_between_evaluations():
    losses = 0.5 + abs(jitter(60, 0.4))
    [finding] = yes(RULE, Curves.of(epoch=np.arange(60) / 2, val_loss=losses))
    assert "from one evaluation to the next" in finding.sentence


def test_seven_epochs_are_too_few():
    assert only(RULE, Curves.of(val_loss=falling(7))).verdict == "inconclusive"


def test_a_loss_that_swings_slowly_does_not():
    losses = 1 + 0.3 * np.sin(np.arange(80) / 3)
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_one_spike_does_not():
    losses = falling(60)
    losses[25] *= 3
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_a_loss_below_zero_is_judged_by_its_range():
    swinging = falling(60, 0.0, -3.0) + abs(jitter(60, 0.5))
    assert yes(RULE, Curves.of(val_loss=swinging - 5))
    assert not yes(RULE, Curves.of(val_loss=falling(60, 0.0, -3.0)))


@given(st.floats(0.001, 1000), st.integers(0, 99))
def test_the_unit_of_the_loss_changes_nothing(unit, seed):
    losses = falling(40) * (1 + jitter(40, 0.05, seed))
    assert oscillates(losses) == oscillates(unit * losses)


def test_a_training_loss_may_jump_as_far_as_batches_differ():
    losses = falling(60, speed=30) * (1 + jitter(60, 0.07, seed=1))
    assert yes(RULE, Curves.of(val_loss=losses))
    assert only(RULE, Curves.of(train_loss=losses), split="train").verdict == "no"


def test_a_loss_that_varies_but_seldom_turns_round_is_told_so():
    losses = 1 + 0.3 * np.sin(np.arange(200) * 0.7)
    sentence = only(RULE, Curves.of(val_loss=losses)).sentence
    assert "seldom turns round" in sentence
