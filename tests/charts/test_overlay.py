import numpy as np
import pytest

from experiments.charts.overlay import OverlayMean, OverlayRun, overlay_panels, possible_x
from experiments.charts.panels import Options
from experiments.comparison.groups import mean_curve
from experiments.curves import Series
from tests.charts.overlay_runs import NAN, run


def by_step(letter: str) -> OverlayRun:
    series = [Series.of("val_loss", "loss", "val", [0.9, 0.5], step=[100, 200])]
    return OverlayRun(letter, 1, "steps", series)


def test_runs_without_losses_and_accuracies_have_no_chart():
    assert overlay_panels([OverlayRun("A", 1, "empty", [])]) == []


def test_losses_are_in_nats_and_accuracies_in_percent():
    loss, accuracy = overlay_panels([run("A", [0.9, 0.5], accuracies=[0.5, 0.75])])
    assert (loss.unit, accuracy.unit) == ("nats", "%")
    assert accuracy.lines[0].line.y.tolist() == [50, 75]
    assert accuracy.description == "A, run, val: highest 75.0 %."


def test_the_best_epoch_is_marked_where_it_was_logged_even_on_a_smoothed_line():
    options = Options(splits=("val",), smooth=3)
    (panel,) = overlay_panels([run("A", [0.9, 0.1, 0.9, 0.9])], options=options)
    assert panel.lines[0].best == (2.0, 0.1)
    assert panel.lines[0].line.raw_y.tolist() == [0.9, 0.1, 0.9, 0.9]


def test_the_best_epoch_of_a_long_run_is_marked_though_few_points_are_drawn():
    losses = [1.0] * 50_000
    losses[1] = 0.25
    (panel,) = overlay_panels([run("A", losses)])
    assert panel.lines[0].best == (2.0, 0.25)
    assert len(panel.lines[0].line.x) < 5000
    assert 0.25 in panel.lines[0].line.y


def test_twenty_long_runs_have_few_points_and_keep_their_spikes():
    def spiky(at: int) -> list[float]:
        return [9.0 if i == at else 1.0 for i in range(10_000)]

    (panel,) = overlay_panels([run(chr(65 + i), spiky(500 * i + 7)) for i in range(20)])
    assert sum(len(line.line.x) for line in panel.lines) <= 20 * 200
    assert all(line.line.y.max() == 9.0 for line in panel.lines)


def test_a_chart_says_how_many_points_of_long_runs_are_drawn():
    long = [1 / (i + 1) for i in range(50_000)]
    (panel,) = overlay_panels([run("A", long), run("B", [0.9, 0.5])])
    shown = sum(len(d.line.x) for d in panel.lines if d.letter == "A")
    assert panel.note.startswith(f"{shown:,} of 50,000 points: of each stretch")
    assert overlay_panels([run("B", [0.9, 0.5])])[0].note == ""


def test_one_line_of_each_run_bears_its_label():
    options = Options(splits=("train", "val"))
    (panel,) = overlay_panels([run("A", [0.9, 0.5], train=[0.8, 0.3])], options=options)
    assert {d.split: d.is_main for d in panel.lines} == {"train": False, "val": True}


def test_a_run_shown_by_its_training_alone_is_labelled_there_and_has_no_best_epoch():
    options = Options(splits=("train",))
    (panel,) = overlay_panels([run("A", [0.9, 0.5], train=[0.8, 0.3])], options=options)
    assert panel.lines[0].is_main
    assert panel.lines[0].best is None


def test_a_run_without_the_x_axis_is_left_out_and_named():
    runs = [run("A", [0.9, 0.5]), by_step("B")]
    assert possible_x(runs) == ("epoch", "step", "progress")
    (epochs,) = overlay_panels(runs)
    (steps,) = overlay_panels(runs, options=Options("step", splits=("val",)))
    assert ([d.letter for d in epochs.lines], epochs.absent) == (["A"], ("B",))
    assert ([d.letter for d in steps.lines], steps.absent) == (["B"], ("A",))
    assert steps.lines[0].line.x.tolist() == [100, 200]


def test_times_of_short_and_long_runs_share_one_unit():
    quick, slow = run("A", [0.9, 0.5], seconds=60), run("B", [0.9, 0.5], seconds=36_000)
    (panel,) = overlay_panels([quick, slow], options=Options("time", splits=("val",)))
    assert panel.x_name == "time, h"
    assert [d.line.x[-1] for d in panel.lines] == pytest.approx([1 / 60, 10])
    assert panel.lines[0].best[0] == pytest.approx(1 / 60)


def test_a_window_shows_its_part_of_every_run():
    runs = [run(letter, np.linspace(2, 1, 1000)) for letter in "AB"]
    (panel,) = overlay_panels(runs, options=Options(splits=("val",), window=(100, 200)))
    assert (panel.x_axis.low, panel.x_axis.high) == (100, 200)
    assert all(d.line.x[0] >= 99 and d.line.x[-1] <= 201 for d in panel.lines)
    assert panel.cut is None


def test_a_window_of_time_is_in_the_unit_of_the_axis():
    runs = [run("A", [3, 2, 1], seconds=60), run("B", [3, 2, 1], seconds=36_000)]
    options = Options("time", splits=("val",), window=(5, 15))
    (panel,) = overlay_panels(runs, options=options)
    assert [d.letter for d in panel.lines] == ["B"]
    assert panel.lines[0].line.x.tolist() == [0, 10, 20]


def test_a_window_beside_all_points_shows_the_whole():
    options = Options(splits=("val",), window=(100, 200))
    (panel,) = overlay_panels([run("A", [0.9, 0.5])], options=options)
    assert panel.x_axis.holds(1)


def test_means_stand_on_the_axis_they_were_taken_over_only():
    runs = [run("A", [1, 0.5], seconds=60), run("B", [1, 0.7], seconds=60)]
    curve = mean_curve([(np.array([1.0, 2.0]), np.array([1.0, y])) for y in (0.5, 0.7)])
    means = [OverlayMean("0.1", 1, {"loss": curve, "accuracy": mean_curve([])})]
    (panel,) = overlay_panels(runs, means=means)
    (timed,) = overlay_panels(runs, options=Options("time", splits=("val",)), means=means)
    assert panel.means[0].y.tolist() == pytest.approx([1, 0.6])
    assert timed.means == ()


def test_a_value_that_is_not_finite_is_a_gap():
    (panel,) = overlay_panels([run("A", [0.9, NAN, 0.5])])
    assert np.isnan(panel.lines[0].line.y[1])
