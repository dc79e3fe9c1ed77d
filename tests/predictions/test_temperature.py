"""The temperature: agrees with an independent optimiser, and is bounded where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from experiments.predictions.scores import Scores
from experiments.predictions.temperature import LARGEST, cross_fitted, fit


def logits(values: np.ndarray, labels: np.ndarray) -> Scores:
    names = tuple(f"class {k}" for k in range(values.shape[1]))
    return Scores(np.asarray(labels), np.asarray(values), "logits", names)


def drawn(seed: int, n: int = 200, classes: int = 4, sharpness: float = 2.0) -> Scores:
    """Labels that follow softmax(z), scores that claim softmax(sharpness * z)."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, classes)) * 1.5
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    return logits(z * sharpness, labels)


def independent(scores: Scores) -> float:
    def loss(log_t: float) -> float:
        rows = np.arange(len(scores))
        return -log_softmax(scores.values / np.exp(log_t), axis=1)[rows, scores.labels].sum()

    found = minimize_scalar(loss, bounds=(-6, 6), method="bounded", options={"xatol": 1e-10})
    return float(np.exp(found.x))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    classes=st.integers(2, 12),
    sharpness=st.floats(0.2, 8.0),
)
def test_maximum_likelihood_agrees_with_an_independent_optimiser(seed, classes, sharpness):
    scores = drawn(seed, classes=classes, sharpness=sharpness)
    assert fit(scores).ml == pytest.approx(independent(scores), rel=1e-6)


def test_probabilities_and_their_logits_have_the_same_temperature():
    scores = drawn(1)
    p = np.exp(log_softmax(scores.values, axis=1))
    same = Scores(scores.labels, p, "probabilities", scores.classes)
    assert fit(same).ml == pytest.approx(fit(scores).ml, rel=1e-9)


@pytest.mark.parametrize("n", [1, 2, 50])
def test_where_all_are_right_the_temperature_ends_at_its_lower_bound(n):
    found = fit(logits(np.tile([3.0, 0.0, 0.0], (n, 1)), np.zeros(n, dtype=int)))
    assert found.ml == pytest.approx(1 / LARGEST, rel=1e-3)
    assert np.isfinite([found.advised, *found.interval]).all()


@pytest.mark.parametrize("n", [1, 2, 50])
def test_where_all_are_wrong_the_temperature_ends_at_its_upper_bound(n):
    found = fit(logits(np.tile([3.0, 0.0, 0.0], (n, 1)), np.ones(n, dtype=int)))
    assert found.ml == pytest.approx(LARGEST, rel=1e-3)
    assert np.isfinite([found.advised, *found.interval]).all()


def test_a_true_class_of_probability_zero_is_counted_as_epsilon():
    p = np.array([[1.0, 0.0], [0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    found = fit(Scores(np.array([1, 0, 1, 0]), p, "probabilities", ("no", "yes")))
    assert 1 < found.ml < LARGEST


def test_blocks_of_rows_give_what_all_rows_give(monkeypatch):
    scores = drawn(3, n=101)
    whole = fit(scores)
    monkeypatch.setattr("experiments.predictions.temperature.CELLS", 28)
    assert fit(scores).ml == pytest.approx(whole.ml, rel=1e-9)


def test_each_fold_has_the_temperature_of_the_others():
    scores = drawn(4, n=103)
    found = cross_fitted(scores, folds=5)
    assert found.fold.dtype == np.int8
    assert sorted(np.bincount(found.fold)) == [20, 20, 21, 21, 21]
    for k, temperature in enumerate(found.temperatures):
        others = logits(scores.values[found.fold != k], scores.labels[found.fold != k])
        assert temperature == pytest.approx(fit(others).advised, rel=1e-6)


def test_one_sample_is_cross_fitted_without_any_other():
    found = cross_fitted(logits(np.array([[1.0, 0.0]]), np.array([0])))
    assert found.temperatures[found.fold[0]] == 1.0
