from experiments.analysis.val_better_than_train import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, only, yes


def test_a_lower_validation_loss_is_noted_with_its_harmless_causes():
    curves = Curves.of(val_loss=falling(30) * 0.8, train_loss=falling(30))
    [finding] = yes(RULE, curves)
    assert finding.severity == "note"
    assert round(finding.evidence["below_pct"]) == 20
    assert "Dropout" in finding.sentence


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
