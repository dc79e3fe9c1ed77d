"""Probabilities, percent and logits are told apart, and rows that do not sum to 1 are refused."""

import numpy as np
import pytest

from experiments.predictions.readers import Arrays

Y = np.array([0, 1, 2, 1])
Z = np.array([[2.0, -1, 0.5], [0, 3, 1], [-2, 0, 1], [0.1, 0.2, 0.3]])
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def test_values_within_zero_and_one_that_sum_to_one_are_probabilities(upload):
    scores = upload(y=Y, scores=P)
    assert (scores.kind, scores.notes) == ("probabilities", ())


def test_values_outside_of_zero_and_one_are_logits_with_a_note(upload):
    scores = upload(y=Y, scores=Z)
    assert scores.kind == "logits"
    assert "from -2 to 3, outside of 0 to 1: read as logits" in scores.notes[0]


def test_a_name_tells_logits_without_a_note(upload):
    scores = upload(y=Y, logits=Z)
    assert (scores.kind, scores.notes) == ("logits", ())


def test_logarithms_of_probabilities_are_logits(upload):
    assert upload(y=Y, log_probs=np.log(P)).kind == "logits"


def test_what_is_called_logits_but_sums_to_one_is_probabilities_with_a_note(upload):
    scores = upload(y=Y, logits=P)
    assert scores.kind == "probabilities"
    assert "despite its name" in scores.notes[0]


def test_probabilities_that_a_person_named_logits_are_refused(refusal):
    assert "they are probabilities" in refusal(arrays=Arrays(logits="p"), y=Y, p=P).reason


def test_logits_that_a_person_named_probabilities_are_refused_with_the_cell(refusal):
    wrong = refusal(arrays=Arrays(probabilities="z"), y=Y, z=Z)
    assert "2 in row 1, column 1 of “z”, is no probability" in wrong.reason
    assert "name the array logits" in wrong.advice


def test_percent_becomes_shares_with_a_note(upload):
    scores = upload(y=Y, probs=P * 100)
    np.testing.assert_allclose(scores.values, P, rtol=1e-12)
    assert "read as percent" in scores.notes[0]


def test_rounded_probabilities_are_scaled_with_a_note(upload):
    scores = upload(y=Y, probs=np.round(P, 2))
    np.testing.assert_allclose(scores.values.sum(axis=1), 1, atol=1e-12)
    assert "divided by its sum" in scores.notes[0]


def test_half_precision_is_scaled(upload):
    scores = upload(y=Y, probs=P.astype(np.float16))
    np.testing.assert_allclose(scores.values, P, atol=1e-3)


def test_rows_within_a_hundred_thousandth_are_left_as_they_are(upload):
    values = P.copy()
    values[0, 0] += 9e-6
    assert upload(y=Y, probs=values).values.tolist() == values.tolist()


def test_rows_that_do_not_sum_to_one_are_counted_and_the_first_is_named(refusal):
    values = P.copy()
    values[2:] *= 0.8
    wrong = refusal(y=Y, probs=values)
    assert "2 of 4 rows do not sum to 1, the first in row 3: they sum to 0.8" in wrong.reason
    assert "name them logits" in wrong.advice


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e12])
@pytest.mark.parametrize("name", ["probs", "logits"])
def test_scores_that_are_not_finite_are_counted_and_the_first_is_named(refusal, bad, name):
    values = P.copy()
    values[1:3, 2] = bad
    wrong = refusal(**{"y": Y, name: values})
    assert "2 scores are missing, infinite" in wrong.reason
    assert f"in row 2, column 3 of “{name}”" in wrong.reason


def test_one_probability_is_of_the_second_class(upload):
    scores = upload(y=Y % 2, y_prob=np.array([0.25, 0.5, 1, 0]))
    assert scores.values.tolist() == [[0.75, 0.25], [0.5, 0.5], [0, 1], [1, 0]]


def test_one_probability_in_single_precision_keeps_its_complement(upload):
    small = np.array([1e-9, 0.5, 0.5, 0.5], dtype=np.float32)
    assert upload(y=Y % 2, y_prob=small).values[0, 0] == 1 - float(small[0])


def test_one_score_outside_of_zero_and_one_is_the_logit_of_the_second_class(upload):
    scores = upload(y=Y % 2, score=Z[:, 0])
    assert scores.kind == "logits"
    assert scores.values.tolist() == [[0, z] for z in Z[:, 0]]


def test_one_score_up_to_a_hundred_may_be_either_and_is_asked_for(refusal):
    assert "may be percent or logits" in refusal("y,score\n0,12\n1,80\n").reason


def test_one_probability_in_percent_is_read_with_a_note(upload):
    scores = upload("y,prob\n0,12.5\n1,75\n")
    assert scores.values[:, 1].tolist() == [0.125, 0.75]
    assert "read as percent" in scores.notes[0]


def test_a_probability_above_one_is_refused(refusal):
    assert "1.25 in line 3, “prob”, is no probability" in refusal("y,prob\n0,0.5\n1,1.25\n").reason


def test_scores_beyond_all_logits_are_not_called_infinite(refusal):
    wrong = refusal("label,logit_0,logit_1\n0,1e12,0\n1,0,0\n")
    assert "missing, infinite or beyond 1,000,000,000; the first, in line 2" in wrong.reason
