import numpy as np

from experiments.analysis.loss_spike import RULE, spike_ranges
from experiments.curves import Curves
from tests.analysis.shapes import ask, falling, jitter, only, yes


def spiked(*positions, epochs=60, height=1.0):
    losses = falling(epochs) + jitter(epochs, 0.003)
    losses[list(positions)] += height
    return losses


def test_one_spike_is_told_with_its_epoch_and_height():
    [finding] = yes(RULE, Curves.of(val_loss=spiked(30)))
    assert (finding.first_epoch, finding.last_epoch) == (31, 31)
    assert finding.severity == "note"
    assert "jumped from" in finding.sentence


def test_several_spikes_weigh_more():
    [finding] = yes(RULE, Curves.of(val_loss=spiked(20, 33, 47)))
    assert finding.evidence["spikes"] == 3
    assert finding.severity == "warning"
    assert "spiked 3 times, at epochs 21, 34 and 48, and recovered" in finding.sentence


def test_of_several_spikes_the_highest_is_marked():
    losses = spiked(20, 33, 47)
    losses[33] += 1
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert (finding.first_epoch, finding.last_epoch) == (34, 34)


def test_many_spikes_are_told_by_their_span():
    [finding] = yes(RULE, Curves.of(val_loss=spiked(10, 17, 24, 31, 38, 45)))
    assert "spiked 6 times, over epochs 11 to 46, and recovered" in finding.sentence


def test_a_spike_in_the_first_tenth_is_not_told():
    finding = only(RULE, Curves.of(val_loss=spiked(4)))
    assert finding.verdict == "no"
    assert "no spikes after its first steep fall" in finding.sentence


def test_a_small_spike_during_a_steep_fall_is_not_told():
    losses = falling(60, speed=3)
    assert yes(RULE, Curves.of(val_loss=np.where(np.arange(60) == 10, 4.0, losses)))
    losses[10] *= 1.45
    assert spike_ranges(losses) == [(10, 10)]
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_the_steep_first_fall_is_no_spike():
    losses = np.concatenate([[5.0, 3.0], falling(60, 0.5, 0.3)])
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_a_rise_that_stays_is_no_spike():
    losses = np.concatenate([np.full(30, 1.0), np.full(30, 2.0)])
    assert spike_ranges(losses) == []


def test_each_split_is_looked_at():
    curves = Curves.of(train_loss=spiked(25), val_loss=falling(60))
    assert {(f.split, f.verdict) for f in ask(RULE, curves)} == {("train", "yes"), ("val", "no")}


def test_losses_below_zero_spike_relative_to_their_range():
    assert spike_ranges(spiked(30) - 5) == [(30, 30)]


def test_without_a_loss_there_is_no_answer():
    assert only(RULE, Curves.of(val_accuracy=[0.5] * 9)).verdict == "inconclusive"
