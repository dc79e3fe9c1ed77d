"""How far differences can be chance: covered as often as stated, and honest where unknown."""

from pathlib import Path

import numpy as np
import pytest

from experiments.comparison.entry import Moment
from experiments.comparison.noise import (
    UNKNOWN_ACCURACY,
    UNKNOWN_N,
    accuracy_difference,
    differences,
    loss_difference,
    loss_interval,
    mixed_difference,
    of_difference,
    rough_interval,
)
from experiments.comparison.preference import mixed
from tests.comparison.runs import predictions

CORPUS = Path(__file__).parents[2].parent / "shared" / "data" / "curves" / "predictions"


def test_newcombes_worked_example():
    """Newcombe (1998), table II, method 10: 56/70 against 48/80."""
    found = accuracy_difference(Moment(1, None, 56 / 70, 70), Moment(1, None, 48 / 80, 80))
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_accuracy_differences_are_covered():
    chance = np.random.default_rng(1)
    right = chance.binomial(500, [0.93, 0.90], (600, 2)) / 500
    found = [
        accuracy_difference(Moment(1, None, a, 500), Moment(1, None, b, 500)) for a, b in right
    ]
    inside = [d.interval[0] <= 0.03 <= d.interval[1] for d in found]
    assert 0.92 <= np.mean(inside) <= 0.98


def test_equal_models_seldom_seem_to_differ_in_loss():
    """Calibrated models of equal skill on samples of their own: 5 in 100 would be as stated."""
    chance = np.random.default_rng(2)
    seem = [not _differ(chance).within_noise for _ in range(400)]
    assert np.mean(seem) <= 0.05


def _differ(chance: np.random.Generator):
    return loss_difference(*(_drawn(chance, 400) for _ in range(2)))


def _drawn(chance: np.random.Generator, n: int) -> Moment:
    confidence = chance.beta(6, 1, n) * 0.5 + 0.5
    right = chance.random(n) < confidence
    loss = -np.log(np.where(right, confidence, 1 - confidence))
    return Moment(1, float(loss.mean()), float(right.mean()), n)


def test_without_the_number_of_samples_nothing_is_concluded():
    found = differences(Moment(1, 0.2, 0.9), Moment(1, 0.3, 0.8, 100))
    for difference in (found.accuracy, found.loss):
        assert (difference.interval, difference.within_noise) == (None, None)
        assert difference.method == UNKNOWN_N


def test_without_accuracy_the_noise_of_a_loss_is_not_known():
    found = loss_difference(Moment(1, 0.2, None, 100), Moment(1, 0.3, None, 100))
    assert found.method == UNKNOWN_ACCURACY


def test_predictions_bring_the_interval_of_their_loss():
    a, b = (Moment.of(predictions(key, x, 0.9)) for key, x in (("p", 0.2), ("q", 0.3)))
    found = loss_difference(b, a)
    assert found.interval == pytest.approx((0.1 - 0.0361, 0.1 + 0.0361), abs=1e-4)


def test_the_interval_of_predictions_is_moved_to_a_logged_loss_that_is_a_little_off():
    measured = predictions("p", 0.2, 0.9)
    logged = Moment(1.0, 0.225, 0.9, 1000, measured)
    assert loss_interval(logged) == pytest.approx((0.205, 0.245))
    exact = Moment.of(predictions("q", 0.3, 0.9))
    low, high = loss_difference(logged, exact).interval
    assert (low + high) / 2 == pytest.approx(-0.075)


def test_a_run_without_a_single_error_still_has_an_interval():
    low, high = rough_interval(0.01, 1.0, 500)
    assert low < 0.01 < high < 0.1


def test_a_mix_is_the_ratio_of_the_costs():
    a, b = Moment(1, 0.2, 0.97, 5000), Moment(1, 0.25, 0.96, 5000)
    both = differences(a, b)
    found = mixed_difference(b, 0.3, both.accuracy, both.loss)
    ratio = mixed(0.97, 0.2, 0.3) / mixed(0.96, 0.25, 0.3)
    assert found.value == pytest.approx(np.log(ratio))
    assert found.interval[0] < found.value < found.interval[1]


def test_a_mix_without_one_of_the_intervals_has_none():
    a, b = Moment(1, 0.2, 0.97), Moment(1, 0.25, 0.96)
    both = differences(a, b)
    assert mixed_difference(b, 0.3, both.accuracy, both.loss).within_noise is None


def test_turning_a_difference_turns_its_interval():
    of_a, of_b = (0.1, 0.4), (0.3, 0.35)
    low, high = of_difference(0.2, of_a, 0.33, of_b)
    assert of_difference(0.33, of_b, 0.2, of_a) == pytest.approx((-high, -low))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of curves is not beside the project")
def test_on_real_predictions_the_rough_interval_is_seldom_too_narrow():
    wider = []
    for file in sorted(CORPUS.glob("*.npz")):
        stored = np.load(file)
        labels = stored["y_true"]
        for p in (stored["probs_best"].astype(float), stored["probs_last"].astype(float)):
            true = p[np.arange(len(labels)), labels]
            loss = -np.log(np.maximum(true, np.finfo(float).eps))
            accuracy, n = float((p.argmax(axis=1) == labels).mean()), len(labels)
            low, high = rough_interval(float(loss.mean()), accuracy, n)
            wider.append((high - low) / (2 * 1.959964 * loss.std() / np.sqrt(n)))
    assert len(wider) > 200
    assert np.mean(np.array(wider) >= 1) > 0.8
    assert 1.3 < np.median(wider) < 2.0
