import numpy as np
import pytest

from experiments.charts.panels import Band, Options, Panel, run_panels
from experiments.curves import Series
from tests.charts.shapes import by_steps, overfitting


def panels(series: list[Series], **options: object) -> dict[str, Panel]:
    drawn = run_panels(series, keep_by_loss=14.0, keep_by_accuracy=60.0, options=Options(**options))
    return {panel.kind: panel for panel in drawn}


def only(values: list[float], **options: object) -> Panel:
    epoch = range(1, len(values) + 1)
    series = [Series.of("val_loss", "loss", "val", values, epoch=list(epoch))]
    (panel,) = run_panels(series, options=Options(**options))
    return panel


def test_loss_comes_first_and_accuracy_second() -> None:
    assert list(panels(overfitting())) == ["loss", "accuracy"]


def test_a_run_without_accuracy_has_one_chart() -> None:
    assert [panel.kind for panel in run_panels(by_steps())] == ["loss"]


@pytest.mark.parametrize("series", [[], [Series.of("f1", "f1", "val", [0.5], epoch=[1])]])
def test_a_run_with_neither_has_none(series: list[Series]) -> None:
    assert run_panels(series) == []


def test_the_best_epoch_of_each_metric_is_marked_on_its_own_chart() -> None:
    drawn = panels(overfitting())

    assert drawn["loss"].marks[0].label == "lowest loss, 14"
    assert drawn["accuracy"].marks[-1].label == "highest accuracy, 60"
    assert drawn["loss"].marks[0].y == pytest.approx(0.2 + 0.45 * np.exp(-13 / 4))


def test_the_best_epoch_of_the_other_metric_is_a_ring() -> None:
    ghost = panels(overfitting())["accuracy"].marks[0]

    assert (ghost.kind, ghost.x) == ("ghost", 14.0)


def test_one_epoch_that_is_best_by_both_is_marked_once() -> None:
    drawn = run_panels(overfitting(), keep_by_loss=14.0, keep_by_accuracy=14.0)

    assert [len(panel.marks) for panel in drawn] == [1, 1]


def test_nothing_is_marked_on_a_split_that_is_hidden() -> None:
    assert panels(overfitting(), splits=("train",))["loss"].marks == ()


def test_losses_start_at_zero() -> None:
    panel = only([0.9, 0.7, 0.6])
    assert panel.y_axis.low == 0
    assert panel.note == ""


def test_a_loss_that_would_lie_flat_at_the_top_of_its_chart_fills_it_and_says_so() -> None:
    panel = only([0.20, 0.18, 0.17])
    assert 0.16 < panel.y_axis.low < 0.17
    assert 0.20 < panel.y_axis.high < 0.21
    assert panel.note == "The axis does not begin at 0."


def test_a_loss_that_never_changes_is_drawn_above_zero() -> None:
    assert only([0.5, 0.5, 0.5]).y_axis.low == 0


def test_losses_below_zero_are_not_cut_off() -> None:
    assert only([0.9, 0.1, -0.7]).y_axis.low <= -0.7


def test_a_high_start_is_cut_and_named() -> None:
    panel = only([9.0] + [0.5] * 19)

    assert panel.cut == 9.0
    assert panel.y_axis.high < 1


def test_a_late_spike_is_never_cut() -> None:
    panel = only([0.5] * 10 + [9.0] + [0.5] * 9)

    assert panel.cut is None
    assert panel.y_axis.high >= 9


def test_accuracies_never_leave_the_axis_of_percent() -> None:
    axis = panels(overfitting())["accuracy"].y_axis

    assert 0 <= axis.low < 70
    assert axis.high == 100


def test_a_logarithmic_scale_concerns_the_loss_only() -> None:
    drawn = panels(overfitting(), scale="log")

    assert drawn["loss"].y_axis.log
    assert not drawn["accuracy"].y_axis.log


def test_losses_at_or_below_zero_have_no_logarithm_and_keep_their_scale() -> None:
    assert not only([0.9, 0.0, 0.7], scale="log").y_axis.log


def test_bands_lie_at_their_epochs() -> None:
    band = Band(2, 4, "loss and accuracy disagree, 2–4")

    (panel,) = run_panels(by_steps(), bands=[band], options=Options(x="step"))

    assert (panel.bands[0].first, panel.bands[0].last) == (200, 400)


def test_each_stretch_that_is_not_finite_is_named_where_it_begins() -> None:
    nan = float("nan")

    assert only([1, nan, nan, 1, nan]).broken == (2, 5)


def test_an_axis_that_the_run_does_not_have_falls_back_to_epochs() -> None:
    assert only([3, 2, 1], x="time").x_name == "epoch"


def test_the_axis_of_time_names_its_unit() -> None:
    (panel,) = run_panels(by_steps(), options=Options(x="time"))

    assert panel.x_name == "time, h"


def test_both_charts_of_a_run_share_the_range_of_epochs() -> None:
    drawn = panels(overfitting(start=0))

    assert drawn["loss"].x_axis == drawn["accuracy"].x_axis


def test_a_single_point_can_be_drawn() -> None:
    panel = only([0.1882])

    assert panel.x_axis.low < 1 < panel.x_axis.high
    assert panel.y_axis.low <= 0.1882 <= panel.y_axis.high


def test_a_chart_is_described_in_words() -> None:
    assert "lowest" in panels(overfitting())["loss"].description


def test_a_window_shows_its_part_and_fills_the_chart_with_it() -> None:
    drawn = panels(overfitting(), window=(30.0, 40.0))["loss"]

    assert (drawn.x_axis.low, drawn.x_axis.high) == (30, 40)
    assert drawn.lines[1].x.tolist() == list(range(29, 42))
    assert drawn.cut is None
    assert 0.0 not in [mark.x for mark in drawn.marks]


def test_a_window_of_the_validation_loss_alone_does_not_start_at_zero() -> None:
    axis = panels(overfitting(), window=(30.0, 40.0), splits=("val",))["loss"].y_axis

    assert axis.low > 0.3


def test_marks_and_bands_outside_of_the_window_are_left_out() -> None:
    (panel, _) = run_panels(
        overfitting(),
        bands=[Band(2, 5, "early"), Band(14, 60, "late")],
        keep_by_loss=14.0,
        options=Options(window=(30.0, 40.0)),
    )

    assert panel.marks == ()
    assert [(band.first, band.last) for band in panel.bands] == [(30, 40)]


def test_a_line_ends_with_its_last_value_within_the_window() -> None:
    drawn = panels(overfitting(), window=(1.0, 14.0))["loss"]

    assert drawn.ends["val"] == f"val {0.2 + 0.45 * np.exp(-13 / 4):.4f}"


def test_a_window_beside_the_run_shows_all_of_it() -> None:
    axis = panels(overfitting(), window=(100.0, 200.0))["loss"].x_axis

    assert (axis.low, axis.high) == (1, 60)


def test_a_window_between_two_points_shows_the_line_between_them() -> None:
    line = panels(overfitting(), window=(30.2, 30.8))["loss"].lines[0]

    assert line.x.tolist() == [30, 31]


def test_a_long_run_shows_all_its_points_within_a_short_window() -> None:
    epoch = np.arange(1.0, 20_001)
    long = [Series.of("loss", "loss", "train", np.sin(epoch) + 2, epoch=epoch)]

    (panel,) = run_panels(long, options=Options(window=(5_000.0, 5_100.0)))

    assert panel.lines[0].x.tolist() == list(range(4_999, 5_102))
