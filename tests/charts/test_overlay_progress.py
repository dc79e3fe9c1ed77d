"""Runs of very different lengths can be seen side by side by their progress."""

import pytest

from experiments.charts.overlay import OverlayPanel, overlay_panels, possible_x
from experiments.charts.overlay_run import OverlayRun
from experiments.charts.overlay_table import overlay_table
from experiments.charts.panels import Options
from experiments.curves import Series
from tests.charts.overlay_runs import run

SHORT, LONG = run("A", [0.9, 0.5, 0.4]), run("B", [0.9 - 0.001 * i for i in range(300)])


def by_progress(runs: list[OverlayRun], **options: object) -> OverlayPanel:
    return overlay_panels(runs, options=Options(x="progress", splits=("val",), **options))[0]


def test_progress_is_offered_where_one_run_is_four_times_as_long():
    assert possible_x([SHORT, LONG]) == ("epoch", "progress")
    assert possible_x([LONG, run("C", [0.5] * 76)]) == ("epoch",)


def test_every_run_reaches_to_the_end():
    panel = by_progress([SHORT, LONG])
    assert [line.line.x[-1] for line in panel.lines] == [pytest.approx(100)] * 2
    assert panel.lines[0].line.x[0] == pytest.approx(100 / 3)
    assert panel.x_name == "progress, %"


def test_the_best_point_lies_on_its_line():
    best = by_progress([SHORT, LONG]).lines[0].best
    assert best == (pytest.approx(200 / 3), 0.5)


def test_a_zoom_shows_the_same_part_of_every_run():
    panel = by_progress([SHORT, LONG], window=(50.0, 70.0))
    low, high = (f(line.line.x.min() for line in panel.lines) for f in (min, max))
    assert 33 < low <= high < 70
    assert (panel.x_axis.low, panel.x_axis.high) == (50, 70)


def test_how_long_the_runs_are_is_said_on_either_axis():
    by_epoch = overlay_panels([SHORT, LONG])[0]
    assert by_epoch.note.startswith("The runs end at epoch 3 to 300:")
    assert by_progress([SHORT, LONG]).note.endswith("they end at epoch 3 to 300.")


def test_nothing_is_said_of_runs_of_one_length():
    assert overlay_panels([SHORT, run("B", [0.5, 0.4])])[0].note == ""


def test_a_run_of_steps_stands_beside_one_of_epochs():
    losses = Series.of("val_loss", "loss", "val", [0.9, 0.5], step=[100, 400])
    panel = by_progress([SHORT, OverlayRun("B", 2, "by step", [losses])])
    assert [line.line.x[-1] for line in panel.lines] == [pytest.approx(100)] * 2
    assert panel.absent == ()


def test_a_run_of_the_epoch_zero_alone_is_drawn_at_the_beginning():
    zero = OverlayRun("B", 2, "zero", [Series.of("val_loss", "loss", "val", [0.9], epoch=[0])])
    assert by_progress([LONG, zero]).lines[1].line.x.tolist() == [0.0]


def test_the_table_keeps_the_epochs():
    assert overlay_table(by_progress([SHORT, LONG]))[0].x == "1"


def test_losses_of_several_kinds_have_no_unit():
    assert overlay_panels([SHORT, LONG])[0].unit == "nats"
    (panel,) = overlay_panels([SHORT, run("B", [2.0, 1.0], ranked=False)])
    assert (panel.unit, panel.thin) == ("", ("B",))


def test_runs_that_are_not_drawn_are_not_spoken_of():
    blind = run("B", [], train=[0.5] * 300)
    panel = overlay_panels([SHORT, blind], options=Options(splits=("val",)))[0]
    assert (panel.note, panel.elsewhere) == ("", ("B",))
    assert by_progress([SHORT, blind]).note == "Each run reaches from 0 to 100 % of its own length."
