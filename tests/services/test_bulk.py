"""Changes to many runs: each action, what is left out, and workers that die in the middle."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.models import Analysis, BulkChange, Project, Run, Tag
from experiments.queries import live_runs, trash
from experiments.services import bulk
from experiments.services.projects import create_project
from experiments.services.runs import delete_run, restore_run
from tests.cast import make_run

Action, State = BulkChange.Action, BulkChange.State


@pytest.fixture
def runs(project: Project) -> list[Run]:
    return [make_run(project, f"run-{number}") for number in range(1, 7)]


@pytest.fixture
def stranger(owner: User) -> Run:
    """A run of another project."""
    return make_run(create_project(owner, "Birds"), "stranger")


def ids(*runs: Run) -> list[int]:
    return [run.pk for run in runs]


def tags_of(run: Run) -> set[str]:
    return set(run.tags.values_list("name", flat=True))


def change(project: Project, action: str, *runs: Run, **options: object) -> BulkChange:
    return bulk.change_runs(project, None, action, ids(*runs), **options)


def test_tags_are_added_and_those_that_had_them_are_counted_apart(
    project: Project, runs: list[Run]
) -> None:
    change(project, Action.ADD_TAGS, runs[0], tags=["sweep"])
    done = change(project, Action.ADD_TAGS, *runs[:3], tags=["sweep", "sweep"])
    assert (done.found, done.changed, done.state) == (3, 2, State.DONE)
    assert [tags_of(run) for run in runs[:4]] == [{"sweep"}, {"sweep"}, {"sweep"}, set()]
    assert Tag.objects.filter(project=project).count() == 1


def test_tags_are_removed_from_the_chosen_alone(project: Project, runs: list[Run]) -> None:
    change(project, Action.ADD_TAGS, *runs[:3], tags=["a", "b"])
    done = change(project, Action.REMOVE_TAGS, runs[0], runs[5], tags=["a", "no such tag"])
    assert (done.found, done.changed) == (2, 1)
    assert [tags_of(run) for run in runs[:3]] == [{"b"}, {"a", "b"}, {"a", "b"}]


def test_a_tag_of_the_same_name_in_another_project_is_another(
    project: Project, runs: list[Run], stranger: Run
) -> None:
    stranger.tags.add(Tag.objects.create(project=stranger.project, name="a"))
    change(project, Action.ADD_TAGS, runs[0], tags=["a"])
    change(project, Action.REMOVE_TAGS, runs[0], tags=["a"])
    assert tags_of(stranger) == {"a"}
    assert tags_of(runs[0]) == set()


def test_analyses_are_asked_for_once_and_open_ones_wait_anew(
    project: Project, runs: list[Run]
) -> None:
    running = Analysis.objects.create(run=runs[0], state="running", attempts=3)
    Analysis.objects.create(run=runs[1], state="done", finished_at=timezone.now())
    done = change(project, Action.ANALYSE, *runs[:3])
    assert done.changed == 3
    running.refresh_from_db()
    assert (running.state, running.attempts) == ("queued", 0)
    waiting = Analysis.objects.filter(finished_at=None)
    assert sorted(waiting.values_list("run", "cause")) == [(pk, "asked") for pk in ids(*runs[:3])]


def test_runs_go_to_the_trash_together_and_come_back_together(
    project: Project, runs: list[Run]
) -> None:
    delete_run(runs[5])
    done = change(project, Action.DELETE, *runs[:3])
    assert set(trash(project)) == {*runs[:3], runs[5]}
    assert bulk.undo(done, None).changed == 3
    assert set(trash(project)) == {runs[5]}


def test_undoing_leaves_what_was_restored_or_deleted_again_meanwhile(
    project: Project, runs: list[Run]
) -> None:
    done = change(project, Action.DELETE, *runs[:3])
    restore_run(runs[0])
    delete_run(restore_run(runs[1]))
    assert bulk.undo(done, None).changed == 1
    assert set(trash(project)) == {runs[1]}


def test_undoing_tags_leaves_those_that_runs_had_before(project: Project, runs: list[Run]) -> None:
    change(project, Action.ADD_TAGS, runs[0], tags=["a"])
    change(project, Action.ADD_TAGS, runs[1], tags=["b"])
    done = change(project, Action.ADD_TAGS, *runs[:3], tags=["a", "b"])
    assert bulk.undo(done, None).changed == 3
    assert [tags_of(run) for run in runs[:3]] == [{"a"}, {"b"}, set()]


def test_tags_that_were_taken_come_back_where_they_were(project: Project, runs: list[Run]) -> None:
    change(project, Action.ADD_TAGS, runs[0], tags=["a"])
    change(project, Action.ADD_TAGS, runs[1], tags=["a", "b"])
    done = change(project, Action.REMOVE_TAGS, *runs[:3], tags=["a", "b"])
    assert [tags_of(run) for run in runs[:3]] == [set(), set(), set()]
    again = bulk.undo(done, None)
    assert [tags_of(run) for run in runs[:3]] == [{"a"}, {"a", "b"}, set()]
    assert bulk.undo(again, None).changed == 2
    assert [tags_of(run) for run in runs[:3]] == [set(), set(), set()]


def test_undoing_tags_leaves_out_runs_that_are_in_the_trash(
    project: Project, runs: list[Run]
) -> None:
    done = change(project, Action.ADD_TAGS, *runs[:3], tags=["a"])
    delete_run(runs[0])
    undone = bulk.undo(done, None)
    assert (undone.asked, undone.found, undone.changed) == (3, 2, 2)
    assert [tags_of(run) for run in runs[:3]] == [{"a"}, set(), set()]


def test_many_batches_remember_all_that_they_tagged(
    project: Project, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    done = change(project, Action.ADD_TAGS, *runs, tags=["a"])
    done.refresh_from_db()
    assert sorted(done.links["a"]) == sorted(ids(*runs))


@pytest.mark.parametrize("action", Action.values)
def test_runs_of_other_projects_are_never_touched(
    action: str, project: Project, stranger: Run
) -> None:
    if action in (Action.RESTORE, Action.PURGE):
        delete_run(stranger)
    before = Run.objects.values().get(pk=stranger.pk)
    done = change(project, action, stranger, tags=["a"])
    assert (done.found, done.changed) == (0, 0)
    assert Run.objects.values().get(pk=stranger.pk) == before
    assert not stranger.analyses.exists() and tags_of(stranger) == set()


@pytest.mark.parametrize("action", Action.values)
def test_a_change_applies_to_the_table_or_to_the_trash_and_not_to_both(
    action: str, project: Project, runs: list[Run]
) -> None:
    delete_run(runs[0])
    done = change(project, action, runs[0], runs[1], tags=["a"])
    assert (done.asked, done.found) == (2, 1)


def test_a_large_change_is_left_to_a_worker(
    project: Project, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    waiting = change(project, Action.DELETE, *runs)
    assert waiting.finished_at is None
    assert bulk.unsent() == [waiting.pk]
    assert live_runs(project).count() == 6
    assert bulk.perform(waiting.pk)
    assert live_runs(project).count() == 0
    assert bulk.perform(waiting.pk) is False


def test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_stopped(
    project: Project, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    monkeypatch.setattr(bulk, "BATCH", 2)
    waiting = change(project, Action.ADD_TAGS, *runs, tags=["a"])
    bulk._make_batch(bulk.LEASES.claim(waiting.pk))
    assert bulk.perform(waiting.pk) is False
    BulkChange.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert bulk.perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.position, waiting.found, waiting.changed) == (6, 6, 6)


def test_a_batch_whose_lease_was_lost_is_undone(
    project: Project, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    waiting = change(project, Action.DELETE, *runs)
    claimed = bulk.LEASES.claim(waiting.pk)
    BulkChange.objects.update(lease=None)
    with pytest.raises(bulk.LeaseLostError):
        bulk._make_batch(claimed)
    assert live_runs(project).count() == 6


def test_a_fault_ends_the_change_and_is_kept(
    project: Project, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> int:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setitem(bulk._MAKE, Action.DELETE, fault)
    done = change(project, Action.DELETE, *runs)
    assert (done.state, done.error) == (State.FAILED, "RuntimeError: the disk is on fire")
    assert live_runs(project).count() == 6


@pytest.mark.parametrize("action", [a for a in Action.values if a != Action.PURGE])
def test_the_number_of_queries_does_not_grow_with_the_runs(action: str, project: Project) -> None:
    numbers = []
    for size in (3, 40):
        runs = [make_run(project, f"{size}-{number}") for number in range(size)]
        if action == Action.RESTORE:
            Run.objects.filter(pk__in=ids(*runs)).update(deleted_at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert change(project, action, *runs, tags=["a"]).found == size
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] < 30
