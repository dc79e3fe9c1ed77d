"""The interval of a mean loss holds what it promises, on losses with a long tail."""

import math

import numpy as np
import pytest

from experiments.predictions.loss_interval import WIDEST, mean_loss_interval

ROUNDS = 600


def over_confident(chance: np.random.Generator, n: int) -> np.ndarray:
    return np.logaddexp(0, -4 * chance.normal(2, 2, n))


def exponential(chance: np.random.Generator, n: int) -> np.ndarray:
    return chance.exponential(1, n)


@pytest.mark.parametrize("losses", [over_confident, exponential])
@pytest.mark.parametrize("n", [28, 100, 1_000])
def test_it_holds_the_mean_in_95_of_100_cases(losses, n):
    chance = np.random.default_rng(n)
    mean = losses(chance, 1_000_000).mean()
    held = 0
    for _ in range(ROUNDS):
        low, high = mean_loss_interval(losses(chance, n))
        held += low <= mean <= high
    assert 0.915 < held / ROUNDS < 0.985


def test_it_reaches_further_up_than_down():
    losses = over_confident(np.random.default_rng(0), 200)
    low, high = mean_loss_interval(losses)
    assert high - losses.mean() > 1.2 * (losses.mean() - low)


def test_symmetric_losses_have_the_plain_interval():
    losses = np.array([0.5, 1.5] * 200)
    half = 1.959964 * losses.std(ddof=1) / math.sqrt(400)
    assert mean_loss_interval(losses) == pytest.approx((1 - half, 1 + half))


def test_one_sample_tells_nothing():
    assert mean_loss_interval(np.array([0.3])) == (0.0, WIDEST)
    assert mean_loss_interval(np.array([2e4])) == (0.0, 2e4)


def test_equal_losses_show_no_spread():
    assert mean_loss_interval(np.zeros(5)) == (0.0, 0.0)


def test_it_never_goes_below_zero_and_holds_the_mean():
    for seed in range(200):
        chance = np.random.default_rng(seed)
        losses = chance.exponential(1, 5) * (chance.random(5) < 0.3)
        low, high = mean_loss_interval(losses)
        assert 0 <= low <= losses.mean() <= high


def test_losses_without_an_error_are_as_uncertain_as_the_model_says():
    """All right at 0.98: one error in fifty would not surprise the model."""
    losses = np.full(50, -math.log(0.98))
    variance = 0.98 * 0.02 * math.log(0.98 / 0.02) ** 2
    low, high = mean_loss_interval(losses, variance)
    assert low == 0.0
    assert high == pytest.approx(losses[0] + 1.959964 * math.sqrt(variance / 50))
    assert mean_loss_interval(losses, variance / 1e6)[1] < high


def test_what_was_seen_counts_where_it_varies_more_than_expected():
    losses = np.array([0.01] * 90 + [5.0] * 10)
    assert mean_loss_interval(losses, 1e-4) == mean_loss_interval(losses)
