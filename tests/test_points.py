import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.curves import NO_TIME, Series
from experiments.points import (
    CHUNK_POINTS,
    SPARKLINE_POINTS,
    decode,
    encode,
    pack_sparkline,
    unpack_sparkline,
)

FLOATS = st.floats(allow_nan=True, allow_infinity=True)
INTEGERS = st.integers(-(2**63), 2**63 - 1)


@st.composite
def any_series(draw: st.DrawFn) -> Series:
    n = draw(st.integers(0, 50))
    return Series(
        name="loss",
        kind="loss",
        split="val",
        step=draw(arrays(np.int64, n, elements=INTEGERS)),
        value=draw(arrays(np.float64, n, elements=FLOATS)),
        epoch=draw(arrays(np.float64, n, elements=FLOATS)),
        time=draw(arrays(np.int64, n, elements=INTEGERS)),
        scale=0.01,
    )


def read_back(series: Series) -> Series:
    blocks = [data for _, data in encode(series)]
    return decode(series.name, series.kind, series.split, series.scale, blocks)


def assert_same_points(got: Series, expected: Series) -> None:
    for column in ("step", "value", "epoch", "time"):
        np.testing.assert_array_equal(getattr(got, column), getattr(expected, column), column)


@given(any_series())
def test_whatever_was_logged_comes_back(series: Series) -> None:
    got = read_back(series)
    assert_same_points(got, series)
    assert np.array_equal(np.signbit(got.value), np.signbit(series.value))
    assert (got.name, got.kind, got.split, got.scale) == ("loss", "loss", "val", 0.01)


def test_a_long_series_is_split_and_keeps_its_order() -> None:
    n = 2 * CHUNK_POINTS + 7
    series = Series.of("loss", "loss", "train", np.arange(n) / 3, epoch=np.arange(n) / 7)
    assert [count for count, _ in encode(series)] == [CHUNK_POINTS, CHUNK_POINTS, 7]
    assert_same_points(read_back(series), series)


def test_regular_steps_epochs_and_times_cost_next_to_nothing() -> None:
    n = 10_000
    noise = np.random.default_rng(1).random(n)
    regular = Series.of(
        "a",
        "loss",
        "train",
        noise,
        epoch=np.arange(1.0, n + 1),
        time=1_700_000_000_000 + 53 * np.arange(n),
    )
    bare = zlib.compress(noise.tobytes(), 1)
    size = sum(len(data) for _, data in encode(regular))
    assert size < len(bare) + 0.3 * n


def test_a_series_without_points_has_no_block() -> None:
    empty = Series.of("loss", "loss", "train", [])
    assert list(encode(empty)) == []
    assert len(decode("loss", "loss", "train", 1.0, []).value) == 0


def test_a_series_without_times_keeps_having_none() -> None:
    assert set(read_back(Series.of("loss", "loss", "train", [1.0, 2.0])).time) == {NO_TIME}


@given(arrays(np.float64, st.integers(0, 500), elements=FLOATS))
def test_a_sparkline_is_short_and_keeps_extremes(values: np.ndarray) -> None:
    drawn = unpack_sparkline(pack_sparkline(values))
    assert len(drawn) <= SPARKLINE_POINTS
    finite = values[np.isfinite(values)]
    if len(finite):
        largest = np.finfo(np.float32).max
        clipped = np.clip(finite, -largest, largest).astype(np.float32)
        assert (min(drawn), max(drawn)) == (clipped.min(), clipped.max())


def test_a_single_spike_stays_in_the_sparkline_at_its_place() -> None:
    values = np.full(10_000, 0.5)
    values[9_000] = 7.0
    drawn = unpack_sparkline(pack_sparkline(values))
    assert drawn.count(7.0) == 1
    assert drawn.index(7.0) > 0.8 * len(drawn)
