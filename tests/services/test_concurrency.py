"""Many writers at once, each with a connection of its own, on whichever database the tests run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from experiments.facts import Facts
from experiments.models import Analysis, Project, Run, SeriesChunk, Upload
from experiments.services.analyses import perform, request_analysis
from experiments.services.projects import create_project
from experiments.services.readings import receive
from experiments.services.runs import create_runs, set_facts
from experiments.services.uploads import apply_extension
from tests.logs import keras_csv, parsed_log, parsed_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(transactional_db: None) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """What each of `count` threads returns that begin at the same moment."""
    barrier = Barrier(count)

    def one(number: int) -> object:
        try:
            barrier.wait(timeout=20)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.parametrize("same_batch", [True, False])
def test_a_file_sent_twice_at_once_is_one_run(project: Project, same_batch: bool) -> None:
    batches = [uuid4()] * 6 if same_batch else [uuid4() for _ in range(6)]
    received = at_once(6, lambda n: receive(project, None, batches[n], "log.csv", keras_csv()))
    assert Run.objects.count() == 1
    run = Run.objects.get()
    outcomes = Upload.objects.filter(pk__in=[upload.pk for upload in received])
    assert set(outcomes.values_list("target_run", flat=True)) == {run.pk}
    assert [u.outcome for u in Upload.objects.all()].count(Upload.Outcome.STORED) == 1
    assert Upload.objects.count() == len(set(batches))
    for upload in received:
        with upload.file.open() as file:
            assert file.read() == keras_csv()


@pytest.mark.parametrize("outcome", ["refused", "extends"])
def test_a_file_that_is_not_stored_is_told_once_for_a_form_sent_twice_at_once(
    project: Project, outcome: str
) -> None:
    receive(project, None, uuid4(), "log.csv", keras_csv(4))
    data, batch = {"refused": b"no log", "extends": keras_csv(6)}[outcome], uuid4()
    received = at_once(6, lambda _: receive(project, None, batch, "log.csv", data))
    upload = Upload.objects.get(batch=batch)
    assert (upload.outcome, {one.pk for one in received}) == (outcome, {upload.pk})
    with upload.file.open() as file:
        assert file.read() == data


def test_no_run_is_lost_when_many_are_stored_at_once(project: Project) -> None:
    def store(number: int) -> list[UUID]:
        log = parsed_log(parsed_run(loss=[1.0, 0.5], val_loss=[1.0, float(number)]))
        return [create_runs(project, None, log)[0].uuid for _ in range(20)]

    stored = [uuid for uuids in at_once(8, store) for uuid in uuids]
    assert len(stored) == Run.objects.filter(uuid__in=stored).count() == 160
    assert SeriesChunk.objects.count() == 320
    assert Analysis.objects.count() == 160
    assert len(set(Run.objects.values_list("name", flat=True))) == 160


def test_one_analysis_is_done_by_one_worker(project: Project) -> None:
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[1.0, 0.5])))
    pk = run.analyses.get().pk
    assert at_once(6, lambda _: perform(pk)).count(True) == 1
    assert run.analyses.get().attempts == 1


def test_many_who_ask_at_once_get_one_open_analysis(project: Project) -> None:
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[1.0, 0.5])))
    perform(run.analyses.get().pk)
    asked = at_once(6, lambda _: request_analysis(run).pk)
    assert len(set(asked)) == 1
    assert run.analyses.count() == 2


def test_a_report_stored_while_others_ask_anew_waits_for_nobody_in_a_ring(
    project: Project,
) -> None:
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[1.0, 0.5])))

    def act(number: int) -> None:
        for _ in range(8):
            perform(request_analysis(run).pk) if number % 2 else edit_and_ask(run.pk)

    at_once(6, act)
    assert run.analyses.filter(finished_at__isnull=True).count() <= 1


def edit_and_ask(pk: int) -> None:
    """As remapping does: holds the run for a while, then asks."""
    set_facts(Run.objects.get(pk=pk), Facts(classes=10))


def test_an_extension_answered_twice_at_once_is_carried_out_once(project: Project) -> None:
    receive(project, None, uuid4(), "log.csv", keras_csv(4))
    pk = receive(project, None, uuid4(), "log.csv", keras_csv(6)).pk

    def answer(_: int) -> str:
        try:
            apply_extension(Upload.objects.get(pk=pk))
        except ValueError:
            return "told"
        return "done"

    assert sorted(at_once(4, answer)) == ["done", "told", "told", "told"]
    run = Run.objects.get()
    assert (run.epoch_count, run.series.count(), run.epochs.count()) == (6, 4, 6)


def test_two_extensions_of_one_run_answered_at_once_leave_one_of_them_whole(
    project: Project,
) -> None:
    receive(project, None, uuid4(), "log.csv", keras_csv(4))
    longer = [receive(project, None, uuid4(), "log.csv", keras_csv(n)).pk for n in (6, 8)]

    def answer(number: int) -> int:
        try:
            apply_extension(Upload.objects.get(pk=longer[number]))
        except ValueError:
            return 0
        return 1

    at_once(2, answer)
    run = Run.objects.get()
    assert run.upload_id in longer
    epochs = 6 if run.upload_id == longer[0] else 8
    assert (run.epoch_count, run.epochs.count()) == (epochs, epochs)
    assert [s.count for s in run.series.all()] == [epochs] * 4


def test_projects_of_one_name_made_at_once_have_addresses_of_their_own(project: Project) -> None:
    owner = project.memberships.get().user
    slugs = at_once(5, lambda _: create_project(owner, "Dogs").slug)
    assert sorted(slugs) == ["dogs", "dogs-2", "dogs-3", "dogs-4", "dogs-5"]
