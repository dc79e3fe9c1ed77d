"""A few numbers a sample: answers, probabilities, losses and the Brier score."""

import numpy as np
import pytest
from hypothesis import given

from experiments.predictions.outcomes import outcomes
from tests.predictions.made import any_probabilities, binary, drawn, logits, probabilities


def test_of_equal_scores_the_first_class_counts():
    seen = outcomes(probabilities([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4]], [1, 2]))
    assert seen.predicted.tolist() == [0, 1]
    assert not seen.right.any()


def test_columns_of_a_sample():
    seen = outcomes(probabilities([[0.7, 0.2, 0.1]], [1]))
    assert (seen.p_true[0], seen.confidence[0]) == (0.2, 0.7)
    assert seen.loss[0] == pytest.approx(1.6094, abs=5e-5)
    assert seen.brier == pytest.approx(0.49 + 0.64 + 0.01)


def test_the_brier_score_of_two_classes_is_halved():
    assert outcomes(binary((1, True, 0.7))).brier == pytest.approx(0.09)


def test_a_temperature_changes_confidence_and_no_answer():
    scores = drawn(1_000, 5)
    as_it_is, cooled = outcomes(scores), outcomes(scores, 0.2)
    assert np.array_equal(as_it_is.predicted, cooled.predicted)
    assert (cooled.confidence >= as_it_is.confidence).all()


@pytest.mark.parametrize("temperature", [1e-3, 1e3])
def test_answers_survive_any_temperature(temperature):
    scores = logits([[1.0, 1.0 + 1e-9, 0.0]], [1])
    assert outcomes(scores, temperature).predicted.tolist() == [1]


@given(any_probabilities())
def test_columns_stay_in_their_range(scores):
    seen = outcomes(scores)
    assert (seen.p_true >= 0).all()
    assert (seen.p_true <= seen.confidence).all()
    assert (seen.confidence <= 1).all()
    assert (seen.loss >= 0).all()
    assert (seen.loss[~seen.right] >= np.log(2) - 1e-12).all()
