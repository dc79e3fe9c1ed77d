from experiments.analysis.val_better_than_train import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, only, yes


def test_a_lower_validation_loss_is_noted_with_its_harmless_causes():
    curves = Curves.of(val_loss=falling(30) * 0.8, train_loss=falling(30))
    [finding] = yes(RULE, curves)
    assert finding.severity == "note"
    assert 18 < finding.evidence["below_pct"] <= 20
    assert "below the training loss of the epoch that followed" in finding.sentence
    assert "Dropout" in finding.sentence


def test_a_large_gap_names_mixup_and_label_smoothing_first():
    curves = Curves.of(val_loss=falling(30) * 0.3, train_loss=falling(30))
    [finding] = yes(RULE, curves)
    assert "mixup, label smoothing" in finding.sentence


def test_a_higher_validation_loss_is_usual():
    curves = Curves.of(val_loss=falling(30) * 1.2, train_loss=falling(30))
    assert only(RULE, curves).verdict == "no"


def test_a_sum_is_not_compared_with_a_mean():
    curves = Curves.of(val_loss=falling(30), train_loss=falling(30) * 500)
    finding = only(RULE, curves)
    assert finding.verdict == "inconclusive"
    assert "another scale" in finding.sentence


def test_without_one_of_the_two_there_is_no_answer():
    assert only(RULE, Curves.of(val_loss=falling(30))).verdict == "inconclusive"
    assert only(RULE, Curves.of(train_loss=falling(30))).verdict == "inconclusive"


def test_a_training_loss_averaged_while_the_weights_moved_does_not():
    level = falling(31, 2.0, 0.1, speed=3)
    averaged = (level[:-1] + level[1:]) / 2
    curves = Curves.of(val_loss=level[1:], train_loss=averaged)
    assert only(RULE, curves).verdict == "no"


def test_two_equal_losses_do_not():
    assert only(RULE, Curves.of(val_loss=[0.0] * 9, train_loss=[0.0] * 9)).verdict == "no"
