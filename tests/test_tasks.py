from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from experiments import tasks
from experiments.models import Analysis, BulkChange, Predictions, Run
from experiments.services import bulk
from experiments.services.predictions import add_predictions
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.live import use_broker
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file


@pytest.fixture
def run(db: None) -> Run:
    project = create_project(User.objects.create_user("owner"), "Cats")
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[1.0, 0.5])))
    return run


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ids: list[int] = []
    monkeypatch.setattr(tasks.analyse_run, "delay", ids.append)
    return ids


@pytest.fixture
def broker_that_is_down() -> Iterator[None]:
    use_broker("redis://127.0.0.1:1/0")
    yield
    use_broker("memory://")


def test_the_task_runs_the_analysis(run: Run) -> None:
    tasks.analyse_run(run.analyses.get().pk)
    assert run.analyses.get().state == Analysis.State.DONE


def test_waking_sends_after_the_commit_and_once(
    run: Run, sent: list[int], django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        tasks.wake()
    assert sent == []
    for callback in [*callbacks, *callbacks]:
        callback()
    assert sent == [run.analyses.get().pk]


def test_the_sweep_sends_what_is_left(run: Run, sent: list[int]) -> None:
    tasks.sweep()
    tasks.sweep()
    assert sent == [run.analyses.get().pk]


def test_a_broker_that_is_down_leaves_the_row_to_the_sweep(
    run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(analysis_id: int) -> None:
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.analyse_run, "delay", down)
    tasks.sweep()
    assert "Connection refused" in caplog.text
    assert run.analyses.get().sent_at is None


def test_a_real_broker_that_is_not_there_leaves_the_row_to_the_sweep(
    run: Run, broker_that_is_down: None
) -> None:
    tasks.sweep()
    assert run.analyses.get().sent_at is None


def test_predictions_are_sent_beside_analyses_and_once(
    run: Run, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    predictions = add_predictions(run, None, csv_file())
    sent_files: list[int] = []
    monkeypatch.setattr(tasks.measure_predictions, "delay", sent_files.append)
    tasks.sweep()
    tasks.sweep()
    assert (sent, sent_files) == ([run.analyses.get().pk], [predictions.pk])


def test_the_run_is_read_again_as_soon_as_its_predictions_are_measured(
    run: Run, sent: list[int], django_capture_on_commit_callbacks
) -> None:
    tasks.analyse_run(run.analyses.get().pk)
    predictions = add_predictions(run, None, csv_file())
    with django_capture_on_commit_callbacks(execute=True):
        tasks.measure_predictions(predictions.pk)
    predictions.refresh_from_db()
    assert predictions.state == Predictions.State.DONE
    assert sent == [run.analyses.first().pk]


def test_a_worker_makes_a_large_change_and_wakes_what_it_asks_for(
    run: Run, sent: list[int], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    changes: list[int] = []
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    monkeypatch.setattr(tasks.change_runs, "delay", changes.append)
    Analysis.objects.update(sent_at=timezone.now())
    change = bulk.change_runs(run.project, None, BulkChange.Action.ANALYSE, [run.pk])
    with django_capture_on_commit_callbacks(execute=True):
        tasks.wake()
    assert (changes, sent) == ([change.pk], [])
    with django_capture_on_commit_callbacks(execute=True):
        tasks.change_runs(change.pk)
    assert sent == [run.analyses.get().pk]
    tasks.sweep()
    assert changes == [change.pk], "what is done is not sent again"


def test_the_trash_is_purged_by_the_clock(run: Run, settings: Settings) -> None:
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.purge_trash.name in planned
    Run.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    tasks.purge_trash()
    assert not Run.objects.exists()
