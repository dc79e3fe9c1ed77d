import re

from experiments.charts.range_bar import Range, range_bars


def ends(bar: str) -> list[float]:
    (drawn,) = re.findall(r'class="ci s\d" d="M([\d.]+) 8H([\d.]+)"', bar)
    return [float(end) for end in drawn]


def test_all_rows_have_one_scale_with_zero_on_it():
    narrow, wide = range_bars([Range(1, (0.5, 1.5), 1), Range(4, (2, 6), 2)])
    assert ends(narrow)[1] < ends(wide)[0]
    zero = [re.search(r'class="axis" d="M([\d.]+)', bar)[1] for bar in (narrow, wide)]
    assert zero == ["5.0", "5.0"]


def test_a_row_without_an_interval_is_blank():
    assert range_bars([None, Range(1, None, 1)]) == ["", ""]


def test_a_run_far_behind_does_not_press_the_others_together():
    near = [Range(i / 10, (i / 10 - 0.1, i / 10 + 0.1), 1) for i in range(1, 6)]
    *bars, far = range_bars([*near, Range(70, (60, 80), 2)])
    assert ends(bars[-1])[1] - ends(bars[0])[0] > 30
    assert max(ends(far)) <= 145
    assert "<circle" not in far


def test_intervals_of_no_width_at_zero_have_a_place():
    (bar,) = range_bars([Range(0, (0, 0), 1)])
    assert "<circle" in bar
