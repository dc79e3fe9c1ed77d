import numpy as np
import pytest

from experiments.analysis.numeric_divergence import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, only, turning, yes

NAN, INF = float("nan"), float("inf")


def test_the_first_epoch_without_a_number_is_named():
    [finding] = yes(RULE, Curves.of(val_loss=[0.9, 0.7, NAN, NAN, NAN]))
    assert (finding.first_epoch, finding.last_epoch, finding.severity) == (3, 5, "critical")
    assert "from epoch 3 on, after 0.7000" in finding.sentence


def test_an_infinity_is_no_number_either():
    [finding] = yes(RULE, Curves.of(train_loss=[0.9, INF]), split="train")
    assert finding.first_epoch == 2


def test_a_single_nan_that_comes_back_only_warns():
    losses = falling(20)
    losses[7] = NAN
    [finding] = yes(RULE, Curves.of(val_loss=losses))
    assert finding.severity == "warning"
    assert "came back later" in finding.sentence


def test_a_loss_that_was_never_a_number_is_told():
    [finding] = yes(RULE, Curves.of(val_loss=[NAN, NAN], val_accuracy=[0.1, 0.1]))
    assert "never finite" in finding.sentence
    assert finding.first_epoch == 1


def test_an_explosion_of_the_training_loss_is_divergence():
    losses = np.concatenate([falling(20, 2.3, 0.5), [4.0, 30.0, 200.0, 900.0, 1000.0]])
    [finding] = yes(RULE, Curves.of(train_loss=losses), split="train")
    assert finding.first_epoch == 22
    assert finding.evidence["end_loss"] == 1000


def test_strong_overfitting_is_no_divergence():
    losses = turning(60, 5, low=0.2, end=4.0)
    assert only(RULE, Curves.of(val_loss=losses, train_loss=falling(60))).verdict == "no"


def test_without_a_loss_there_is_no_answer():
    assert only(RULE, Curves.of(val_accuracy=[0.5])).verdict == "inconclusive"


@pytest.mark.parametrize("place", [0, 10, 18, 19])
@pytest.mark.parametrize("split", ["train", "val"])
def test_one_spike_is_no_divergence_wherever_it_is(split, place):
    losses = falling(20)
    losses[place] *= 1000
    assert not yes(RULE, Curves.of(**{f"{split}_loss": losses}), split=split)


def test_an_honest_start_from_a_huge_loss_is_no_divergence():
    losses = np.concatenate([[1e6, 2e4, 300.0], falling(30)])
    assert not yes(RULE, Curves.of(train_loss=losses, val_loss=losses))
