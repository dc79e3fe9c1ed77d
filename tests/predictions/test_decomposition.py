"""The three parts add up, are never negative, and say what they should of models one knows."""

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import softmax

from experiments.predictions.decomposition import FIT_ROWS, decompose, entropy
from experiments.predictions.outcomes import outcomes
from experiments.predictions.report import Decomposition
from experiments.predictions.scores import Scores
from tests.predictions.made import any_probabilities, drawn, logits, probabilities


def parts(scores: Scores, temperature: float = 1.0) -> Decomposition:
    return decompose(scores, outcomes(scores).log_loss, temperature)


@settings(max_examples=60)
@given(any_probabilities())
def test_they_add_up_to_the_loss_and_none_is_negative(scores):
    found = parts(scores)
    total = found.miscalibration - found.discrimination + found.uncertainty
    assert total == pytest.approx(outcomes(scores).log_loss, abs=1e-12)
    assert min(found.miscalibration, found.discrimination, found.uncertainty) >= 0


def test_a_calibrated_model_is_hardly_miscalibrated():
    assert parts(drawn(20_000, 5)).miscalibration < 0.001


@pytest.mark.parametrize("temperature", [0.3, 4.0])
def test_a_temperature_is_all_miscalibration(temperature):
    honest, other = parts(drawn(20_000, 5)), drawn(20_000, 5, temperature)
    found = parts(other)
    assert found.discrimination == pytest.approx(honest.discrimination, abs=1e-4)
    excess = outcomes(other).log_loss - outcomes(drawn(20_000, 5)).log_loss
    assert found.miscalibration == pytest.approx(honest.miscalibration + excess, abs=1e-4)


def test_a_bias_for_a_class_is_all_miscalibration():
    honest = drawn(20_000, 3)
    shifted = logits(honest.values + np.array([3.0, 0.0, 0.0]), honest.labels)
    assert parts(shifted).discrimination == pytest.approx(parts(honest).discrimination, abs=1e-4)


def test_class_frequencies_for_all_neither_err_nor_discriminate():
    labels = [0] * 70 + [1] * 20 + [2] * 10
    found = parts(probabilities([[0.7, 0.2, 0.1]] * 100, labels))
    assert found.miscalibration == pytest.approx(0, abs=1e-9)
    assert found.discrimination == pytest.approx(0, abs=1e-9)
    assert found.uncertainty == pytest.approx(0.8018, abs=5e-5)


def test_noise_is_miscalibrated_and_discriminates_next_to_nothing():
    noise = np.random.default_rng(0)
    found = parts(logits(noise.normal(0, 5, (5_000, 4)), noise.integers(0, 4, 5_000)))
    assert found.discrimination < 0.002
    assert found.miscalibration > 3


def test_certainty_discriminates_all_there_is():
    found = parts(probabilities(np.eye(3), [0, 1, 2]))
    assert found.miscalibration == 0
    assert found.discrimination == pytest.approx(entropy(np.ones(3)))


def test_one_class_alone_is_certain():
    found = parts(probabilities([[0.8, 0.2]] * 5, [0] * 5))
    assert found == Decomposition(pytest.approx(-np.log(0.8)), 0.0, 0.0)


def test_classes_without_samples_take_no_part():
    honest = drawn(5_000, 3)
    padded = np.hstack([honest.values, np.full((5_000, 4), -30.0)])
    wide = logits(padded, honest.labels)
    assert parts(wide).discrimination == pytest.approx(parts(honest).discrimination, abs=1e-6)


def test_logits_and_their_probabilities_say_the_same():
    honest = drawn(2_000, 4, 2.0)
    p = probabilities(softmax(honest.values, axis=1), honest.labels)
    ours, theirs = parts(honest), parts(p)
    assert ours.miscalibration == pytest.approx(theirs.miscalibration, abs=1e-5)


def test_huge_logits_come_to_an_end():
    noise = np.random.default_rng(1)
    labels = noise.integers(0, 3, 500)
    found = parts(logits(noise.choice([-1e4, 1e4], (500, 3)), labels))
    assert np.isfinite(found.miscalibration)
    assert found.discrimination >= 0


def test_above_a_hundred_thousand_a_part_is_fitted_and_all_are_judged():
    honest, found = drawn(20_000, 3), parts(drawn(FIT_ROWS + 50_000, 3, 2.0))
    assert found.discrimination == pytest.approx(parts(honest).discrimination, abs=0.02)
    assert found.miscalibration > 0.05
