import numpy as np
import pytest

from experiments.analysis import analyse
from experiments.analysis.best_epoch_conflict import RULE, best_epochs
from experiments.analysis.tracks import Pair
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
    finding = only(RULE, conflict(), Facts(n_val=30))
    assert finding.verdict == "no"
    assert "Chance can explain that difference" in finding.sentence


def test_without_accuracy_there_is_no_answer():
    assert only(RULE, Curves.of(val_loss=turning(40, 12))).verdict == "inconclusive"


def test_half_of_the_errors_are_taken_to_recur():
    both = Pair("val", np.arange(2.0), np.array([0.3, 0.5]), np.array([0.90, 0.92]))
    assert best_epochs(both, 1600).noise == pytest.approx(1.645 * np.sqrt(0.09 / 1600))


def test_without_the_number_of_samples_half_a_point_is_too_little():
    assert only(RULE, near(0.004)).verdict == "no"
    assert only(RULE, near(0.02)).verdict == "yes"


def test_one_checkpoint_is_advised_where_the_accuracies_are_alike():
    alike, apart = (analyse(near(gain), Facts()).verdict.advice for gain in (0.004, 0.02))
    assert alike.startswith("Keep epoch 13 (accuracy at 40 is 0.4 points higher")
    assert apart == "Keep epoch 13 for probabilities, epoch 40 for labels."


def near(gain):
    accuracy = 0.9 + gain * np.maximum(0, np.arange(40) - 12) / 27
    return Curves.of(val_loss=turning(40, 12), val_accuracy=accuracy)
