import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.accuracy_dip import RULE, Limits, dips
from experiments.analysis.smoothing import smoothed
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import climbing, falling, jitter, only, yes


def dipped(depth=0.08, first=30, last=35, epochs=80):
    accuracy = climbing(epochs, speed=3)
    accuracy[first : last + 1] -= depth
    return accuracy


def test_a_dip_while_loss_falls_is_found_with_its_epochs():
    [finding] = yes(RULE, Curves.of(val_loss=falling(80), val_accuracy=dipped()))
    assert (finding.first_epoch, finding.last_epoch) == (31, 36)
    assert finding.evidence["accuracy_change"] < -0.06
    assert finding.severity == "warning"


def test_a_dip_with_a_rising_loss_is_another_matter():
    loss = falling(80)
    loss[30:36] *= 1.5
    assert not yes(RULE, Curves.of(val_loss=loss, val_accuracy=dipped()))


def test_accuracy_that_stays_down_is_no_dip():
    accuracy = climbing(80, speed=3)
    accuracy[40:] -= 0.1
    assert only(RULE, Curves.of(val_loss=falling(80), val_accuracy=accuracy)).verdict == "no"


def test_noise_is_no_dip():
    accuracy = climbing(80) + jitter(80, 0.01)
    assert not yes(RULE, Curves.of(val_loss=falling(80), val_accuracy=accuracy))


def test_a_drop_that_few_samples_explain_is_no_dip():
    accuracy = dipped(depth=0.04)
    curves = Curves.of(val_loss=falling(80), val_accuracy=accuracy)
    assert yes(RULE, curves, Facts(n_val=10_000))
    assert not yes(RULE, curves, Facts(n_val=50))


def test_without_accuracy_there_is_no_answer():
    assert only(RULE, Curves.of(val_loss=falling(20))).verdict == "inconclusive"


def test_a_single_epoch_is_no_dip():
    accuracy = climbing(80, speed=3)
    accuracy[30] -= 0.2
    assert np.argmin(accuracy[20:40]) == 10
    assert not yes(RULE, Curves.of(val_loss=falling(80), val_accuracy=accuracy))


def test_two_epochs_are_a_dip_and_are_both_told():
    accuracy = climbing(80, speed=3)
    accuracy[30:32] -= 0.2
    [finding] = yes(RULE, Curves.of(val_loss=falling(80), val_accuracy=accuracy))
    assert (finding.first_epoch, finding.last_epoch) == (31, 32)


def test_a_drop_of_which_half_comes_back_is_no_dip():
    accuracy = np.concatenate([climbing(30, 0.5, 0.8), np.full(10, 0.6), np.full(40, 0.7)])
    assert not yes(RULE, Curves.of(val_loss=falling(80), val_accuracy=accuracy))


def test_dips_below_one_best_epoch_are_told_together():
    accuracy = np.full(60, 0.9)
    accuracy[:10] = climbing(10, 0.5, 0.89)
    accuracy[20:25] = accuracy[30:35] = 0.8
    [finding] = yes(RULE, Curves.of(val_loss=falling(60), val_accuracy=accuracy))
    assert (finding.first_epoch, finding.last_epoch) == (21, 35)


def test_a_run_that_has_not_learned_has_no_dip():
    accuracy = np.full(40, 0.1)
    accuracy[10:20] = 0.08
    curves = Curves.of(val_loss=np.full(40, 2.3), val_accuracy=accuracy)
    assert "not learned" in only(RULE, curves, Facts(n_val=10_000)).sentence


def test_one_sample_of_fifty_is_no_dip():
    accuracy = np.full(30, 17 / 51)
    accuracy[10:20] = 16 / 51
    assert not yes(RULE, Curves.of(val_loss=falling(30), val_accuracy=accuracy))


def test_a_drop_that_comes_back_for_the_most_part_says_so():
    accuracy = np.concatenate([climbing(40, 0.5, 0.9), np.full(20, 0.7), np.full(40, 0.87)])
    [finding] = yes(RULE, Curves.of(val_loss=falling(100), val_accuracy=accuracy))
    assert "most of it came back" in finding.sentence


@pytest.mark.parametrize("epochs", [20, 60, 250, 1000])
def test_noise_alone_dips_in_few_seeds(epochs):
    def wandering(seed):
        accuracy = climbing(epochs, speed=6) + jitter(epochs, 0.01, seed)
        loss = falling(epochs) + jitter(epochs, 0.01, seed + 1000)
        return Curves.of(val_loss=loss, val_accuracy=accuracy)

    assert sum(bool(yes(RULE, wandering(seed))) for seed in range(100)) <= 5


@given(st.lists(st.integers(0, 50), min_size=5, max_size=60), st.integers(0, 2**32 - 1))
def test_a_dip_lies_below_an_earlier_best_and_above_no_loss_of_then(right, seed):
    accuracy = np.array(right) / 50
    loss = np.random.default_rng(seed).uniform(0.1, 2.0, len(accuracy))
    for dip in dips(loss, accuracy, None, Limits(smoothing=0.0, noises=0.0)):
        assert dip.before < dip.first <= dip.lowest <= dip.last
        assert dip.last > dip.first
        assert accuracy[dip.lowest] <= accuracy[dip.before] - 0.01
        assert smoothed(loss)[dip.first] <= smoothed(loss)[dip.before]


@pytest.mark.parametrize(("epochs", "told"), [(80, ""), (120, ", as the median of 3 epochs,")])
def test_filtered_accuracies_are_told_as_such(epochs, told):
    curves = Curves.of(val_loss=falling(epochs), val_accuracy=dipped(epochs=epochs))
    [finding] = yes(RULE, curves)
    assert f"the validation accuracy{told} dropped by" in finding.sentence
