import numpy as np

from experiments.analysis.accuracy_dip import RULE
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
