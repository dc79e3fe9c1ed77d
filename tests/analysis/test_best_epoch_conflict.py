import numpy as np
import pytest

from experiments.analysis.best_epoch_conflict import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import climbing, only, turning, yes


def conflict(gain=0.05):
    accuracy = climbing(40, 0.5, 0.85) + gain * np.arange(40) / 40
    return Curves.of(val_loss=turning(40, 12), val_accuracy=accuracy)


def test_both_prices_are_told():
    curves = conflict()
    [finding] = yes(RULE, curves)
    accuracy = curves.values("val_accuracy")
    assert (finding.first_epoch, finding.last_epoch) == (13, 40)
    assert finding.evidence["accuracy_cost"] == pytest.approx(accuracy[39] - accuracy[12])
    assert finding.evidence["loss_cost_pct"] == pytest.approx(100)
    assert finding.advice == "Keep epoch 13 for probabilities, epoch 40 for labels."


def test_one_best_epoch_for_both_is_no_conflict():
    curves = Curves.of(val_loss=[3, 2, 1, 2], val_accuracy=[0.1, 0.2, 0.5, 0.4])
    finding = only(RULE, curves)
    assert finding.verdict == "no"
    assert finding.sentence == "Epoch 3 is best by loss and by accuracy."


def test_a_gain_that_few_samples_explain_is_no_conflict():
    assert only(RULE, conflict(), Facts(n_val=100_000)).verdict == "yes"
    finding = only(RULE, conflict(), Facts(n_val=60))
    assert finding.verdict == "no"
    assert "within its noise" in finding.sentence


def test_without_accuracy_there_is_no_answer():
    assert only(RULE, Curves.of(val_loss=turning(40, 12))).verdict == "inconclusive"
