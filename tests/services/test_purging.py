"""Deleting for good: what goes with a run, and what somebody else still needs stays."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from experiments.models import BulkChange, EpochMetrics, Project, Run, Series, Upload
from experiments.queries import live_runs
from experiments.services import bulk, readings
from experiments.services.projects import create_project
from experiments.services.purging import PURGED_TOGETHER, purge_expired
from experiments.services.runs import delete_run, move_run
from tests.cast import make_run
from tests.logs import keras_csv

PURGE = BulkChange.Action.PURGE
LATE = timedelta(days=31)


def receive(project: Project, data: bytes | None = None, name: str = "log.csv") -> Upload:
    """A file as it is once a worker has read all of it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        upload = readings.receive(project, None, uuid4(), name, data or keras_csv())
        while waiting := readings.unsent():
            for reading in waiting:
                readings.perform(reading)
    return Upload.objects.get(pk=upload.pk)


def files(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "uploads").rglob("*") if path.is_file()]


@pytest.fixture
def purge(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks):
    def purged(*runs: Run) -> BulkChange:
        for run in runs:
            delete_run(run)
        with django_capture_on_commit_callbacks(execute=True):
            return bulk.change_runs(runs[0].project, None, PURGE, [run.pk for run in runs])

    return purged


def test_a_run_goes_with_its_points_its_upload_and_its_file(
    project: Project, data_dir: Path, purge
) -> None:
    run = receive(project).target_run
    assert len(files(data_dir)) == 1
    assert purge(run).changed == 1
    left = [table.objects.count() for table in (Run, Series, EpochMetrics, Upload)]
    assert left == [0, 0, 0, 0]
    assert files(data_dir) == []


def test_files_go_after_the_commit_and_not_before(project: Project, data_dir: Path) -> None:
    run = delete_run(receive(project).target_run)
    bulk.change_runs(project, None, PURGE, [run.pk])
    assert len(files(data_dir)) == 1


def test_a_log_of_several_runs_stays_until_the_last_has_gone(
    project: Project, data_dir: Path, purge
) -> None:
    upload = receive(project)
    first = upload.target_run
    second = make_run(project, "second", upload=upload, position_in_upload=1)
    purge(first)
    assert Upload.objects.get().runs.get() == second
    assert len(files(data_dir)) == 1
    purge(second)
    assert not Upload.objects.exists()
    assert files(data_dir) == []


def test_bytes_that_another_upload_shares_stay(project: Project, data_dir: Path, purge) -> None:
    again = [receive(project), receive(project)]
    assert again[0].file.name == again[1].file.name
    moved = make_run(project, "other", upload=again[1])
    purge(again[0].target_run)
    assert list(Upload.objects.all()) == [again[1]]
    assert len(files(data_dir)) == 1
    purge(moved)
    assert files(data_dir) == []


def test_all_uploads_of_the_same_bytes_go_with_the_one_run(
    project: Project, data_dir: Path, purge
) -> None:
    run = receive(project).target_run
    receive(project)
    purge(run)
    assert not Upload.objects.exists()
    assert files(data_dir) == []


def test_an_upload_of_another_project_goes_with_a_run_that_was_moved(
    project: Project, owner: User, data_dir: Path, purge
) -> None:
    run = move_run(receive(project).target_run, create_project(owner, "Birds"))
    purge(run)
    assert files(data_dir) == []


def test_a_question_about_a_run_that_goes_stays_to_be_answered(
    project: Project, data_dir: Path, purge
) -> None:
    run = receive(project, keras_csv(6)).target_run
    asked = receive(project, keras_csv(9))
    assert asked.outcome == Upload.Outcome.EXTENDS
    purge(run)
    asked.refresh_from_db()
    assert (asked.outcome, asked.target_run) == (Upload.Outcome.EXTENDS, None)
    assert len(files(data_dir)) == 1


def test_an_archive_stays_until_nothing_in_it_is_needed(
    project: Project, data_dir: Path, purge
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("logs/a.csv", keras_csv(5))
        archive.writestr("logs/b.csv", keras_csv(5, start=2.0))
        archive.writestr("logs/notes.bin", b"\0\1\2")
    receive(project, packed.getvalue(), "logs.zip")
    first, second = live_runs(project).order_by("name")
    purge(first)
    assert Upload.objects.filter(name="logs.zip").exists()
    purge(second)
    assert not Upload.objects.exists()
    assert files(data_dir) == []


def test_the_trash_is_emptied_of_what_has_been_there_for_long(
    project: Project, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    old, new, kept = (make_run(project, name) for name in ("old", "new", "kept"))
    for run in (old, new):
        delete_run(run)
    Run.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - LATE)
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_expired() == 1
    assert set(Run.objects.all()) == {new, kept}
    assert purge_expired() == 0


def test_the_setting_says_for_how_long(project: Project, settings: Settings) -> None:
    delete_run(run := make_run(project))
    Run.objects.filter(pk=run.pk).update(deleted_at=timezone.now() - LATE)
    settings.LOSSACC_TRASH_DAYS = 90
    assert purge_expired() == 0


def test_finished_changes_are_forgotten_with_the_trash_and_open_ones_are_not(
    project: Project,
) -> None:
    long_ago = timezone.now() - LATE
    shared = {"project": project, "action": PURGE, "asked": 1, "requested_at": long_ago}
    BulkChange.objects.create(**shared, finished_at=long_ago)
    waiting = BulkChange.objects.create(**shared)
    purge_expired()
    assert list(BulkChange.objects.all()) == [waiting]


def test_the_number_of_queries_does_not_grow_with_the_runs(project: Project) -> None:
    numbers = []
    for size in (2, PURGED_TOGETHER):
        runs = [receive(project, keras_csv(5, start=size + k)).target_run for k in range(size)]
        Run.objects.update(deleted_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            bulk.change_runs(project, None, PURGE, [run.pk for run in runs])
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
