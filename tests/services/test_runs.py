import math

import numpy as np
import pytest
from django.contrib.auth.models import User

from experiments.curves import Series as Points
from experiments.facts import Facts
from experiments.models import Analysis, EpochMetrics, Project, Run
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.queries import curves_of, facts_of, series_of, trash
from experiments.services import points
from experiments.services.analyses import perform
from experiments.services.annotations import add_tags
from experiments.services.creation import UploadOptions
from experiments.services.projects import create_project
from experiments.services.remapping import remap
from experiments.services.runs import (
    create_runs,
    delete_run,
    edit_run,
    move_run,
    restore_run,
    set_facts,
)
from tests.logs import parsed_log, parsed_run


def make(project: Project, log: ParsedLog, **options: object) -> Run:
    (run,) = create_runs(project, None, log, options=UploadOptions(**options))
    return run


@pytest.fixture
def run(project: Project) -> Run:
    log = parsed_log(
        parsed_run(
            loss=[0.9, 0.5, 0.2],
            val_loss=[1.0, 0.6, 0.8],
            val_accuracy=[0.5, 0.7, 0.75],
            lr=[0.1, 0.1, 0.01],
        )
    )
    return make(project, log, name="first")


def test_more_epochs_than_can_be_analysed_are_refused_but_steps_are_not(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "MOST_EPOCHS", 1000)
    with pytest.raises(ParseError, match="counts 1,001 epochs; up to 1,000 are read") as refusal:
        make(project, parsed_log(parsed_run(loss=[1.0] * 1001)))
    assert "column that counts them step" in refusal.value.advice
    by_step = Points.of("loss", "loss", "train", [1.0] * 900, step=range(900))
    assert make(project, parsed_log(ParsedRun((by_step,)))).counted_by == "step"


def test_losses_as_large_as_floats_get_have_no_gap(project: Project) -> None:
    largest = [1.7e308, 1.7e308]
    log = parsed_log(parsed_run(loss=[-v for v in largest], val_loss=largest))
    assert make(project, log).final_gap is None


def test_nothing_that_was_logged_is_lost(project: Project) -> None:
    odd = Points.of(
        "val_loss",
        "loss",
        "val",
        [1.0, math.nan, math.inf, -math.inf, 0.5, 0.4],
        step=[0, 10, 10, 5, 20, 20],
        epoch=[1, 2, 2, 1.5, 3, 3],
        time=[1_700_000_000_000 + i for i in range(6)],
    )
    (stored,) = series_of(make(project, parsed_log(ParsedRun((odd,)))))
    for column in ("step", "epoch", "time", "value"):
        np.testing.assert_array_equal(getattr(stored, column), getattr(odd, column))


def test_a_run_has_its_best_and_last_values_with_their_epochs(run: Run) -> None:
    run.refresh_from_db()
    assert (run.best_val_loss, run.best_val_loss_epoch, run.last_val_loss) == (0.6, 2, 0.8)
    assert (run.best_val_accuracy, run.best_val_accuracy_epoch) == (0.75, 3)
    assert run.last_val_accuracy == 0.75
    assert run.final_gap == pytest.approx(0.6)
    assert (run.epoch_count, run.counted_by) == (3, "epoch")


def test_a_run_that_broke_down_has_no_last_value_but_a_best_one(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(loss=[1, 0.5, 0.4], val_loss=[1, 0.7, math.nan])))
    assert (run.best_val_loss, run.last_val_loss) == (0.7, None)
    assert run.final_gap == pytest.approx(0.2)


def test_each_epoch_has_a_row_and_a_value_that_is_not_finite_is_none(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(loss=[1, math.inf], val_loss=[math.nan, 0.7])))
    rows = run.epochs.values_list("epoch", "train_loss", "val_loss", "val_accuracy")
    assert list(rows) == [(1, 1, None, None), (2, None, 0.7, None)]


def test_a_run_without_accuracy_is_as_welcome(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(loss=[1, 0.5])))
    assert (run.best_val_loss, run.best_val_accuracy, run.final_gap) == (None, None, None)
    assert run.epochs.count() == 2


def test_a_log_without_losses_keeps_its_metrics(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(reward=[1, 2, 3])))
    assert run.epoch_count == 3
    assert run.series.get().last == 3


def test_the_series_that_tables_draw_have_a_sparkline(run: Run) -> None:
    drawn = {s.name for s in run.series.all() if s.sparkline}
    assert drawn == {"val_loss", "val_accuracy"}


def test_without_validation_the_training_curves_are_drawn(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(loss=[1, 0.5], accuracy=[0.1, 0.2])))
    assert {s.name for s in run.series.all() if s.sparkline} == {"loss", "accuracy"}


def test_time_stamps_tell_when_it_started_and_ended(project: Project) -> None:
    stamped = Points.of(
        "loss", "loss", "train", [1, 2], time=[1_700_000_000_000, 1_700_000_060_000]
    )
    run = make(project, parsed_log(ParsedRun((stamped,))))
    assert (run.finished_at - run.started_at).total_seconds() == 60


@pytest.mark.parametrize("stamp", [2**62, -(2**62)])
def test_a_time_stamp_outside_of_the_calendar_is_kept_as_a_point_only(
    project: Project, stamp: int
) -> None:
    run = make(
        project, parsed_log(ParsedRun((Points.of("loss", "loss", "train", [1], time=[stamp]),)))
    )
    assert run.started_at is None
    assert series_of(run)[0].time.tolist() == [stamp]


def test_runs_of_one_file_are_numbered_where_they_have_no_names(project: Project) -> None:
    log = parsed_log(parsed_run(loss=[1]), parsed_run("b", loss=[2]))
    runs = create_runs(project, None, log, options=UploadOptions(name="log"))
    assert [run.name for run in runs] == ["log · run 1", "log · b"]
    assert [run.position_in_upload for run in runs] == [0, 1]


def test_a_name_that_is_taken_is_numbered(project: Project) -> None:
    names = [make(project, parsed_log(parsed_run(loss=[1])), name="log").name for _ in range(3)]
    assert names == ["log", "log (2)", "log (3)"]


def test_tags_are_shared_in_a_project_and_cleaned(project: Project) -> None:
    log = parsed_log(parsed_run(loss=[1]))
    make(project, log, tags=(" big ", "big", ""))
    run = make(project, log, tags=("big", "new"))
    assert set(run.tags.values_list("name", flat=True)) == {"big", "new"}
    assert project.tags.count() == 2


def test_entered_facts_come_before_those_of_the_parameters(project: Project) -> None:
    one = parsed_run(loss=[1])
    log = parsed_log(ParsedRun(one.series, parameters={"num_classes": "10", "n_val": "500"}))
    run = make(project, log, facts=Facts(classes=3))
    assert facts_of(run) == Facts(classes=3, n_val=500)


def test_text_that_no_database_keeps_is_replaced(project: Project) -> None:
    one = parsed_run(loss=[1])
    odd = ParsedRun(
        one.series,
        parameters={"a\x00": "b\ud800"},
        summary={"mean": math.nan},
        notes=("read \x00",),
    )
    run = make(project, parsed_log(odd), name="n\x00")
    run.refresh_from_db()
    assert run.parameters == {"a\ufffd": "b?"}
    assert run.summary == {"mean": "nan"}


def test_a_metric_with_a_name_too_long_is_refused_with_a_sentence(project: Project) -> None:
    with pytest.raises(ParseError, match="name has 600 characters, the most is 500"):
        make(project, parsed_log(parsed_run(**{"x" * 600: [1.0]})))
    assert not Run.objects.exists()


def test_storing_asks_for_an_analysis(run: Run) -> None:
    assert run.analyses.get().state == Analysis.State.QUEUED


def test_facts_ask_for_a_new_analysis(run: Run) -> None:
    perform(run.analyses.get().pk)
    set_facts(run, Facts(classes=2, loss_kind="summed", majority=0.6))
    assert run.analyses.filter(state=Analysis.State.QUEUED).count() == 1
    assert facts_of(Run.objects.get(pk=run.pk)) == Facts(
        classes=2, loss_kind="summed", majority=0.6
    )


def test_a_name_asks_for_no_analysis(run: Run) -> None:
    perform(run.analyses.get().pk)
    edit_run(run, name="second", status=Run.Status.FAILED)
    edited = Run.objects.get(pk=run.pk)
    assert (edited.name, edited.status) == ("second", "failed")
    assert edited.analyses.count() == 1


def test_a_moved_run_takes_its_tags_along(run: Run, owner: User) -> None:
    add_tags(run, ["keep"])
    other = create_project(owner, "Other")
    move_run(run, other)
    moved = Run.objects.get(pk=run.pk)
    assert moved.project == other
    assert [(t.name, t.project) for t in moved.tags.all()] == [("keep", other)]


def test_a_deleted_run_lies_in_the_trash_until_it_is_restored(run: Run) -> None:
    delete_run(run)
    assert list(trash(run.project)) == [run]
    restore_run(run)
    assert not trash(run.project)


def test_a_metric_can_be_read_as_another(run: Run) -> None:
    remap(run, {"lr": ("loss", "test")})
    assert curves_of(run).values("test_loss").tolist() == [0.1, 0.1, 0.01]
    assert list(run.epochs.values_list("test_loss", flat=True)) == [0.1, 0.1, 0.01]
    assert run.series.get(name="lr").split == "test"


def test_reading_validation_as_test_takes_back_what_was_best(run: Run) -> None:
    remap(run, {"val_loss": ("loss", "test")})
    run.refresh_from_db()
    assert (run.best_val_loss, run.best_val_loss_epoch, run.final_gap) == (None, None, None)


def test_reading_anew_asks_for_one_analysis(run: Run) -> None:
    perform(run.analyses.get().pk)
    remap(run, {"lr": ("loss", "test")})
    assert run.analyses.filter(finished_at__isnull=True).count() == 1


def test_reading_anew_loses_no_point(run: Run) -> None:
    before = series_of(run)
    remap(run, {"val_loss": ("other", "")})
    remap(run, {"val_loss": ("loss", "val")})
    for old, new in zip(before, series_of(run), strict=True):
        assert (old.name, old.kind, old.split) == (new.name, new.kind, new.split)
        np.testing.assert_array_equal(old.value, new.value)
    assert EpochMetrics.objects.filter(run=run).count() == 3


def test_a_percentage_read_as_accuracy_becomes_a_fraction_and_back(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(top=[40.0, 57.3])))
    remap(run, {"top": ("accuracy", "val")})
    row = run.series.get()
    assert (row.scale, row.max) == (0.01, pytest.approx(0.573))
    remap(run, {"top": ("top", "")})
    row = run.series.get()
    assert (row.scale, row.max) == (1.0, pytest.approx(57.3))


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"lr": ("loss", "val")}, "val_loss and lr cannot both be the val loss"),
        ({"nothing": ("loss", "val")}, "no metric named nothing"),
        ({"lr": ("loss", "dev")}, "'dev' is no split"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_and_changes_nothing(
    run: Run, mapping: dict[str, tuple[str, str]], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        remap(run, mapping)
    assert run.series.get(name="lr").kind == "lr"
    assert run.analyses.count() == 1


def test_what_is_no_share_cannot_be_an_accuracy(project: Project) -> None:
    run = make(project, parsed_log(parsed_run(reward=[-1.0, 300.0])))
    with pytest.raises(ValueError, match="reward goes below 0 or above 100"):
        remap(run, {"reward": ("accuracy", "val")})
