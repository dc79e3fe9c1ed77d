from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.trend import block_medians, kendall_tau, mann_kendall

values = st.lists(st.integers(-4, 4), min_size=3, max_size=25)


@given(values)
def test_mann_kendall_counts_rising_less_falling_pairs(numbers):
    s = sum(np.sign(b - a) for a, b in combinations(numbers, 2))
    assert np.sign(mann_kendall(np.array(numbers, dtype=float))) == np.sign(s - np.sign(s))


@given(values)
def test_a_mirrored_curve_has_the_opposite_trend(numbers):
    x = np.array(numbers, dtype=float)
    assert mann_kendall(-x) == pytest.approx(-mann_kendall(x))


def test_noise_is_seldom_called_a_trend():
    rng = np.random.default_rng(0)
    z = [mann_kendall(rng.standard_normal(30)) for _ in range(1000)]
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.05, abs=0.02)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=20))
def test_kendalls_tau_counts_concordant_pairs(points):
    x, y = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    pairs = list(combinations(points, 2))
    agree = sum(np.sign(a[0] - b[0]) * np.sign(a[1] - b[1]) for a, b in pairs)
    untied = [sum(a[i] != b[i] for a, b in pairs) for i in (0, 1)]
    tau = kendall_tau(x, y)
    if not all(untied):
        assert tau is None
    else:
        assert tau == pytest.approx(agree / np.sqrt(untied[0] * untied[1]))


def test_long_curves_are_condensed():
    assert len(block_medians(np.arange(10_001.0))) <= 200
    assert mann_kendall(np.arange(100_000.0)) > 20
