from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.models import Analysis, Project, Run
from experiments.queries_live import newer_runs, stamp_of
from experiments.services import analyses
from experiments.services.runs import create_runs, delete_run, edit_run
from tests.cast import make_run
from tests.logs import parsed_log, parsed_run

CHANGES: dict[str, Callable[[Run], object]] = {
    "its name": lambda run: edit_run(run, name="other", status=run.status),
    "its status": lambda run: edit_run(run, name=run.name, status="failed"),
    "new points": lambda run: Run.objects.filter(pk=run.pk).update(heard_at=timezone.now()),
    "silence": lambda run: Run.objects.filter(pk=run.pk).update(heard_at="2020-01-01T00:00Z"),
    "an analysis asked for": analyses.request_analysis,
    "an analysis done": lambda run: analyses.perform(run.analyses.get().pk),
    "the trash": delete_run,
    "another project": lambda run: Run.objects.filter(pk=run.pk).update(
        project=Project.objects.create(slug="dogs", name="Dogs")
    ),
}


@pytest.fixture
def run(cats: Project) -> Run:
    (run,) = create_runs(cats, None, parsed_log(parsed_run(loss=[0.9, 0.5, 0.4])))
    Run.objects.filter(pk=run.pk).update(status=Run.Status.RUNNING)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("change", CHANGES)
def test_the_stamp_of_a_run_changes_with(change: str, run: Run, viewer: User) -> None:
    if change == "an analysis asked for":
        Analysis.objects.update(state="done", finished_at=timezone.now())
    before = stamp_of(viewer, [run.uuid])
    CHANGES[change](run)
    assert stamp_of(viewer, [run.uuid]) != before


def test_the_stamp_stays_where_nothing_happens(run: Run, viewer: User) -> None:
    assert stamp_of(viewer, [run.uuid]) == stamp_of(viewer, [run.uuid])


def test_a_stranger_learns_nothing_of_a_run(run: Run, stranger: User) -> None:
    before = stamp_of(stranger, [run.uuid])
    edit_run(run, name="other", status="failed")
    assert stamp_of(stranger, [run.uuid]) == before == stamp_of(stranger, [])


def test_more_runs_take_no_more_queries(cats: Project, viewer: User, run: Run) -> None:
    more = [make_run(cats, str(n), status="running").uuid for n in range(20)]
    assert queries_of(viewer, [run.uuid, *more]) == queries_of(viewer, [run.uuid]) <= 2


def queries_of(user: User, uuids: list) -> int:
    with CaptureQueriesContext(connection) as found:
        stamp_of(user, uuids)
    return len(found)


def test_runs_that_were_added_since_are_counted(cats: Project, run: Run) -> None:
    assert newer_runs(cats, run.created_at) == 0
    assert newer_runs(cats, run.created_at - timedelta(seconds=1)) == 1
    delete_run(run)
    assert newer_runs(cats, run.created_at - timedelta(seconds=1)) == 0
