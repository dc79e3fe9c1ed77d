from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from experiments.models import Analysis, Predictions, Project, Run
from experiments.services import analyses, predictions
from experiments.services.predictions import add_predictions, perform, retry
from experiments.services.runs import create_runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file, npy_file, scores, two_candidates

State = Predictions.State


@pytest.fixture
def run(project: Project) -> Run:
    (run,) = create_runs(project, None, parsed_log(parsed_run(val_loss=[1.0, 0.5])))
    analyses.perform(run.analyses.get().pk)
    return run


def stored_files(data_dir: Path) -> list[Path]:
    return [file for file in (data_dir / "uploads").rglob("*") if file.is_file()]


def test_the_file_is_kept_byte_for_byte(run: Run, owner: User) -> None:
    sent = csv_file()
    kept = add_predictions(run, owner, sent, split="test", epoch=2.0)
    kept.refresh_from_db()
    with kept.file.open() as file:
        assert file.read() == sent.file.getvalue()
    assert (kept.split, kept.epoch, kept.name, kept.state) == ("test", 2.0, "val.csv", "queued")
    assert kept.uploaded_by == owner


def test_the_same_bytes_are_the_predictions_that_are_there(run: Run, data_dir: Path) -> None:
    first = add_predictions(run, None, csv_file())
    again = add_predictions(run, None, csv_file(name="copy.csv"))
    assert (again, again.batch) == (first, first.batch)
    assert len(stored_files(data_dir)) == 1


@pytest.mark.parametrize(
    "other", [{"epoch": 2.0}, {"split": "test"}, {"arrays": {"labels": "label"}}]
)
def test_for_another_epoch_split_or_array_they_are_others(run: Run, other: dict) -> None:
    assert add_predictions(run, None, csv_file()) != add_predictions(run, None, csv_file(), **other)


def test_the_same_bytes_of_another_run_are_others(run: Run, project: Project) -> None:
    (second,) = create_runs(project, None, parsed_log(parsed_run(val_loss=[1.0, 0.4])))
    assert add_predictions(run, None, csv_file()) != add_predictions(second, None, csv_file())


def test_other_labels_make_other_predictions(run: Run) -> None:
    labels, values = scores()
    sent = [
        add_predictions(
            run, None, npy_file(values, "probs.npy"), labels=npy_file(one, "labels.npy")
        )
        for one in (labels, labels, labels[::-1])
    ]
    assert sent[0] == sent[1] != sent[2]


@pytest.mark.parametrize("too_large", ["file", "labels"])
def test_a_file_over_the_limit_is_refused_with_its_size(
    run: Run, settings: Settings, data_dir: Path, too_large: str
) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    files = {"file": csv_file(), "labels": csv_file()}
    files[too_large] = ContentFile(bytes(2**20 + 2**18), name="big.npy")
    with pytest.raises(ValueError, match=r"big\.npy has 1\.2 MB; files up to 1 MB"):
        add_predictions(run, None, **files)
    assert stored_files(data_dir) == []


def test_a_name_from_outside_becomes_no_path(run: Run, data_dir: Path) -> None:
    kept = add_predictions(run, None, csv_file(name="..\\..\\etc\\val\x00.csv"))
    assert kept.name == "val\ufffd.csv"
    assert Path(kept.file.path).is_relative_to(data_dir / "uploads" / "predictions")


def test_deleting_deletes_the_files_and_reads_the_run_again(
    run: Run, data_dir: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    labels, values = scores()
    kept = add_predictions(
        run, None, npy_file(values, "probs.npy"), labels=npy_file(labels, "labels.npy")
    )
    assert perform(kept.pk)
    analyses.perform(run.analyses.first().pk)
    assert len(stored_files(data_dir)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        predictions.delete(kept)
    assert stored_files(data_dir) == []
    assert run.analyses.first().state == Analysis.State.QUEUED


def test_a_run_deleted_for_good_takes_the_files_along(
    run: Run, data_dir: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    add_predictions(run, None, csv_file())
    with django_capture_on_commit_callbacks(execute=True):
        run.project.delete()
    assert not Predictions.objects.exists()
    assert stored_files(data_dir) == []


def test_a_refused_file_is_read_again_with_arrays_named(run: Run) -> None:
    kept = add_predictions(run, None, two_candidates())
    assert perform(kept.pk)
    kept.refresh_from_db()
    assert kept.state == State.REFUSED
    assert "probs_first" in kept.reason + kept.advice
    assert retry(kept, {"probabilities": "probs_second", "logits": ""})
    assert perform(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.reason, kept.advice) == (State.DONE, "", "")
    assert kept.arrays == {"probabilities": "probs_second"}


def test_what_could_be_chosen_in_a_refused_file_is_kept_until_it_is_read(run: Run) -> None:
    kept = add_predictions(run, None, two_candidates())
    perform(kept.pk)
    kept.refresh_from_db()
    assert kept.choices["labels"] == ["labels"]
    assert kept.choices["scores"] == ["probs_first", "probs_second"]
    retry(kept, {"probabilities": "probs_second"})
    perform(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.choices) == (State.DONE, {})


def test_of_a_broken_file_nothing_can_be_chosen(run: Run) -> None:
    kept = add_predictions(run, None, ContentFile(b"PK\x03\x04broken", name="val.npz"))
    perform(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.choices["count"]) == (State.REFUSED, 0)


def test_trying_again_without_arrays_keeps_those_that_were_named(run: Run) -> None:
    kept = add_predictions(run, None, csv_file(), arrays={"labels": "missing"})
    perform(kept.pk)
    assert retry(kept)
    kept.refresh_from_db()
    assert (kept.state, kept.attempts, kept.arrays) == (State.QUEUED, 0, {"labels": "missing"})


def test_what_is_measured_or_waits_is_not_read_again(run: Run) -> None:
    kept = add_predictions(run, None, csv_file(), batch=uuid4())
    assert not retry(kept)
    perform(kept.pk)
    assert not retry(kept, {"labels": "other"})
    kept.refresh_from_db()
    assert (kept.state, kept.arrays) == (State.DONE, {})


def test_labels_may_come_in_a_file_of_their_own(run: Run) -> None:
    labels, values = scores()
    kept = add_predictions(
        run, None, npy_file(values, "probs.npy"), labels=npy_file(labels, "labels.npy")
    )
    assert perform(kept.pk)
    kept.refresh_from_db()
    assert kept.accuracy == pytest.approx(np.mean(values.argmax(axis=1) == labels))
