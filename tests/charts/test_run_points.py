import numpy as np

from experiments.charts.run_places import available_x, places
from experiments.charts.run_points import Points, logged_points, points_of
from experiments.curves import NO_TIME, Curves, Series
from tests.charts.shapes import by_steps, overfitting


def points(series: list[Series], x: str, which: int = 0) -> Points:
    return points_of(series[which], series, Curves.from_series(series), x)


def test_over_epochs_each_row_has_the_range_of_its_points() -> None:
    train = points(by_steps(), "epoch")

    logged = 5 / np.arange(10, 501, 10)
    np.testing.assert_allclose(train.low, logged.reshape(5, 10).min(axis=1))
    np.testing.assert_allclose(train.high, logged.reshape(5, 10).max(axis=1))
    assert train.count.tolist() == [10] * 5


def test_a_row_of_one_point_has_no_range() -> None:
    val = points(by_steps(), "epoch", which=1)

    np.testing.assert_array_equal(val.low, val.high)
    assert set(val.count.tolist()) == {1}


def test_over_steps_every_point_stands_for_itself() -> None:
    assert points(by_steps(), "step").count.tolist() == [1] * 50


def test_a_long_log_without_epochs_is_read_point_by_point() -> None:
    values = np.full(10_000, 0.5)
    values[7_777] = 9.0
    long = [Series.of("loss", "loss", "train", values)]

    assert points(long, "step").y.max() == 9.0


def test_a_short_log_without_epochs_is_read_by_rows_as_analyses_do() -> None:
    resumed = [Series.of("loss", "loss", "train", [4, 3, 3.5, 2], step=[10, 20, 20, 30])]
    curves = Curves.from_series(resumed)

    np.testing.assert_array_equal(points(resumed, "step").y, curves.values("train_loss"))


def test_a_value_that_is_not_finite_is_a_gap_and_counted() -> None:
    broken = [Series.of("loss", "loss", "train", [1, np.inf, 2], epoch=[1, 2, 3])]

    row = points(broken, "epoch")

    np.testing.assert_array_equal(row.y, [1, np.nan, 2])
    assert row.count.tolist() == [1, 1, 1]


def test_points_without_a_time_have_no_place_on_the_axis_of_time() -> None:
    rates = Series.of("lr", "lr", "", [0.1, 0.2, 0.3], time=[NO_TIME, 5_000, 1_000])
    run = [*by_steps(), rates]

    assert np.isnan(places(rates, run, "time")).tolist() == [True, False, False]
    assert logged_points(rates, run, "time").y.tolist() == [0.3, 0.2]


def test_a_metric_takes_the_epochs_of_its_run_where_it_has_none() -> None:
    rates = Series.of("lr", "lr", "", [0.1, 0.2], step=[100, 250])

    assert places(rates, [*by_steps(), rates], "epoch").tolist() == [1, 2.5]


def test_a_run_without_loss_and_accuracy_is_counted_by_what_it_has() -> None:
    only = [Series.of("f1", "f1", "val", [0.5, 0.6], epoch=[1, 2])]

    assert available_x(only) == ("epoch",)


def test_a_window_keeps_a_point_on_each_side() -> None:
    loss = logged_points(overfitting()[0], overfitting(), "epoch")

    assert loss.part((10.5, 12.5)).x.tolist() == [10, 11, 12, 13]
    assert int(loss.within((10.5, 12.5)).sum()) == 2
