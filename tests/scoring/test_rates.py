"""Precision, recall and F1 agree with their definition by counts."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.scoring.bootstrap import point
from experiments.scoring.rates import f1, precision, recall

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30)


def counts(pairs) -> tuple[np.ndarray, np.ndarray, int, int, int]:
    predicted, true = (np.array(column) for column in zip(*pairs, strict=True))
    hits = int((predicted & true).sum())
    return predicted, true, hits, int((predicted & ~true).sum()), int((~predicted & true).sum())


def share(hits: int, of: int) -> float:
    return hits / of if of else math.nan


@given(PAIRS)
def test_the_rates_are_those_of_the_counts(pairs):
    predicted, true, hits, false_alarms, misses = counts(pairs)
    n = len(pairs)
    expected = {
        precision: share(hits, hits + false_alarms),
        recall: share(hits, hits + misses),
        f1: share(2 * hits, 2 * hits + false_alarms + misses),
    }
    for rate, value in expected.items():
        np.testing.assert_allclose(point(rate(predicted, true), n), value)


@given(PAIRS)
def test_f1_is_the_harmonic_mean_where_both_rates_are_above_zero(pairs):
    predicted, true, hits, *_ = counts(pairs)
    if hits:
        p, r = (point(rate(predicted, true), len(pairs)) for rate in (precision, recall))
        np.testing.assert_allclose(point(f1(predicted, true), len(pairs)), 2 * p * r / (p + r))
