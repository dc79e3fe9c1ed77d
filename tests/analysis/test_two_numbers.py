import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.two_numbers import (
    ceiling,
    ceiling_limit,
    classes_below,
    cross_entropies,
    floor,
    majority_baseline,
    nats_per_error,
    wilson_interval,
)

shares = st.floats(0.0, 1.0)
class_counts = st.integers(2, 1000)


@given(shares, class_counts)
def test_the_floor_never_lies_above_the_ceiling(accuracy, classes):
    assert floor(max(accuracy, 1 / classes)) <= ceiling(accuracy, classes) + 1e-12


@given(shares, class_counts)
def test_the_ceiling_is_at_most_the_entropy_of_guessing(accuracy, classes):
    assert ceiling(accuracy, classes) <= math.log(classes) + 1e-12


@given(st.floats(0.5, 0.999), st.floats(0.01, 3.0))
def test_classes_below_is_where_the_ceiling_crosses_the_loss(accuracy, loss):
    bound = classes_below(loss, accuracy)
    for classes in range(2, 60):
        assert (loss > ceiling(accuracy, classes)) == (classes < bound)


@given(st.integers(2, 8), st.integers(1, 60), st.integers(0, 10_000))
def test_no_predictions_lie_below_the_floor(classes, samples, seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(classes, 0.3), samples)
    labels = rng.integers(0, classes, samples)
    accuracy = float((probabilities.argmax(axis=1) == labels).mean())
    assert cross_entropies(probabilities, labels).mean() >= floor(accuracy) - 1e-9


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
@pytest.mark.parametrize("samples", [20, 100, 1000])
def test_a_calibrated_model_lies_above_the_limit_in_less_than_five_of_a_hundred_draws(
    classes, samples
):
    rng = np.random.default_rng(classes * samples)
    for concentration in (0.02, 0.1, 0.5, 2.0, 20.0):
        above = [_draw_is_above(rng, classes, samples, concentration) for _ in range(200)]
        assert np.mean(above) < 0.05, concentration


def _draw_is_above(rng, classes, samples, concentration):
    probabilities = rng.dirichlet(np.full(classes, concentration), samples)
    probabilities = np.clip(probabilities, 1e-12, None)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    chosen = (probabilities.cumsum(axis=1) < rng.random((samples, 1))).sum(axis=1)
    labels = np.minimum(chosen, classes - 1)
    accuracy = float((probabilities.argmax(axis=1) == labels).mean())
    loss = float(cross_entropies(probabilities, labels).mean())
    return loss > ceiling_limit(accuracy, classes, samples)


def test_few_samples_leave_more_room_than_many():
    assert ceiling_limit(0.9, 10, 50) > ceiling_limit(0.9, 10, 5000) > ceiling(0.9, 10)


def test_a_perfect_accuracy_has_no_nats_per_error():
    assert nats_per_error(0.1, 1.0) is None


def test_the_majority_baseline_is_the_share_of_the_largest_class():
    assert majority_baseline([1] * 90 + [0] * 10) == 0.9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ceiling(0.5, 1), "number of classes must be at least 2, not 1"),
        (lambda: ceiling(98.5, 10), "accuracy must lie in 0 to 1, not 98.5"),
        (lambda: wilson_interval(5, 0), "not 5 of 0"),
        (lambda: majority_baseline([]), "labels must not be empty"),
        (lambda: cross_entropies([[0.5, 0.5]], [2]), "labels must lie in 0 to 1"),
        (lambda: cross_entropies([[0.5, 0.6]], [1]), "must sum to 1"),
        (lambda: cross_entropies([[0.5, 0.5]], [0, 1]), "n x K probabilities and n labels"),
    ],
)
def test_values_out_of_range_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_probability_of_zero_is_counted_and_stays_finite():
    assert cross_entropies([[0.0, 1.0]], [0])[0] == pytest.approx(-math.log(np.finfo(float).eps))
