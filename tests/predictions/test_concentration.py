"""The curve of the hardest samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.predictions.concentration import carried, concentration, hardest
from experiments.predictions.outcomes import outcomes
from experiments.predictions.scores import Scores
from tests.predictions.made import binary, drawn, names

LOSSES = st.lists(st.floats(0, 40), min_size=1, max_size=400).map(np.array)


def test_one_sample_in_a_hundred_carries_half():
    losses = np.array([99.0, *[1.0] * 99])
    found = concentration(losses)
    assert found.half_count == 1
    assert found.top_1pct_loss_share == pytest.approx(0.5)


@pytest.mark.parametrize(("n", "counted"), [(1, 1), (28, 1), (100, 1), (101, 2), (1000, 10)])
def test_one_percent_is_rounded_up(n, counted):
    losses = np.ones(n)
    assert concentration(losses).top_1pct_loss_share == pytest.approx(counted / n)


def test_without_any_loss_all_carry_alike():
    found = concentration(np.zeros(10))
    assert found.samples == found.loss
    assert (found.half_count, found.top_1pct_loss_share) == (5, 0.1)


@given(LOSSES)
def test_the_curve_rises_from_nothing_to_all_and_never_bends_upwards(losses):
    found = concentration(losses)
    x, y = np.array(found.samples), np.array(found.loss)
    assert (x[0], y[0], x[-1]) == (0, 0, 1)
    assert y[-1] == pytest.approx(1)
    assert (np.diff(y) >= 0).all()
    assert (np.diff(np.diff(y) / np.diff(x)) <= 1e-6).all()
    assert len(x) < 250


@given(LOSSES)
def test_half_is_carried_by_so_many_and_by_no_fewer(losses):
    shares, half = carried(losses), concentration(losses).half_count
    assert shares[half] >= 0.5 > shares[half - 1]


def test_the_curve_is_dense_where_few_samples_carry_much():
    found = concentration(np.arange(1_000_000.0))
    assert sum(share <= 0.001 for share in found.samples) > 40


def test_hardest_samples_have_their_rows_ids_and_shares():
    made = binary((5, True, 0.9), (2, False, 0.2), (1, False, 0.1))
    ids = np.array([f"img{i}.png" for i in range(8)])
    scores = Scores(made.labels, made.values, made.kind, names(2), ids)
    found = hardest(scores, outcomes(scores))
    assert [s.row for s in found] == [7, 5, 6, 0, 1, 2, 3, 4]
    assert found[0].id == "img7.png"
    assert found[0].p_true == pytest.approx(0.1)
    assert found[0].p_predicted == pytest.approx(0.9)
    assert sum(s.loss_share for s in found) == pytest.approx(1)


def test_a_hundred_are_kept_the_same_as_by_sorting_all():
    scores = drawn(3_000, 4, temperature=3)
    seen = outcomes(scores)
    assert [s.row for s in hardest(scores, seen)] == np.argsort(-seen.loss)[:100].tolist()


def test_of_equal_losses_the_earlier_rows_are_kept():
    scores = binary((500, True, 0.9))
    assert [s.row for s in hardest(scores, outcomes(scores))] == list(range(100))
