"""Files are announced, received once, and asked to be read when a log is whole."""

import io
import zipfile
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from experiments.downloads import original_log
from experiments.models import Project, Reading, Run, Upload
from experiments.services import intake, readings
from experiments.services.creation import UploadOptions
from experiments.services.intake import Announced, plain_path
from experiments.services.projects import create_project
from tests.logs import keras_csv

Outcome = Upload.Outcome
STORE = {
    "mlruns/0/abc/meta.yaml": b"run_name: brave\n",
    "mlruns/0/abc/metrics/loss": b"1700000000000 0.5 0\n1700000001000 0.4 1\n",
    "mlruns/0/abc/metrics/val_loss": b"1700000000000 0.6 0\n1700000001000 0.5 1\n",
}


@pytest.fixture
def project(db: None) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


@pytest.fixture
def batch() -> UUID:
    return uuid4()


def expect(project: Project, batch: UUID, files: dict[str, bytes]) -> dict[str, Upload]:
    announced = [Announced(path, len(data)) for path, data in files.items()]
    rows = intake.expect(project, None, batch, announced)
    return dict(zip(files, rows, strict=True))


def outcomes() -> dict[str, str]:
    return dict(Upload.objects.values_list("path", "outcome"))


def test_announced_files_are_expected_once(project: Project, batch: UUID) -> None:
    first = expect(project, batch, {"a.csv": b"x", "b.csv": b"y"})
    again = expect(project, batch, {"b.csv": b"y", "c.csv": b"z"})
    assert again["b.csv"] == first["b.csv"]
    assert outcomes() == dict.fromkeys(("a.csv", "b.csv", "c.csv"), Outcome.EXPECTED)


def test_two_files_of_one_name_are_told_apart(project: Project, batch: UUID) -> None:
    rows = intake.expect(project, None, batch, [Announced("log.csv", 3), Announced("log.csv", 3)])
    assert [row.path for row in rows] == ["log.csv", "log (2).csv"]


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("a/b.csv", "a/b.csv"),
        ("C:\\logs\\a.csv", "logs/a.csv"),
        ("../../etc/x", "etc/x"),
        ("/x//y/", "x/y"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_path_from_outside_becomes_a_plain_one(sent: str, path: str) -> None:
    assert plain_path(sent) == path


def test_a_log_of_several_files_is_read_when_the_last_has_come(
    project: Project, batch: UUID
) -> None:
    rows = expect(project, batch, STORE)
    *first, last = STORE
    for path in first:
        readings.take(rows[path], STORE[path])
    assert not Reading.objects.exists()
    assert not Run.objects.exists()

    readings.take(rows[last], STORE[last])

    run = Run.objects.get()
    assert {s.name for s in run.series.all()} == {"loss", "val_loss"}
    assert sorted(outcomes().values()) == [Outcome.PART, Outcome.PART, Outcome.STORED]
    assert run.upload.folder == "mlflow_store"


def test_the_same_folder_again_is_already_there(project: Project) -> None:
    for batch in (uuid4(), uuid4()):
        moved = {path.replace("abc", str(batch)[:3]): data for path, data in STORE.items()}
        for path, row in expect(project, batch, moved).items():
            readings.take(row, moved[path])
    assert Run.objects.count() == 1
    leads = Upload.objects.filter(lead=None).order_by("pk").values_list("outcome", flat=True)
    assert list(leads) == [Outcome.STORED, Outcome.ALREADY_THERE]


def test_other_bytes_under_the_same_name_are_not_lost(project: Project, batch: UUID) -> None:
    one, other = keras_csv(start=1.0), keras_csv(start=0.9)
    assert len(one) == len(other)
    for data in (one, other):
        [row] = expect(project, batch, {"log.csv": data}).values()
        readings.take(row, data)
    assert Run.objects.count() == 2


def test_a_file_that_is_larger_than_announced_is_refused_over_the_limit(
    project: Project, batch: UUID, settings: Settings
) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 100
    [row] = expect(project, batch, {"log.csv": b"x"}).values()
    assert readings.take(row, b"x" * 101).outcome == Outcome.REFUSED


def test_an_announced_file_over_the_limit_is_refused_at_once(
    project: Project, batch: UUID, settings: Settings
) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 100
    [row] = expect(project, batch, {"log.csv": b"x" * 101}).values()
    assert (row.outcome, "files up to" in row.reason) == (Outcome.REFUSED, True)


def test_what_never_came_is_forgotten_and_the_rest_of_its_log_read(
    project: Project, batch: UUID
) -> None:
    rows = expect(project, batch, STORE)
    lead = next(row for row in rows.values() if row.lead_id is None)
    for path, row in rows.items():
        if row != lead:
            readings.take(row, STORE[path])
    assert intake.forget_expected(project, batch) == 1
    readings.perform(Reading.objects.get().pk)
    assert not Upload.objects.filter(pk=lead.pk).exists()
    assert Run.objects.count() == 1


def test_options_reach_every_run(project: Project, batch: UUID) -> None:
    log = keras_csv()
    options = UploadOptions(tags=("sweep",))
    [row] = intake.expect(project, None, batch, [Announced("a.csv", len(log))], options=options)
    readings.take(row, log)
    assert [tag.name for tag in Run.objects.get().tags.all()] == ["sweep"]


def test_a_log_that_names_its_run_gives_the_name(project: Project, batch: UUID) -> None:
    for path, row in expect(project, batch, STORE).items():
        readings.take(row, STORE[path])
    assert Run.objects.get().name == "brave"


def test_a_pointer_in_a_folder_is_refused_by_name(project: Project, batch: UUID) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    files = STORE | {"mlruns/0/abc/metrics/loss": pointer}
    for path, row in expect(project, batch, files).items():
        readings.take(row, files[path])
    refused = Upload.objects.get(outcome=Outcome.REFUSED)
    assert (
        refused.reason == "metrics/loss is a Git LFS pointer: the file itself was not downloaded."
    )


def test_the_files_of_a_log_come_back_as_one_archive(project: Project, batch: UUID) -> None:
    for path, row in expect(project, batch, STORE).items():
        readings.take(row, STORE[path])
    response = original_log(Run.objects.get().upload)
    content = response.getvalue()
    response.close()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {path: archive.read(path) for path in archive.namelist()} == STORE
    assert response["Content-Disposition"] == 'attachment; filename="abc.zip"'


def test_names_that_are_numbered_already_stay_apart(project: Project, batch: UUID) -> None:
    files = [Announced("a.csv", 1), Announced("a.csv", 2), Announced("a (2).csv", 3)]
    rows = intake.expect(project, None, batch, files)
    assert len({row.path for row in rows}) == 3
    assert [row.size for row in rows] == [1, 2, 3]


def test_long_names_are_numbered_within_their_length(project: Project, batch: UUID) -> None:
    rows = intake.expect(project, None, batch, [Announced("x" * 2000, 1)] * 2)
    assert {len(row.path) for row in rows} == {1000}


def test_a_part_over_the_limit_refuses_its_log(
    project: Project, batch: UUID, settings: Settings
) -> None:
    rows = expect(project, batch, STORE)
    settings.LOSSACC_MAX_UPLOAD_BYTES = 100
    part = next(row for row in rows.values() if row.lead_id)
    lead = next(row for row in rows.values() if not row.lead_id)
    readings.take(part, b"x" * 101)
    readings.take(Upload.objects.get(pk=lead.pk), STORE[lead.path])
    assert sorted(outcomes().values()) == [Outcome.PART, Outcome.PART, Outcome.REFUSED]
    assert not Reading.objects.exists()


def test_members_of_an_archive_are_not_forgotten(project: Project, batch: UUID) -> None:
    [archive] = expect(project, batch, {"a.zip": b"x"}).values()
    readings.take(archive, b"x")
    intake.expect(project, None, batch, [Announced("b.csv", 1)], archive=archive)
    assert intake.forget_expected(project, batch) == 0
    assert Upload.objects.filter(archive=archive).count() == 1


def test_what_is_sent_is_the_senders(project: Project, batch: UUID) -> None:
    other = User.objects.create_user("other")
    [row] = expect(project, batch, {"log.csv": keras_csv()}).values()
    readings.take(row, keras_csv(), other)
    readings.take(Upload.objects.get(pk=row.pk), keras_csv(9, start=0.8), other)
    assert {run.created_by for run in Run.objects.all()} == {other}
