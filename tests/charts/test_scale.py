import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.scale import Axis, linear_axis, log_axis

NUMBERS = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-9)
POSITIVE = st.floats(1e-9, 1e12)


@given(NUMBERS, NUMBERS)
def test_a_linear_axis_has_few_ticks_within_its_ends(one: float, other: float) -> None:
    axis = linear_axis(min(one, other), max(one, other))
    slack = 1e-6 * (axis.high - axis.low)

    assert axis.low < axis.high
    assert len(axis.ticks) <= 8
    assert len(axis.ticks) == len(axis.labels)
    assert all(axis.low - slack <= tick <= axis.high + slack for tick in axis.ticks)


@given(POSITIVE, POSITIVE)
def test_a_logarithmic_axis_has_few_ticks_within_its_ends(one: float, other: float) -> None:
    axis = log_axis(min(one, other), max(one, other))

    assert len(axis.ticks) <= 12
    assert all(axis.low * 0.999 <= tick <= axis.high * 1.001 for tick in axis.ticks)


def test_ticks_of_one_axis_are_written_with_equally_many_digits() -> None:
    assert linear_axis(0, 1).labels == ("0", "0.2", "0.4", "0.6", "0.8", "1.0")


def test_quarters_keep_their_second_digit() -> None:
    assert linear_axis(0, 0.125).labels == ("0", "0.025", "0.050", "0.075", "0.100", "0.125")


def test_epochs_get_whole_numbers_only() -> None:
    assert linear_axis(1, 4, whole=True).labels == ("1", "2", "3", "4")


def test_thousands_are_grouped() -> None:
    assert linear_axis(0, 5000).labels[-1] == "5,000"


def test_below_zero_there_is_a_minus_sign_and_no_hyphen() -> None:
    assert linear_axis(-2, 0).labels[0] == "−2.0"


@pytest.mark.parametrize("value", [0.0, 7.0, -3.5, 1e-8])
def test_a_single_value_lies_inside_of_its_axis(value: float) -> None:
    axis = linear_axis(value, value)

    assert axis.low < value < axis.high


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (1, 0)])
def test_a_logarithm_of_zero_is_refused_with_both_ends_named(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=rf"above 0, not {low} and {high}"):
        log_axis(low, high)


@given(st.floats(1e-6, 1e6), st.floats(1.01, 1e6), st.floats(0, 1))
def test_equal_factors_are_equal_distances_on_a_logarithmic_axis(
    low: float, factor: float, share: float
) -> None:
    axis = Axis(low, low * factor, (), (), log=True)

    assert axis.place(low * factor**share) == pytest.approx(share, abs=1e-6)


def test_many_decades_get_powers_of_ten_only() -> None:
    exponents = [math.log10(tick) for tick in log_axis(1e-6, 1e6).ticks]

    assert exponents == pytest.approx([round(e) for e in exponents])


def test_an_axis_as_wide_as_all_floats_places_its_values() -> None:
    axis = Axis(-1.7e308, 1.7e308, (), ())

    assert [axis.place(v) for v in (-1.7e308, 0.0, 1.7e308)] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("tiny", [5e-324, 1e-300, 1e-13])
def test_a_width_that_no_label_could_tell_counts_as_none(tiny: float) -> None:
    assert linear_axis(0.0, tiny).ticks == linear_axis(0.0, 0.0).ticks
    drawn = log_axis(tiny, tiny)
    assert 0 < drawn.low < drawn.high


@pytest.mark.parametrize("high", [1e308, 1.7e308, float("inf")])
def test_a_logarithmic_axis_ends_where_floats_can_still_be_reckoned_with(high: float) -> None:
    axis = log_axis(1e300, high)

    assert axis.low < axis.high
    assert 0 <= axis.place(1e300) <= 1


@pytest.mark.parametrize("value", [1.634266486238469e308, -1.7e308, 1.7976931348623157e308])
def test_an_axis_around_the_largest_numbers_stays_within_floats(value: float) -> None:
    axis = linear_axis(value, value)
    assert axis.low <= value <= axis.high
    assert axis.high < float("inf")
    assert axis.low > float("-inf")
