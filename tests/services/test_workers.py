"""Real worker processes and a real broker, killed in the middle of the work."""

import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from experiments import tasks
from experiments.models import Analysis, Finding, Project, Run
from experiments.services.analyses import claim
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.live import Stack
from tests.logs import parsed_log, parsed_run

DONE_WITHIN = 30
State = Analysis.State


@pytest.fixture
def project(workers: Stack) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


def store(project: Project, count: int) -> list[Run]:
    runs = []
    for number in range(count):
        falling = [1.0 / (1 + epoch) + number / 1000 for epoch in range(60)]
        log = parsed_log(parsed_run(loss=falling, val_loss=[v + 0.1 for v in falling]))
        runs += create_runs(project, None, log)
    return runs


def wait_for(condition: Callable[[], bool], seconds: float = DONE_WITHIN) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {states()}"
        time.sleep(0.1)


def states() -> list[str]:
    return list(Analysis.objects.values_list("state", flat=True))


def all_done() -> bool:
    return not Analysis.objects.exclude(state=State.DONE).exists()


def assert_each_done_once(runs: list[Run]) -> None:
    assert Analysis.objects.count() == len(runs)
    assert not Run.objects.filter(verdict="").exists()
    for run in runs:
        positions = list(run.findings.values_list("position", flat=True))
        assert positions == list(range(len(positions)))
    analysed = Finding.objects.order_by().values_list("analysis", flat=True).distinct()
    assert len(analysed) == len(runs)


def test_what_is_stored_is_analysed(workers: Stack, project: Project) -> None:
    runs = store(project, 3)
    tasks.wake()
    wait_for(all_done)
    assert_each_done_once(runs)


def test_workers_killed_in_the_middle_lose_nothing(workers: Stack, project: Project) -> None:
    runs = store(project, 40)
    tasks.wake()
    wait_for(lambda: State.DONE in states())
    workers.kill("worker")
    assert not all_done()
    workers.start_worker()
    wait_for(all_done)
    assert_each_done_once(runs)


def test_an_analysis_whose_worker_died_is_done_by_another(workers: Stack, project: Project) -> None:
    (run,) = store(project, 1)
    analysis = run.analyses.get()
    assert claim(analysis.pk) is not None  # This process is the worker that never comes back.
    wait_for(all_done)
    analysis.refresh_from_db()
    assert analysis.attempts == 2
    assert_each_done_once([run])


def test_a_broker_that_died_and_lost_everything_loses_nothing(
    workers: Stack, project: Project
) -> None:
    runs = store(project, 10)
    workers.kill("broker")
    tasks.wake()
    assert not all_done()
    workers.start_broker()
    workers.empty_broker()
    wait_for(all_done)
    assert_each_done_once(runs)


def test_a_queue_that_was_emptied_loses_nothing(workers: Stack, project: Project) -> None:
    workers.kill("worker")
    runs = store(project, 10)
    tasks.wake()
    assert not Analysis.objects.filter(sent_at=None).exists()
    workers.empty_broker()
    workers.start_worker()
    wait_for(all_done)
    assert_each_done_once(runs)
