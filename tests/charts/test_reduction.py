import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.charts.reduction import (
    MOST_POINTS,
    extremes,
    reduced,
    smoothed,
    stretches,
)

LONG = st.integers(MOST_POINTS + 1, 3_000)
VALUES = st.floats(-1e6, 1e6)


@given(LONG, st.data())
def test_the_lowest_and_highest_value_always_stay(length: int, data: st.DataObject) -> None:
    y = data.draw(arrays(float, length, elements=VALUES))

    _, kept = reduced(np.arange(float(length)), y)

    assert len(kept) <= MOST_POINTS
    assert (kept.min(), kept.max()) == (y.min(), y.max())


GAPPY = arrays(float, st.integers(1, 400), elements=st.one_of(VALUES, st.just(np.nan)))


@given(GAPPY, st.integers(6, 80))
def test_every_stretch_sends_its_lowest_and_highest_value(y: np.ndarray, most: int) -> None:
    x, kept = reduced(np.arange(float(len(y))), y, most)

    assert len(kept) <= most or len(y) <= most
    parts = np.split(np.arange(len(y)), stretches(len(y), most // 2 - 1)[1:])
    for part in (part for part in parts if np.isfinite(y[part]).any()):
        there = kept[(x >= part[0]) & (x <= part[-1])]
        assert np.nanmin(there) == np.nanmin(y[part])
        assert np.nanmax(there) == np.nanmax(y[part])


@given(GAPPY, st.data())
def test_extremes_are_the_first_places_of_the_lowest_and_highest(
    y: np.ndarray, data: st.DataObject
) -> None:
    starts = stretches(len(y), data.draw(st.integers(1, len(y))))

    lowest, highest = extremes(y, starts)

    for part, low, high in zip(
        np.split(y, starts[1:]), lowest - starts, highest - starts, strict=True
    ):
        if np.isnan(part).all():
            assert (low, high) == (0, 0)
        else:
            assert (low, high) == (np.nanargmin(part), np.nanargmax(part))


@given(st.integers(1, 10_000), st.integers(1, 500))
def test_stretches_cover_all_points_and_none_is_empty(count: int, parts: int) -> None:
    lengths = np.diff(stretches(count, parts), append=count)

    assert lengths.sum() == count
    assert lengths.min() >= 1
    assert lengths.max() - lengths.min() <= 1


@given(LONG)
def test_first_and_last_point_stay_and_order_is_kept(length: int) -> None:
    x = np.arange(float(length))

    kept, _ = reduced(x, np.sin(x))

    assert (kept[0], kept[-1]) == (0, length - 1)
    assert (np.diff(kept) > 0).all()


def test_a_short_line_stays_as_it_is() -> None:
    x, y = np.arange(5.0), np.array([1, np.nan, 3, 2, 1])

    np.testing.assert_array_equal(reduced(x, y)[1], y)


def test_a_long_gap_stays_a_gap() -> None:
    y = np.ones(2_000)
    y[500:900] = np.nan

    x, kept = reduced(np.arange(2_000.0), y)

    assert np.isnan(kept[(x > 510) & (x < 890)]).all()


def test_smoothing_takes_the_mean_of_the_neighbours() -> None:
    assert smoothed(np.array([0.0, 0, 6, 0, 0]), 1).tolist() == [0, 2, 2, 2, 0]


def test_smoothing_by_nothing_changes_nothing() -> None:
    y = np.array([3.0, 1, 2])

    assert smoothed(y, 0) is y


def test_what_is_not_finite_stays_a_gap_and_counts_for_no_neighbour() -> None:
    drawn = smoothed(np.array([1.0, np.nan, 3, np.inf]), 1)

    np.testing.assert_array_equal(drawn, [1.0, np.nan, 3.0, np.nan])


def test_an_exploded_value_does_not_swallow_the_small_ones_behind_it() -> None:
    y = np.array([1e30, 0.5, 0.5, 0.5, 0.5, 0.5])

    assert smoothed(y, 1)[2:].tolist() == pytest.approx([0.5] * 4)


@given(arrays(float, st.integers(1, 200), elements=VALUES), st.integers(1, 20))
def test_a_smoothed_line_stays_between_its_extremes(y: np.ndarray, reach: int) -> None:
    drawn, slack = smoothed(y, reach), 1e-6

    assert drawn.min() >= y.min() - slack
    assert drawn.max() <= y.max() + slack
