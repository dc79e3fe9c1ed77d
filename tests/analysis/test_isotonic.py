import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from experiments.analysis.isotonic import falling_misfit, turning_fit
from tests.analysis.shapes import falling, jitter, turning

curves = st.lists(st.floats(-5, 5), min_size=1, max_size=40).map(np.array)


@given(curves)
def test_the_misfit_of_each_prefix_is_that_of_the_isotonic_regression(values):
    expected = [0.0]
    for end in range(1, len(values) + 1):
        part = values[:end]
        fitted = IsotonicRegression(increasing=False).fit_transform(np.arange(end), part)
        expected.append(float(np.sum((part - fitted) ** 2)))
    assert falling_misfit(values) == pytest.approx(expected, abs=1e-9)


@given(curves)
def test_the_fit_of_a_turn_is_a_share(values):
    assert -1e-9 <= turning_fit(values) <= 1


@given(curves, st.floats(0.01, 100), st.floats(-50, 50))
def test_the_fit_of_a_turn_knows_no_unit_and_no_zero(values, factor, shift):
    values = np.round(values, 6)  # A turn that the shift rounds away is none.
    if np.ptp(values) > 1e-3:
        moved = turning_fit(factor * values + shift)
        assert moved == pytest.approx(turning_fit(values), abs=1e-6)


def test_a_turn_fits_closely_whatever_its_shape():
    assert turning_fit(turning(40, 10)) == 1
    assert turning_fit(np.sqrt(turning(40, 30))) == 1
    assert turning_fit(falling(40)) == 0


def test_scatter_about_a_level_is_no_turn():
    assert turning_fit(1 + jitter(100, 0.05)) < 0.3


def test_long_curves_are_condensed_first():
    assert turning_fit(turning(20_000, 5_000) + jitter(20_000, 0.01)) > 0.99
