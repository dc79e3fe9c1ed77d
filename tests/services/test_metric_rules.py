import uuid
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from experiments.models import MetricRule, Project, Rereading, Run, Upload
from experiments.queries import curves_of, series_of
from experiments.services import analyses, readings, rereadings, runs, uploads
from experiments.services.metric_rules import delete_rule, remap_project, set_rules
from experiments.services.remapping import remap, reread
from tests.logs import parsed_log, parsed_run

LOSSES = {"train_loss": [1.0, 0.6, 0.3], "valid_loss": [1.1, 0.8, 0.9]}
AS_VALIDATION = {"accuracy": ("accuracy", "val")}
NOTE = "accuracy is read as validation accuracy, as the project's rule says."

OVERFITTING = (
    "epoch,loss,accuracy,val_loss",
    *(f"{n},{1 / (n + 1):.4f},{0.5 + n / 40:.4f},{0.7 + (n - 4) ** 2 / 40:.4f}" for n in range(14)),
    "",
)


def make(project: Project, **columns: list[float]) -> Run:
    columns = columns or {"loss": [1.0, 0.5, 0.4], "accuracy": [0.5, 0.6, 0.7]}
    (run,) = runs.create_runs(project, None, parsed_log(parsed_run(**columns)))
    return run


def receive(project: Project, rows: tuple[str, ...] = OVERFITTING) -> Upload:
    return readings.receive(project, None, uuid.uuid4(), "log.csv", "\n".join(rows).encode())


def columns(run: Run) -> dict[str, str]:
    return {s.column or s.kind: s.name for s in series_of(run)}


def perform(run: Run) -> Run:
    assert analyses.perform(analyses.open_analyses().get(run=run).pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def corrected(project: Project, owner: User) -> Run:
    """A run on whose page somebody said what accuracy is, for the whole project."""
    run = make(project)
    remap_project(run, owner, AS_VALIDATION)
    return run


def test_a_rule_is_of_who_made_it_and_reads_the_run_at_once(corrected: Run, owner: User) -> None:
    (rule,) = corrected.project.metric_rules.all()
    assert (rule.name, rule.kind, rule.split) == ("accuracy", "accuracy", "val")
    assert rule.made_by == owner
    assert corrected.best_val_accuracy == 0.7
    assert corrected.reading_notes == [NOTE]


def test_runs_to_come_are_read_as_the_rule_says(corrected: Run) -> None:
    run = make(corrected.project)
    assert columns(run) == {"train_loss": "loss", "val_accuracy": "accuracy"}
    assert (run.best_val_accuracy, run.reading_notes) == (0.7, [NOTE])


def test_runs_of_other_projects_are_not(corrected: Run) -> None:
    other = Project.objects.create(slug="elsewhere", name="Elsewhere")
    assert make(other).best_val_accuracy is None


def test_an_uploaded_log_is_read_as_the_rule_says_and_its_verdict_follows(
    corrected: Run, project: Project
) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere")
    by_name = perform(receive(elsewhere).runs.get())
    by_rule = perform(receive(project).runs.get())
    assert by_rule.reading_notes == [NOTE]
    assert by_rule.best_val_accuracy_epoch == 13
    assert (by_name.disagrees, by_rule.disagrees) == (False, True)
    assert "accuracy" not in by_name.verdict_body
    assert "while accuracy" in by_rule.verdict_body


def test_runs_that_are_there_stay_as_they_are_unless_asked_for(
    project: Project, owner: User
) -> None:
    there, run = make(project), make(project)
    assert remap_project(run, owner, AS_VALIDATION) == 0
    there.refresh_from_db()
    assert there.best_val_accuracy is None


def test_a_few_runs_that_are_there_are_read_at_once_and_analysed_anew(
    project: Project, owner: User
) -> None:
    there, run, without = make(project), make(project), make(project, loss=[1.0, 0.5])
    perform(there)
    assert remap_project(run, owner, AS_VALIDATION, others=True) == 1
    there.refresh_from_db()
    assert (there.best_val_accuracy, there.reading_notes) == (0.7, [NOTE])
    assert analyses.open_analyses().filter(run=there).exists()
    assert not Rereading.objects.filter(run=without).exists()


def test_many_runs_that_are_there_wait_for_a_worker(
    project: Project, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereadings, "AT_ONCE", 1)
    there, run = [make(project), make(project)], make(project)
    assert remap_project(run, owner, AS_VALIDATION, others=True) == 2
    waiting = rereadings.unsent()
    assert len(waiting) == 2
    assert all(rereadings.perform(pk) for pk in waiting)
    assert rereadings.unsent() == []
    for one in there:
        one.refresh_from_db()
        assert one.best_val_accuracy == 0.7


def test_a_rereading_that_a_worker_left_behind_is_done_by_another(
    project: Project, owner: User
) -> None:
    run = make(project)
    set_rules(project, owner, AS_VALIDATION)
    (asked,) = rereadings.request(project, AS_VALIDATION)
    assert rereadings.LEASES.claim(asked) is not None
    assert not rereadings.perform(asked)
    Rereading.objects.update(lease_until=run.created_at)
    assert rereadings.sweep() == [asked]
    assert rereadings.perform(asked)
    run.refresh_from_db()
    assert run.best_val_accuracy == 0.7


def test_a_run_that_is_read_so_already_is_left_alone(corrected: Run) -> None:
    perform(corrected)
    assert not reread(corrected)
    assert not analyses.open_analyses().filter(run=corrected).exists()


def test_a_metric_that_would_be_the_same_becomes_one_of_its_own(corrected: Run) -> None:
    found = {**LOSSES, "accuracy": [0.5, 0.6, 0.7], "val_accuracy": [0.4, 0.5, 0.6]}
    run = make(corrected.project, **found)
    assert columns(run)["val_accuracy"] == "accuracy"
    assert columns(run)["other_accuracy"] == "val_accuracy"
    assert run.reading_notes == [
        NOTE,
        "val_accuracy is kept as a metric of its own: accuracy is read as validation accuracy, "
        "as the project's rule says.",
    ]


def test_of_two_rules_on_the_same_column_the_preferred_name_wins(
    project: Project, owner: User
) -> None:
    rule = ("accuracy", "val")
    set_rules(project, owner, {"top1": rule, "accuracy": rule, "holdout": rule})
    run = make(project, top1=[0.1, 0.2], holdout=[0.2, 0.3], accuracy=[0.3, 0.4])
    assert columns(run)["val_accuracy"] == "accuracy"
    assert run.best_val_accuracy == 0.4


def test_a_rule_that_the_values_cannot_hold_is_left_out_with_a_note(
    project: Project, owner: User
) -> None:
    set_rules(project, owner, {"holdout": ("accuracy", "val")})
    run = make(project, loss=[1.0, 0.5], holdout=[-3.0, 250.0])
    (note,) = run.reading_notes
    assert note.startswith("holdout is not read as validation accuracy, as the project's rule")
    assert "goes below 0 or above 100" in note


def test_percent_becomes_a_fraction_as_the_rule_asks(project: Project, owner: User) -> None:
    set_rules(project, owner, {"holdout": ("accuracy", "val")})
    run = make(project, loss=[1.0, 0.5], holdout=[50.0, 75.0])
    np.testing.assert_allclose(curves_of(run).values("val_accuracy"), [0.5, 0.75])


def test_a_metric_can_be_kept_out_for_the_whole_project(project: Project, owner: User) -> None:
    run = make(project)
    remap_project(run, owner, {"accuracy": ("other_accuracy", "")})
    assert "train_accuracy" not in columns(make(project))


def test_a_later_rule_takes_the_place_of_the_first_and_of_its_note(
    corrected: Run, owner: User
) -> None:
    remap_project(corrected, owner, {"accuracy": ("accuracy", "test")})
    assert MetricRule.objects.get().split == "test"
    assert corrected.reading_notes == [
        "accuracy is read as test accuracy, as the project's rule says."
    ]


def test_a_correction_of_one_run_takes_back_what_the_rule_said_of_it(corrected: Run) -> None:
    remap(corrected, {"accuracy": ("accuracy", "train")})
    assert corrected.reading_notes == []
    assert make(corrected.project).best_val_accuracy == 0.7


def test_a_deleted_rule_reads_no_more_runs_and_leaves_those_that_are_there(
    corrected: Run,
) -> None:
    delete_rule(corrected.project.metric_rules.get())
    assert make(corrected.project).best_val_accuracy is None
    corrected.refresh_from_db()
    assert corrected.best_val_accuracy == 0.7


def test_a_rule_that_the_run_refuses_is_not_made(project: Project, owner: User) -> None:
    run = make(project, loss=[1.0, 0.5], val_loss=[1.0, 0.6])
    with pytest.raises(ValueError, match="cannot both be the val loss"):
        remap_project(run, owner, {"loss": ("loss", "val")}, others=True)
    assert not MetricRule.objects.exists()


def test_a_longer_file_is_read_as_its_run_and_keeps_what_the_rule_said(
    corrected: Run, project: Project
) -> None:
    run = receive(project, OVERFITTING[:8]).runs.get()
    longer = receive(project, OVERFITTING[:-1])
    assert longer.outcome == Upload.Outcome.EXTENDS
    uploads.apply_extension(longer)
    run.refresh_from_db()
    assert (run.epoch_count, run.reading_notes) == (14, [NOTE])
    assert columns(run)["val_accuracy"] == "accuracy"


def test_metrics_that_appear_in_a_log_that_is_being_written_are_read_as_the_rule_says(
    project: Project, owner: User, tmp_path: Path
) -> None:
    set_rules(project, owner, AS_VALIDATION)
    User.objects.create_superuser("boss")
    log = tmp_path / "log.jsonl"
    rows = ['{"epoch": 1, "loss": 0.9}', '{"epoch": 2, "loss": 0.7, "accuracy": 0.5}']
    for count in (1, 2):
        log.write_text("\n".join([*rows[:count], ""]))
        call_command("watch", str(log), "--project", project.slug, "--once", stdout=StringIO())
    run = project.runs.get()
    assert columns(run) == {"train_loss": "loss", "val_accuracy": "accuracy"}
    assert run.reading_notes == [NOTE]
