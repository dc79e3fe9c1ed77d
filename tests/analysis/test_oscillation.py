from experiments.analysis.oscillation import RULE
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
    assert "with 2 spikes" in finding.sentence


def test_jumping_batches_of_a_training_loss_are_a_note_only():
    losses = 0.5 + abs(jitter(60, 0.2))
    [finding] = yes(RULE, Curves.of(train_loss=losses), split="train")
    assert finding.severity == "note"


def test_seven_epochs_are_too_few():
    assert only(RULE, Curves.of(val_loss=falling(7))).verdict == "inconclusive"
