from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from experiments.models import Project, Run, Upload
from experiments.parsers.log import ParsedLog
from experiments.queries import series_of
from experiments.services import readings, uploads
from experiments.services.analyses import perform
from experiments.services.projects import create_project
from experiments.services.remapping import remap
from experiments.services.runs import delete_run, move_run
from tests.logs import keras_csv

Outcome = Upload.Outcome


def send(project: Project, data: bytes, name: str = "log.csv", batch: UUID | None = None) -> Upload:
    user = project.memberships.get().user
    return readings.receive(project, user, batch or uuid4(), name, data)


def kept(upload: Upload) -> bytes:
    with upload.file.open() as file:
        return file.read()


def test_a_log_is_stored_and_kept_byte_for_byte(project: Project, batch: UUID) -> None:
    upload = send(project, keras_csv(), "C:\\logs\\resnet.csv", batch)
    assert (upload.outcome, upload.name, upload.batch) == (Outcome.STORED, "resnet.csv", batch)
    assert upload.format == "keras_csv"
    run = upload.runs.get()
    assert (run.name, run.epoch_count, upload.target_run) == ("resnet", 6, run)
    assert kept(upload) == keras_csv()


def test_a_file_of_the_form_is_read_from_its_beginning(project: Project, batch: UUID) -> None:
    file = SimpleUploadedFile("log.csv", keras_csv())
    file.read(10)
    upload = readings.receive(project, None, batch, file.name, file)
    assert upload.outcome == Outcome.STORED
    assert kept(upload) == keras_csv()


def test_options_reach_the_run(project: Project, batch: UUID) -> None:
    options = uploads.UploadOptions(name="mine", tags=("a",))
    upload = readings.receive(project, None, batch, "log.csv", keras_csv(), options=options)
    run = upload.runs.get()
    assert (run.name, [tag.name for tag in run.tags.all()]) == ("mine", ["a"])


def test_a_bad_file_is_refused_with_what_and_where_and_kept(project: Project) -> None:
    data = b"epoch,loss\n0,0.5\n1,abc\n"
    upload = send(project, data)
    assert upload.outcome == Outcome.REFUSED
    assert upload.reason
    assert upload.advice
    assert upload.line == 3
    assert kept(upload) == data
    assert not Run.objects.exists()


def test_an_empty_file_is_refused(project: Project) -> None:
    assert send(project, b"").outcome == Outcome.REFUSED


def test_a_file_over_the_limit_is_refused_unread_and_not_kept(
    project: Project, settings: Settings
) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    upload = send(project, b"x" * (2**20 + 2**19))
    assert upload.outcome == Outcome.REFUSED
    assert upload.reason == "The file has 1.5 MB; files up to 1 MB are read."
    assert not upload.file


def test_a_fault_in_a_parser_is_told_and_does_not_stop_other_files(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str, data: bytes) -> ParsedLog:
        raise RecursionError("deep")

    monkeypatch.setattr(uploads, "read_log", broken)
    upload = send(project, keras_csv())
    assert (upload.outcome, "fault in lossacc" in upload.reason) == (Outcome.REFUSED, True)
    assert "deep" in caplog.text


def test_a_file_over_the_limit_sent_twice_by_one_form_is_told_once(
    project: Project, batch: UUID, settings: Settings
) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    sizes = (2**20 + 1, 2**20 + 1, 2**20 + 2)
    told = [send(project, b"x" * size, batch=batch).pk for size in sizes]
    assert told[0] == told[1] != told[2]


def test_a_name_from_outside_never_becomes_a_path(project: Project, data_dir: Path) -> None:
    upload = send(project, keras_csv(), "../../etc/pass\x00wd")
    assert upload.name == "pass\ufffdwd"
    assert Path(upload.file.path).is_relative_to(data_dir / "uploads")


def test_the_same_bytes_are_already_there(project: Project) -> None:
    first = send(project, keras_csv())
    second = send(project, keras_csv(), "copy.csv")
    assert (second.outcome, second.target_run) == (Outcome.ALREADY_THERE, first.target_run)
    assert second.format_title == first.format_title
    assert kept(second) == keras_csv()
    assert Run.objects.count() == 1


def test_the_same_bytes_of_a_deleted_run_lead_to_it(project: Project) -> None:
    run = send(project, keras_csv()).target_run
    delete_run(run)
    again = send(project, keras_csv())
    assert (again.outcome, again.target_run) == (Outcome.ALREADY_THERE, run)
    assert again.target_run.deleted_at is not None


def test_the_same_bytes_in_another_project_are_a_run_of_its_own(
    project: Project, owner: User
) -> None:
    send(project, keras_csv())
    assert send(create_project(owner, "Other"), keras_csv()).outcome == Outcome.STORED


def test_a_moved_run_is_already_there_where_it_is_now(project: Project, owner: User) -> None:
    run = send(project, keras_csv()).target_run
    other = create_project(owner, "Other")
    move_run(run, other)
    assert send(other, keras_csv()).target_run == run
    assert send(project, keras_csv()).outcome == Outcome.STORED


def test_the_same_bytes_as_a_file_of_several_runs_lead_to_one_that_lives(
    project: Project,
) -> None:
    rows = b"run,epoch,loss\na,1,0.9\na,2,0.5\nb,1,0.8\nb,2,0.3\n"
    upload = send(project, rows)
    first, *others = upload.runs.order_by("position_in_upload")
    delete_run(first)
    again = send(project, rows)
    assert again.target_run == (others[0] if others else first)


def test_a_form_that_is_sent_twice_has_one_outcome(project: Project, batch: UUID) -> None:
    first = send(project, keras_csv(), batch=batch)
    assert send(project, keras_csv(), batch=batch) == first
    assert Upload.objects.count() == 1


def test_a_longer_log_of_the_same_run_is_an_extension(project: Project) -> None:
    run = send(project, keras_csv(4)).target_run
    upload = send(project, keras_csv(6))
    assert (upload.outcome, upload.target_run) == (Outcome.EXTENDS, run)
    assert run.epochs.count() == 4
    assert Run.objects.count() == 1


def test_an_extension_updates_the_run_once_it_is_wanted(project: Project) -> None:
    run = send(project, keras_csv(4)).target_run
    perform(run.analyses.get().pk)
    upload = send(project, keras_csv(6))
    uploads.apply_extension(upload)
    run.refresh_from_db()
    upload.refresh_from_db()
    assert upload.outcome == Outcome.UPDATED
    assert (run.upload, run.epoch_count, run.epochs.count()) == (upload, 6, 6)
    assert all(len(s.value) == 6 for s in series_of(run))
    assert run.analyses.filter(finished_at__isnull=True).count() == 1


def test_both_versions_of_an_updated_run_are_already_there(project: Project) -> None:
    run = send(project, keras_csv(4)).target_run
    uploads.apply_extension(send(project, keras_csv(6)))
    for epochs in (4, 6):
        again = send(project, keras_csv(epochs))
        assert (again.outcome, again.target_run) == (Outcome.ALREADY_THERE, run)


def test_an_extension_can_be_a_run_of_its_own(project: Project) -> None:
    first = send(project, keras_csv(4)).target_run
    upload = send(project, keras_csv(6))
    (run,) = uploads.store_separately(upload, None)
    upload.refresh_from_db()
    assert (upload.outcome, upload.target_run, run.epoch_count) == (Outcome.STORED, run, 6)
    assert run != first
    assert run.name == "log (2)"


def test_an_extension_is_answered_once(project: Project) -> None:
    send(project, keras_csv(4))
    upload = send(project, keras_csv(6))
    uploads.apply_extension(upload)
    with pytest.raises(ValueError, match="changed meanwhile"):
        uploads.apply_extension(upload)
    with pytest.raises(ValueError, match="dealt with already"):
        uploads.store_separately(upload, None)
    assert Run.objects.count() == 1


def test_an_extension_of_a_run_that_went_on_otherwise_is_refused(project: Project) -> None:
    run = send(project, keras_csv(4)).target_run
    upload = send(project, keras_csv(6))
    run.series.get(name="val_loss").chunks.all().delete()
    run.series.filter(name="val_loss").update(name="other")
    with pytest.raises(ValueError, match="changed meanwhile"):
        uploads.apply_extension(upload)


def test_an_extension_keeps_how_a_person_reads_the_columns(project: Project) -> None:
    run = send(project, keras_csv(4)).target_run
    remap(run, {"val_loss": ("loss", "test")})
    upload = send(project, keras_csv(6))
    assert upload.outcome == Outcome.EXTENDS
    uploads.apply_extension(upload)
    assert run.series.get(name="val_loss").split == "test"
    assert run.epochs.exclude(test_loss=None).count() == 6


def test_another_training_with_the_same_columns_is_no_extension(project: Project) -> None:
    send(project, keras_csv(4, start=0.9))
    assert send(project, keras_csv(6, start=1.1)).outcome == Outcome.STORED


def test_a_training_that_differs_in_its_second_epoch_is_no_extension(project: Project) -> None:
    lines = keras_csv(4).splitlines()
    other = b"\n".join([*lines[:2], lines[3].replace(b"2,", b"1,", 1), lines[3]])
    send(project, other)
    assert send(project, keras_csv(6)).outcome == Outcome.STORED


def test_a_shorter_log_is_no_extension(project: Project) -> None:
    send(project, keras_csv(6))
    assert send(project, keras_csv(4)).outcome == Outcome.STORED


def test_a_deleted_run_is_not_extended(project: Project) -> None:
    delete_run(send(project, keras_csv(4)).target_run)
    assert send(project, keras_csv(6)).outcome == Outcome.STORED


@pytest.mark.parametrize("deleted", [True, False])
def test_a_run_that_left_the_project_before_the_answer_is_not_changed(
    project: Project, owner: User, deleted: bool
) -> None:
    run = send(project, keras_csv(4)).target_run
    extension = send(project, keras_csv(6))
    assert extension.target_run == run
    delete_run(run) if deleted else move_run(run, create_project(owner, "Secret"))
    with pytest.raises(ValueError, match="in the trash or in another project"):
        uploads.apply_extension(extension)
    run.refresh_from_db()
    assert (run.epoch_count, Upload.objects.get(pk=extension.pk).outcome) == (4, "extends")
    assert uploads.store_separately(extension, owner)[0].project == project
