"""Large logs and archives are read by workers, whose death loses nothing."""

import io
import time
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from experiments import tasks
from experiments.models import Project, Reading, Run, Upload
from experiments.services import readings
from experiments.services.projects import create_project
from tests.live import Stack
from tests.logs import keras_csv

Outcome = Upload.Outcome
DONE_WITHIN = 60


def large_log() -> bytes:
    log = keras_csv(40_000)
    assert len(log) > readings.AT_ONCE
    return log


def packed(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(count):
            archive.writestr(f"runs/run{number}/metrics.csv", keras_csv(6, start=1 + number))
        archive.writestr("runs/readme.txt", "nothing")
    return file.getvalue()


def send(project: Project, data: bytes, name: str) -> Upload:
    return readings.receive(project, None, uuid4(), name, data)


@pytest.fixture
def project(db: None) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


def test_a_large_log_waits_for_a_worker(project: Project) -> None:
    upload = send(project, large_log(), "log.csv")
    assert upload.outcome == Outcome.WAITING
    assert readings.unsent() == [upload.reading.pk]

    assert readings.perform(upload.reading.pk)

    assert Run.objects.get().epoch_count == 40_000
    assert readings.unsent() == []
    assert not readings.perform(upload.reading.pk)


def test_an_archive_becomes_a_run_for_each_log_in_it(project: Project) -> None:
    archive = send(project, packed(3), "runs.zip")
    assert archive.outcome == Outcome.WAITING
    readings.perform(archive.reading.pk)
    for pk in readings.unsent():
        readings.perform(pk)

    archive.refresh_from_db()
    assert archive.outcome == Outcome.UNPACKED
    assert sorted(Run.objects.values_list("name", flat=True)) == ["run0", "run1", "run2"]
    refused = Upload.objects.get(outcome=Outcome.REFUSED)
    assert (refused.path, refused.archive) == ("runs/readme.txt", archive)


def test_an_archive_unpacked_twice_gives_each_run_once(project: Project) -> None:
    archive = send(project, packed(2), "runs.zip")
    readings.perform(archive.reading.pk)
    Reading.objects.filter(upload=archive).update(state="queued", finished_at=None)
    readings.perform(archive.reading.pk)
    for pk in readings.unsent():
        readings.perform(pk)
    assert Run.objects.count() == 2
    assert Upload.objects.count() == 4


def test_an_archive_within_an_archive_is_refused_with_what_to_do(project: Project) -> None:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", packed(1))
    upload = send(project, outer.getvalue(), "outer.zip")
    readings.perform(upload.reading.pk)
    for pk in readings.unsent():
        readings.perform(pk)
    inner = Upload.objects.get(name="inner.zip")
    assert (inner.outcome, inner.advice) == (
        Outcome.REFUSED,
        "Unpack it and upload the log files in it.",
    )


def test_a_broken_archive_is_refused_as_a_whole(project: Project) -> None:
    upload = send(project, packed(2)[:-30], "runs.zip")
    readings.perform(upload.reading.pk)
    upload.refresh_from_db()
    assert (upload.outcome, "cannot be unpacked" in upload.reason) == (Outcome.REFUSED, True)
    assert not Run.objects.exists()


def test_a_reading_that_killed_its_workers_is_given_up_and_told(project: Project) -> None:
    upload = send(project, large_log(), "log.csv")
    past = timezone.now() - 2 * readings.LEASE
    Reading.objects.update(
        state="running", attempts=readings.MOST_ATTEMPTS, lease=uuid4(), lease_until=past
    )
    assert readings.sweep() == []
    upload.refresh_from_db()
    assert upload.outcome == Outcome.REFUSED
    assert "The worker stopped in the middle of it 3 times." in upload.reason


def test_a_worker_that_lost_its_lease_stores_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send(project, large_log(), "log.csv")
    read = readings.uploads.read

    def taken_over(*args: object, **kwargs: object) -> Upload:
        Reading.objects.update(lease=uuid4())
        return read(*args, **kwargs)

    monkeypatch.setattr(readings.uploads, "read", taken_over)
    assert not readings.perform(upload.reading.pk)
    assert not Run.objects.exists()


def test_a_fault_is_told_and_kept_in_the_log(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> bool:
        raise RecursionError("deep")

    upload = send(project, large_log(), "log.csv")
    monkeypatch.setattr(readings, "is_packed", broken)
    readings.perform(upload.reading.pk)
    upload.refresh_from_db()
    assert (upload.outcome, "fault in lossacc" in upload.reason) == (Outcome.REFUSED, True)
    assert "deep" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_workers_killed_in_the_middle_of_an_archive_lose_nothing(workers: Stack) -> None:
    project = create_project(User.objects.create_user("owner"), "Cats")
    upload = send(project, packed(40), "runs.zip")
    tasks.wake()
    _wait(Run.objects.exists)
    workers.kill("worker")
    workers.start_worker()
    _wait(lambda: Run.objects.exclude(verdict="").count() == 40)
    upload.refresh_from_db()
    assert upload.outcome == Outcome.UNPACKED
    assert Run.objects.count() == 40


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DONE_WITHIN
    while not condition():
        assert time.monotonic() < end, list(Reading.objects.values_list("state", "error"))
        time.sleep(0.1)


def test_a_fault_of_a_worker_that_lost_its_lease_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send(project, large_log(), "log.csv")

    def overtaken(reading: Reading) -> bool:
        Reading.objects.update(lease=uuid4())
        raise RecursionError("deep")

    monkeypatch.setattr(readings, "_read", overtaken)
    assert not readings.perform(upload.reading.pk)
    upload.refresh_from_db()
    assert upload.outcome == Outcome.WAITING


def test_of_an_archive_with_a_damaged_member_nothing_is_waited_for(project: Project) -> None:
    data = bytearray(packed(3))
    # Members are stored as they are; the last run's is damaged.
    data[data.rindex(b"epoch,accuracy")] ^= 1
    upload = send(project, bytes(data), "runs.zip")
    readings.perform(upload.reading.pk)
    for pk in readings.unsent():
        readings.perform(pk)
    upload.refresh_from_db()
    assert (upload.outcome, "is damaged" in upload.reason) == (Outcome.REFUSED, True)
    assert not Upload.objects.filter(outcome__in=(Outcome.EXPECTED, Outcome.WAITING)).exists()
    assert Run.objects.count() == 2
