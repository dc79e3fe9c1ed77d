import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.charts.envelope import Envelope, enveloped

VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(np.nan))
LINES = arrays(float, st.integers(1, 400), elements=VALUES)


def few(y: np.ndarray, most: int = 20) -> tuple[np.ndarray, np.ndarray, Envelope]:
    return enveloped(np.arange(float(len(y))), y, y, y, most)


def corners(envelope: Envelope) -> int:
    return sum(len(x) for x, _ in envelope.outlines())


def test_a_short_line_is_drawn_as_it_is() -> None:
    x, y, _ = few(np.array([3.0, 1.0, 2.0]))

    assert (x.tolist(), y.tolist()) == ([0, 1, 2], [3, 1, 2])


@pytest.mark.parametrize("at", [0, 1, 54_321, 99_998, 99_999])
@pytest.mark.parametrize("height", [7.0, -7.0])
def test_a_spike_of_one_point_is_where_it_was(at: int, height: float) -> None:
    values = np.zeros(100_000)
    values[at] = height
    _, _, envelope = few(values, 500)

    low = dict(zip(envelope.low_x.tolist(), envelope.low.tolist(), strict=True))
    high = dict(zip(envelope.high_x.tolist(), envelope.high.tolist(), strict=True))

    assert (high if height > 0 else low)[at] == height


@given(LINES)
def test_the_envelope_reaches_as_far_as_the_line(y: np.ndarray) -> None:
    _, _, envelope = few(y)
    if np.isfinite(y).any():
        assert np.nanmin(envelope.low) == np.nanmin(y)
        assert np.nanmax(envelope.high) == np.nanmax(y)
    else:
        assert list(envelope.outlines()) == []


@given(LINES, st.integers(3, 60))
def test_every_point_that_is_drawn_was_logged(y: np.ndarray, most: int) -> None:
    x, kept, envelope = few(y, most)

    assert len(x) <= max(most, 3)
    assert (np.diff(x) > 0).all()
    np.testing.assert_array_equal(kept, y[x.astype(int)])
    for places, values in ((envelope.low_x, envelope.low), (envelope.high_x, envelope.high)):
        np.testing.assert_array_equal(values, y[places.astype(int)])


@given(arrays(float, st.integers(30, 400), elements=st.floats(-1e6, 1e6)))
def test_the_line_lies_within_its_envelope(y: np.ndarray) -> None:
    _, kept, envelope = few(y)

    assert np.nanmin(envelope.low) <= kept.min() <= kept.max() <= np.nanmax(envelope.high)
    assert corners(envelope) == 2 * len(envelope.low)


def test_first_and_last_point_stay() -> None:
    x, _, _ = few(np.arange(1000.0))

    assert (x[0], x[-1]) == (0, 999)


def test_where_a_stretch_has_no_value_the_band_is_parted() -> None:
    values = np.ones(1000)
    values[400:600] = np.nan
    shapes = list(few(values)[2].outlines())

    assert len(shapes) == 2
    assert max(shapes[0][0]) < 400
    assert min(shapes[1][0]) >= 600


def test_what_each_point_stands_for_reaches_beyond_it() -> None:
    x, y = np.arange(1000.0), np.ones(1000)

    _, _, envelope = enveloped(x, y - 0.5, y, y + 2, 100)

    assert (set(envelope.low.tolist()), set(envelope.high.tolist())) == ({0.5}, {3.0})
