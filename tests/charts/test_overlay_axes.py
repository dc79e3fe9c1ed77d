import numpy as np
import pytest

from experiments.charts.overlay_axes import shared_y_axis
from experiments.charts.run_lines import Line


def line(*values: float) -> Line:
    return Line("val", np.arange(1.0, len(values) + 1), np.array(values))


def test_losses_that_lie_close_together_fill_the_chart():
    axis, cut = shared_y_axis("loss", [line(0.6, 0.5), line(0.62, 0.52)], log=False, zoomed=False)
    assert axis.low > 0.45
    assert cut is None


def test_losses_near_zero_start_there():
    axis, _ = shared_y_axis("loss", [line(0.9, 0.1)], log=False, zoomed=False)
    assert axis.low == 0


def test_a_high_start_is_left_above_and_named():
    calm = line(90.0, *[0.5] * 20)
    axis, cut = shared_y_axis("loss", [calm, calm], log=False, zoomed=False)
    assert axis.high < 1
    assert cut == 90.0


def test_one_run_that_blew_up_does_not_press_the_others_flat():
    good = [line(0.6, 0.5, 0.4), line(0.7, 0.5, 0.3), line(0.7, 0.6, 0.5)]
    axis, cut = shared_y_axis("loss", [*good, line(1, 1e3, 1e9)], log=False, zoomed=False)
    assert axis.high < 3
    assert cut == 1e9


def test_a_window_shows_all_of_its_values():
    axis, cut = shared_y_axis("loss", [line(0.5, 50.0)], log=False, zoomed=True)
    assert axis.holds(50.0)
    assert cut is None


def test_a_logarithmic_axis_needs_losses_above_zero():
    assert shared_y_axis("loss", [line(1e-3, 1.0)], log=True, zoomed=False)[0].log
    assert not shared_y_axis("loss", [line(-0.5, 1.0)], log=True, zoomed=False)[0].log


def test_negative_losses_are_all_on_the_axis():
    axis, cut = shared_y_axis("loss", [line(-3.0, -7.0)], log=False, zoomed=False)
    assert axis.holds(-3.0)
    assert axis.holds(-7.0)
    assert cut is None


@pytest.mark.parametrize("value", [0.0, 1e-12, 0.5, 1e300])
def test_runs_that_never_move_have_an_axis(value):
    axis, _ = shared_y_axis("loss", [line(value, value)], log=False, zoomed=False)
    assert axis.low < axis.high
    assert axis.holds(value)


def test_a_window_leaves_out_the_run_that_blew_up_too():
    good = [line(0.6, 0.5), line(0.7, 0.5), line(0.7, 0.6)]
    axis, cut = shared_y_axis("loss", [*good, line(1e3, 1e9)], log=False, zoomed=True)
    assert axis.high < 3
    assert cut == 1e9
