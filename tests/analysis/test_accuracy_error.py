import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.accuracy_error import sample_count, standard_error


@given(st.integers(5, 2000), st.integers(0, 1000))
def test_a_sample_count_is_never_told_too_large(n, seed):
    right = np.random.default_rng(seed).integers(0, n + 1, 30)
    count = sample_count(right / n)
    assert count is None or count <= n


def test_few_values_tell_no_sample_count():
    assert sample_count(np.array([0.5, 0.5, 0.6])) is None
    assert standard_error(np.array([0.5, 0.5, 0.6])) == 0


def test_a_known_count_is_taken():
    assert standard_error(np.full(9, 0.9), 100) == pytest.approx(0.03)
