import numpy as np
import pytest

from experiments.charts.run_lines import Line, at_epoch, available_splits, available_x, lines_of
from experiments.curves import NO_TIME, Curves, Series
from tests.charts.shapes import HOUR, by_steps, overfitting

EVERY = ("train", "val", "test")


def lines(
    series: list[Series], kind: str = "loss", x: str = "epoch", smooth: int = 0
) -> list[Line]:
    return lines_of(kind, series, Curves.from_series(series), x, smooth, EVERY)


def test_rows_that_are_only_numbered_have_no_axis_of_steps() -> None:
    assert available_x(overfitting()) == ("epoch",)


def test_steps_and_times_are_offered_where_the_log_has_them() -> None:
    assert available_x(by_steps()) == ("epoch", "step", "time")


def test_a_log_without_epochs_counts_steps() -> None:
    assert available_x([Series.of("loss", "loss", "train", [3, 2], step=[10, 20])]) == ("step",)


def test_times_that_are_partly_missing_are_no_axis() -> None:
    series = Series.of("loss", "loss", "train", [3, 2], epoch=[1, 2], time=[1000, NO_TIME])

    assert "time" not in available_x([series])


def test_only_splits_with_a_loss_or_an_accuracy_are_offered() -> None:
    other = Series.of("f1", "f1", "test", [0.5], epoch=[1])

    assert available_splits([*overfitting(), other]) == ("train", "val")


def test_accuracies_are_drawn_in_percent() -> None:
    accuracy = [Series.of("val_acc", "accuracy", "val", [0.5, 0.75], epoch=[1, 2])]

    assert lines(accuracy, "accuracy")[0].y.tolist() == [50, 75]


def test_over_steps_every_logged_point_is_drawn() -> None:
    train, val = lines(by_steps(), x="step")

    assert (len(train.x), len(val.x)) == (50, 5)
    assert val.x.tolist() == [100, 200, 300, 400, 500]


def test_over_epochs_the_rows_are_those_that_the_analyses_read() -> None:
    train, _ = lines(by_steps())

    curves = Curves.from_series(by_steps())
    np.testing.assert_array_equal(train.y, curves.values("train_loss"))


def test_times_count_from_the_first_stamp_in_a_unit_that_fits() -> None:
    _, val = lines(by_steps(), x="time")

    assert val.x.tolist() == pytest.approx([0.9, 1.9, 2.9, 3.9, 4.9])


def test_steps_of_a_resumed_log_are_drawn_in_order() -> None:
    resumed = Series.of(
        "loss", "loss", "train", [4, 3, 9, 2], step=[10, 20, 15, 30], epoch=[1, 2, 1.5, 3]
    )

    assert lines([resumed], x="step")[0].x.tolist() == [10, 15, 20, 30]


def test_a_gap_is_left_where_a_logged_value_is_not_finite() -> None:
    broken = Series.of("loss", "loss", "train", [4, np.inf, 2], epoch=[1, 2, 3])

    (line,) = lines([broken])

    np.testing.assert_array_equal(line.y, [4, np.nan, 2])
    assert line.last == 2


def test_there_is_no_gap_where_nothing_was_logged() -> None:
    sparse = [
        Series.of("loss", "loss", "train", [4, 3, 2], epoch=[1, 2, 3]),
        Series.of("val_loss", "loss", "val", [5, 4], epoch=[1, 3]),
    ]

    assert lines(sparse)[1].x.tolist() == [1, 3]


def test_a_metric_that_is_never_finite_has_no_line() -> None:
    assert lines([Series.of("loss", "loss", "train", [np.nan, np.nan], epoch=[1, 2])]) == []


def test_a_smoothed_line_keeps_what_was_logged_beside_it() -> None:
    (line, _) = lines(overfitting(), smooth=3)

    assert line.raw_y is not None
    assert not np.array_equal(line.raw_y, line.y)
    np.testing.assert_array_equal(line.raw_y, line.logged)


@pytest.mark.parametrize(("x", "place"), [("epoch", 3.0), ("step", 300.0)])
def test_an_epoch_lies_at_its_last_point(x: str, place: float) -> None:
    assert at_epoch(3.0, by_steps(), x) == place


def test_an_epoch_has_a_time_too() -> None:
    assert at_epoch(3.0, by_steps(), "time") == pytest.approx((300 - 10) / 100 * HOUR / HOUR)
