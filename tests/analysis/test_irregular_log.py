from experiments.analysis.irregular_log import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, only, yes


def test_a_gap_is_named():
    [finding] = yes(RULE, Curves.of(epoch=[1, 2, 3, 7, 8, 9], val_loss=falling(6)))
    assert finding.evidence["gaps"] == 1
    assert "1 gap (after epoch 3)" in finding.sentence


def test_a_resumed_log_is_told():
    [finding] = yes(RULE, Curves.of(epoch=[1, 2, 3, 2, 3, 4], val_loss=falling(6)))
    assert finding.evidence == {"gaps": 0, "repeated": 2, "went_back": 1}
    assert "2 epochs logged more than once (2 and 3)" in finding.sentence
    assert "the last pass is read" in finding.sentence


def test_a_log_with_every_fifth_epoch_is_regular():
    assert only(RULE, Curves.of(epoch=[5, 10, 15, 20], val_loss=falling(4))).verdict == "no"


def test_an_epoch_with_nan_is_no_gap():
    curves = Curves.of(val_loss=[1.0, 0.9, float("nan"), 0.8, 0.7])
    assert only(RULE, curves).verdict == "no"


def test_many_gaps_are_not_all_listed():
    epochs = [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19]
    [finding] = yes(RULE, Curves.of(epoch=epochs, val_loss=falling(15)))
    assert "4 gaps (after epoch 7, 10, 13 and 1 more)" in finding.sentence


def test_an_empty_log_has_no_answer():
    assert only(RULE, Curves.from_series([])).verdict == "inconclusive"
