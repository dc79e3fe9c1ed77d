"""The temperature: agrees with an independent optimiser, and is bounded where there is none."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from experiments.predictions.scores import Scores
from experiments.predictions.temperature import (
    LARGEST,
    Prior,
    TemperatureFit,
    cross_fitted,
    fit,
)

PRIOR = Prior(sure=-0.3, unsure=1.5, spread=0.7, widening=1.0)


def logits(values: np.ndarray, labels: np.ndarray) -> Scores:
    names = tuple(f"class {k}" for k in range(values.shape[1]))
    return Scores(np.asarray(labels), np.asarray(values), "logits", names)


def drawn(seed: int, n: int = 200, classes: int = 4, sharpness: float = 2.0) -> Scores:
    """Labels that follow softmax(z), scores that claim softmax(sharpness * z)."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, classes)) * 1.5
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    return logits(z * sharpness, labels)


def loss(scores: Scores, log_t: float) -> float:
    rows = np.arange(len(scores))
    return -log_softmax(scores.values / np.exp(log_t), axis=1)[rows, scores.labels].sum()


def prior_mean(scores: Scores, prior: Prior) -> float:
    p = np.exp(log_softmax(scores.values, axis=1))
    return prior.mean(float(p.max(axis=1).mean()), len(scores.classes))


def lowest(objective: Callable[[float], float]) -> float:
    found = minimize_scalar(objective, bounds=(-6, 6), method="bounded", options={"xatol": 1e-10})
    return float(np.exp(found.x))


many_scores = given(
    seed=st.integers(0, 10_000), classes=st.integers(2, 12), sharpness=st.floats(0.2, 8.0)
)


@settings(max_examples=40, deadline=None)
@many_scores
def test_maximum_likelihood_agrees_with_an_independent_optimiser(seed, classes, sharpness):
    scores = drawn(seed, classes=classes, sharpness=sharpness)
    independent = lowest(lambda log_t: loss(scores, log_t))
    assert fit(scores).ml == pytest.approx(independent, rel=1e-6)


@settings(max_examples=40, deadline=None)
@many_scores
def test_the_advised_temperature_is_the_most_probable_one(seed, classes, sharpness):
    scores = drawn(seed, n=50, classes=classes, sharpness=sharpness)
    mean = prior_mean(scores, PRIOR)
    independent = lowest(lambda log_t: loss(scores, log_t) + ((log_t - mean) / 0.7) ** 2 / 2)
    assert fit(scores, PRIOR).advised == pytest.approx(independent, rel=2e-6)


def test_confident_noise_has_the_most_probable_temperature_too():
    chance = np.random.default_rng(6)
    p = chance.dirichlet(np.ones(2), 3000)
    scores = Scores(chance.integers(0, 2, len(p)), p, "probabilities", ("no", "yes"))
    z = logits(np.log(p), scores.labels)
    mean = prior_mean(z, PRIOR)
    independent = lowest(lambda log_t: loss(z, log_t) + ((log_t - mean) / 0.7) ** 2 / 2)
    assert fit(scores, PRIOR).advised == pytest.approx(independent, rel=2e-6)


def test_many_samples_leave_nothing_to_the_prior():
    found = fit(drawn(2, n=100_000))
    assert found.advised == pytest.approx(found.ml, rel=1e-4)
    assert found.ml == pytest.approx(2.0, rel=0.02)


def test_the_fewer_samples_the_wider_the_interval():
    widths = [np.ptp(np.log(fit(drawn(5, n=n)).interval)) for n in (10, 100, 1000, 10_000)]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("n", [30, 100, 400])
def test_intervals_hold_the_temperature_that_the_labels_were_drawn_with(n):
    found = [fit(drawn(seed, n=n, sharpness=2.0)).interval for seed in range(300)]
    covered = np.mean([low <= 2.0 <= high for low, high in found])
    assert 0.93 <= covered <= 1.0


def test_probabilities_and_their_logits_have_the_same_temperature():
    scores = drawn(1)
    p = np.exp(log_softmax(scores.values, axis=1))
    same = Scores(scores.labels, p, "probabilities", scores.classes)
    assert fit(same).ml == pytest.approx(fit(scores).ml, rel=1e-9)
    assert fit(same).advised == pytest.approx(fit(scores).advised, rel=1e-9)


@pytest.mark.parametrize(("true", "end"), [(0, 1 / LARGEST), (1, LARGEST)])
@pytest.mark.parametrize("n", [1, 2, 50])
def test_where_all_are_right_or_all_wrong_the_likelihood_ends_at_its_bound(true, end, n):
    found = fit(logits(np.tile([3.0, 0.0, 0.0], (n, 1)), np.full(n, true)))
    assert found.ml == pytest.approx(end)
    assert 0.05 < found.advised < 50
    assert found.interval[0] < found.advised < found.interval[1]


def test_scores_without_any_difference_have_no_temperature():
    found = fit(logits(np.zeros((5, 3)), np.array([0, 1, 2, 0, 1])))
    assert found == TemperatureFit(1.0, 1.0, (1 / LARGEST, LARGEST))


def test_a_model_no_surer_than_chance_is_expected_to_be_too_sure():
    means = [Prior().mean(confidence, 4) for confidence in (0.2, 0.25, 0.5, 0.75, 1.0)]
    assert means[0] == means[1] == 1.6
    assert means == sorted(means, reverse=True)


def test_a_true_class_of_probability_zero_is_counted_as_epsilon():
    p = np.array([[1.0, 0.0], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    found = fit(Scores(np.array([1, 0, 1, 0]), p, "probabilities", ("no", "yes")))
    assert 1 < found.ml < LARGEST


def test_blocks_of_rows_give_what_all_rows_give(monkeypatch):
    scores = drawn(3, n=101)
    whole, crossed = fit(scores), cross_fitted(scores)
    monkeypatch.setattr("experiments.predictions.blocks.CELLS", 28)
    assert fit(scores).advised == pytest.approx(whole.advised, rel=1e-9)
    assert cross_fitted(scores).temperatures == pytest.approx(crossed.temperatures, rel=1e-9)


def test_each_fold_has_the_temperature_of_the_others():
    scores = drawn(4, n=103)
    found, mean = cross_fitted(scores, 5, PRIOR), prior_mean(scores, PRIOR)
    assert found.fold.dtype == np.int8
    assert sorted(np.bincount(found.fold)) == [20, 20, 21, 21, 21]
    for k, temperature in enumerate(found.temperatures):
        others = logits(scores.values[found.fold != k], scores.labels[found.fold != k])
        independent = lowest(
            lambda log_t, others=others: loss(others, log_t) + ((log_t - mean) / 0.7) ** 2 / 2
        )
        assert temperature == pytest.approx(independent, rel=2e-6)


def test_one_sample_is_cross_fitted_by_the_prior_alone():
    scores = logits(np.array([[1.0, 0.0]]), np.array([0]))
    found = cross_fitted(scores, prior=PRIOR)
    assert found.temperatures[found.fold[0]] == pytest.approx(np.exp(prior_mean(scores, PRIOR)))
