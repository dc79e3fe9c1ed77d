import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.curves import NO_TIME, Series
from experiments.points import (
    CHUNK_POINTS,
    SPARKLINE_POINTS,
    Packed,
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


def blocks_of(series: Series) -> list[bytes]:
    return [data for _, data in encode(series)]


def read_back(series: Series) -> Series:
    packed = Packed(series.name, series.kind, series.split, series.scale, blocks_of(series))
    [got] = decode([packed])
    return got


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
    [got] = decode([Packed("loss", "loss", "train", 1.0, [])])
    assert len(got.value) == len(got.step) == 0


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


@given(st.lists(any_series(), min_size=1, max_size=4), st.data())
def test_series_read_together_are_those_read_alone(some: list[Series], data: st.DataObject) -> None:
    among = st.lists(st.sampled_from(some), max_size=6)
    wanted = data.draw(among)

    packed = [Packed(s.name, s.kind, s.split, s.scale, blocks_of(s)) for s in wanted]

    for got, series in zip(decode(packed), wanted, strict=True):
        assert_same_points(got, series)


def test_metrics_logged_together_share_their_steps_and_keep_their_values() -> None:
    n = CHUNK_POINTS + 2_000
    steps, uneven = np.arange(n), np.arange(n) ** 2
    series = [
        Series.of("loss", "loss", "train", np.arange(n) / 3, step=steps, time=uneven),
        Series.of("val_loss", "loss", "val", np.arange(n) / 7, step=steps, time=uneven),
        Series.of("late", "loss", "test", np.arange(n) / 7, step=steps + 1, time=uneven),
    ]
    packed = [Packed(s.name, s.kind, s.split, 1.0, blocks_of(s)) for s in series]

    train, val, late = decode(packed)

    assert train.step is val.step and train.time is late.time
    assert late.step[0] == 1
    assert_same_points(val, series[1])


def test_what_is_shared_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        read_back(Series.of("loss", "loss", "train", [0.5])).step[0] = 7
