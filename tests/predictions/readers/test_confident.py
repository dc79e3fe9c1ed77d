"""A single score beside a predicted class: whose probability it is."""

import pytest

OF_PREDICTED = "target,{label},{score}\nA,A,0.75\nB,A,0.625\nB,B,0.75\nA,A,0.5\n"


@pytest.mark.parametrize(
    ("label", "score"),
    [("prediction_label", "prediction_score"), ("Label", "Score"), ("pred", "confidence")],
)
def test_a_score_of_the_predicted_class_becomes_that_of_both(upload, label, score):
    scores = upload(OF_PREDICTED.format(label=label, score=score))
    assert scores.values.tolist() == [[0.75, 0.25], [0.625, 0.375], [0.25, 0.75], [0.5, 0.5]]
    assert "read as the probability of the predicted class" in scores.notes[0]


def test_a_probability_that_follows_the_predicted_class_is_of_the_second(upload):
    scores = upload("actual,probability,predicted\n0,0.25,no\n1,0.5,no\n1,0.75,yes\n")
    assert scores.values[:, 1].tolist() == [0.25, 0.5, 0.75]


def test_the_predicted_class_tells_whose_the_probability_is(upload):
    scores = upload("label,prob,predicted\ncat,0.75,cat\ndog,0.25,dog\ndog,0.625,cat\n")
    assert scores.classes == ("dog", "cat")


def test_confidence_without_a_predicted_class_is_refused(refusal):
    assert "no column says which class" in refusal("label,confidence\n0,0.75\n1,0.5\n").reason


def test_confidence_is_not_enough_for_three_classes(refusal):
    wrong = refusal("label,predicted,confidence\nA,A,0.75\nB,C,0.4\nC,C,0.5\n")
    assert "of the predicted class only (“predicted”), and there are 3 classes" in wrong.reason
    assert "every class" in wrong.advice


def test_a_score_that_fits_neither_is_refused(refusal):
    wrong = refusal("label,predicted,score\nA,A,0.75\nB,B,0.25\nB,A,0.125\n")
    assert "fits neither" in wrong.reason


def test_a_predicted_class_that_is_missing_is_named(refusal):
    wrong = refusal("label,predicted,confidence\nA,A,0.75\nB,,0.75\nB,B,0.75\n")
    assert "The predicted class in line 3 is missing" in wrong.reason
    assert wrong.line == 3


def test_scores_between_a_half_and_three_quarters_are_noted(upload):
    scores = upload("label,prob\n0,0.5\n1,0.73\n0,0.6\n")
    assert "as if a sigmoid had been applied" in scores.notes[0]
