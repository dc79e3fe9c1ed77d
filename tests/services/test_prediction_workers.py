"""Predictions and real worker processes, killed in the middle of the work."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from experiments import tasks
from experiments.models import Analysis, Predictions, Run
from experiments.services import prediction_lease
from experiments.services.predictions import add_predictions
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.live import Stack
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file

DONE_WITHIN = 60
LARGE = 150_000
State = Predictions.State


@pytest.fixture
def run(workers: Stack) -> Run:
    project = create_project(User.objects.create_user("owner"), "Cats")
    (made,) = create_runs(project, None, parsed_log(parsed_run(val_loss=[1.0, 0.5])))
    return made


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DONE_WITHIN
    while not condition():
        states = list(Predictions.objects.values_list("state", "phase", "progress", "error"))
        assert time.monotonic() < end, f"not within {DONE_WITHIN} s: {states}"
        time.sleep(0.05)


def state_is(*states: str) -> bool:
    return not Predictions.objects.exclude(state__in=states).exists()


def let_leases_run_out() -> None:
    """As time would, of a worker that is dead."""
    past = timezone.now() - timedelta(seconds=1)
    sent = past - prediction_lease.SEND_AGAIN
    Predictions.objects.filter(state=State.RUNNING).update(lease_until=past, sent_at=sent)


def test_what_is_uploaded_is_measured_and_the_run_read_again(run: Run) -> None:
    for seed in range(3):
        add_predictions(run, None, csv_file(seed=seed))
    tasks.wake()
    wait_for(lambda: state_is(State.DONE))
    wait_for(lambda: not Analysis.objects.exclude(state=Analysis.State.DONE).exists())
    assert {p.attempts for p in Predictions.objects.all()} == {1}


def test_a_worker_killed_in_the_middle_loses_nothing(workers: Stack, run: Run) -> None:
    predictions = add_predictions(run, None, csv_file(LARGE))
    tasks.wake()
    wait_for(lambda: state_is(State.RUNNING, State.DONE))
    workers.kill("worker")
    assert state_is(State.RUNNING), "it was too quick to be killed"
    let_leases_run_out()
    workers.start_worker()
    wait_for(lambda: state_is(State.DONE))
    predictions.refresh_from_db()
    assert (predictions.n, predictions.attempts) == (LARGE, 2)
    assert list((workers.data_dir / "tmp").iterdir()) == []


def test_progress_is_seen_from_outside_while_it_goes_on(run: Run) -> None:
    add_predictions(run, None, csv_file(LARGE))
    tasks.wake()
    seen: set[tuple[str, float]] = set()

    def look() -> bool:
        seen.update(Predictions.objects.values_list("phase", "progress"))
        return state_is(State.DONE)

    wait_for(look)
    assert {"reading", "measuring"} <= {phase for phase, _ in seen}
