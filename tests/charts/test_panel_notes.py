import numpy as np

from experiments.charts.panels import Options, Panel, run_panels
from experiments.curves import Series
from tests.charts.shapes import by_steps, overfitting

STEP = np.arange(1, 100_001)


def long(**options: object) -> Panel:
    values = 1 + np.sin(STEP)
    values[54_320] = 7.0
    train = Series.of("loss", "loss", "train", values, step=STEP)
    val = Series.of("val_loss", "loss", "val", np.ones(100), step=np.arange(1000, 100_001, 1000))
    (panel,) = run_panels([train, val], options=Options(**options))
    return panel


def test_a_chart_of_every_point_says_nothing() -> None:
    assert [panel.note for panel in run_panels(overfitting())] == ["", ""]


def test_it_is_said_how_many_points_are_shown() -> None:
    assert long().note == (
        "train: 500 of 100,000 points. The pale band reaches from the lowest to the highest of all."
    )


def test_of_a_window_its_own_points_are_counted() -> None:
    assert long(window=(10_000.0, 19_999.0)).note.startswith(
        "train: 498 of 10,000 points in this part."
    )


def test_a_short_window_has_every_point_and_says_nothing() -> None:
    panel = long(window=(54_200.0, 54_500.0))

    assert panel.note == ""
    assert (54_321.0, 7.0) in zip(panel.lines[0].x, panel.lines[0].y, strict=True)


def test_means_of_epochs_are_named_as_such() -> None:
    (panel,) = run_panels(by_steps())

    assert panel.note.startswith("train: 5 means of 50 points, one for each epoch.")
    assert "val" not in panel.note


def test_smoothing_says_what_it_is() -> None:
    (panel, _) = run_panels(overfitting(), options=Options(smooth=3))

    assert panel.note == (
        "Smoothed: each value is the mean of up to 7, 3 on either side; what was logged is paler."
    )


def test_a_long_line_is_smoothed_as_far_as_a_short_one_looks() -> None:
    assert "4,001 (train), 21 (val)" in long(smooth=10).note


def test_a_single_spike_leaves_the_chart_and_is_named() -> None:
    panel = long()

    assert panel.y_axis.high < 3
    assert panel.cut == 7.0


def test_a_window_around_a_spike_holds_it() -> None:
    assert long(window=(54_000.0, 55_000.0)).y_axis.high >= 7.0
