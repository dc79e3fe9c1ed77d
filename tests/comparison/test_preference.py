"""What a preference asks for, and the scale of the mix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison.preference import Preference, mixed


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_lies_between_0_and_1(weight):
    with pytest.raises(ValueError, match="weight of labels must lie in 0 to 1"):
        Preference("weight", weight)


def test_only_four_preferences_are_known():
    with pytest.raises(ValueError, match="preference must be one of"):
        Preference("speed")


def test_halving_errors_and_halving_loss_are_worth_the_same_at_one_half():
    assert mixed(0.96, 0.2, 0.5) == pytest.approx(mixed(0.98, 0.4, 0.5))


@given(
    st.floats(0, 1), st.floats(0.001, 10), st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 10)
)
def test_bits_order_as_nats_do(weight, factor, a, b, loss):
    in_nats = mixed(a, loss, weight) - mixed(b, 2 * loss, weight)
    in_other = mixed(a, factor * loss, weight) - mixed(b, 2 * factor * loss, weight)
    assert abs(in_nats) < 1e-9 or (in_nats > 0) == (in_other > 0) or abs(in_other) < 1e-9


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 5))
def test_more_accuracy_and_less_loss_never_cost_more(weight, accuracy, loss):
    assert mixed(accuracy, loss, weight) <= mixed(accuracy / 2, loss + 0.1, weight) + 1e-12


def test_a_run_without_errors_counts_as_half_an_error():
    assert mixed(1.0, 0.2, 1.0, 100) == pytest.approx(0.005)
