import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from experiments.facts import Facts
from experiments.models import Analysis, Predictions, Project, Run
from experiments.predictions.report import VERSION, Report
from experiments.predictions.samples import read_samples
from experiments.queries import facts_of
from experiments.services import analyses, measurement, prediction_lease
from experiments.services.measurement import perform
from experiments.services.prediction_lease import (
    LeaseLostError,
    claim,
    mark_sent,
    signs_of_life,
    sweep,
    unsent,
)
from experiments.services.predictions import add_predictions, measure_outdated
from experiments.services.runs import create_runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file, npz_file, scores

State, Phase = Predictions.State, Predictions.Phase


@pytest.fixture
def run(project: Project) -> Run:
    (run,) = create_runs(project, None, parsed_log(parsed_run(val_loss=[1.0, 0.5])))
    analyses.perform(run.analyses.get().pk)
    return run


@pytest.fixture
def waiting(run: Run) -> Predictions:
    return add_predictions(run, None, csv_file())


def let_lease_run_out(predictions: Predictions) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Predictions.objects.filter(pk=predictions.pk).update(
        lease_until=past, sent_at=past - prediction_lease.SEND_AGAIN
    )


def scratch_folders(data_dir: Path) -> list[Path]:
    return list((data_dir / "tmp").iterdir())


def test_what_was_measured_is_stored_in_columns_and_as_a_report(
    run: Run, waiting: Predictions
) -> None:
    assert perform(waiting.pk)
    waiting.refresh_from_db()
    labels, values = scores()
    p_true = values[np.arange(60), labels]
    assert (waiting.state, waiting.version, waiting.attempts) == (State.DONE, VERSION, 1)
    assert (waiting.n, waiting.classes, waiting.kind) == (60, 3, "probabilities")
    assert waiting.log_loss == pytest.approx(-np.log(p_true).mean(), rel=1e-6)
    assert waiting.accuracy == np.mean(values.argmax(axis=1) == labels)
    assert waiting.majority == np.bincount(labels).max() / 60
    report = Report.from_json(waiting.report)
    assert report.log_loss == waiting.log_loss
    assert (report.words.headline, report.before.ece) == (waiting.headline, waiting.ece)
    assert waiting.progress == 1.0
    assert waiting.seconds > 0


def test_the_loss_of_each_sample_is_stored(waiting: Predictions) -> None:
    perform(waiting.pk)
    waiting.refresh_from_db()
    samples = read_samples(Path(waiting.samples.path))
    assert samples.loss.mean() == pytest.approx(waiting.log_loss)
    assert len(samples.ids) == 60


def test_the_run_is_read_again_with_what_they_tell(run: Run, waiting: Predictions) -> None:
    assert facts_of(run) == Facts()
    perform(waiting.pk)
    majority = np.bincount(scores()[0]).max() / 60
    assert facts_of(run) == Facts(classes=3, n_val=60, majority=majority)
    assert run.analyses.first().state == Analysis.State.QUEUED


def test_a_refusal_names_the_place_and_what_to_do(run: Run, data_dir: Path) -> None:
    broken = ContentFile(b"label,prob_a,prob_b\na,0.5,0.5\nb,0.9,nan\n", name="broken.csv")
    kept = add_predictions(run, None, broken)
    assert perform(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.line) == (State.REFUSED, 3)
    assert kept.reason
    assert kept.advice
    assert kept.finished_at is not None
    assert not kept.samples
    assert scratch_folders(data_dir) == []


def test_a_refusal_leaves_the_facts_and_the_verdict_alone(run: Run) -> None:
    kept = add_predictions(run, None, ContentFile(b"", name="empty.csv"))
    perform(kept.pk)
    kept.refresh_from_db()
    assert kept.state == State.REFUSED
    assert run.analyses.first().state == Analysis.State.DONE


def test_a_fault_is_told_and_leaves_nothing_behind(
    waiting: Predictions, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Report:
        raise ZeroDivisionError("no samples")

    monkeypatch.setattr(measurement, "measure", broken)
    assert perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (State.FAILED, "ZeroDivisionError: no samples")
    assert scratch_folders(data_dir) == []
    assert not waiting.samples


def test_it_is_done_once(waiting: Predictions) -> None:
    assert perform(waiting.pk)
    assert not perform(waiting.pk)


def test_two_workers_do_not_hold_one_file(waiting: Predictions) -> None:
    assert claim(waiting.pk) is not None
    assert claim(waiting.pk) is None
    assert not perform(waiting.pk)


def test_a_lease_that_ran_out_goes_to_the_next_worker(waiting: Predictions) -> None:
    claim(waiting.pk)
    assert sweep() == []
    let_lease_run_out(waiting)
    assert sweep() == [waiting.pk]
    assert perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == (State.DONE, 2)


def test_a_worker_that_lost_its_lease_stops_and_stores_nothing(
    waiting: Predictions, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = measurement.measure

    def slow(*args: object, **options: object) -> Report:
        let_lease_run_out(waiting)
        assert claim(waiting.pk) is not None
        return real(*args, **options)

    monkeypatch.setattr(measurement, "measure", slow)
    monkeypatch.setattr(prediction_lease, "SECONDS_BETWEEN_SIGNS", 0.0)
    assert not perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.report) == (State.RUNNING, 2, {})
    assert scratch_folders(data_dir) == []


def test_a_worker_that_comes_back_late_drops_its_samples(
    waiting: Predictions, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = measurement.store_report

    def late(*args: object, **options: object) -> bool:
        let_lease_run_out(waiting)
        assert claim(waiting.pk) is not None
        return real(*args, **options)

    monkeypatch.setattr(measurement, "store_report", late)
    assert not perform(waiting.pk)
    kept = [file for file in (data_dir / "uploads").rglob("*") if file.is_file()]
    assert kept == [Path(waiting.file.path)]


def test_deleted_while_it_is_measured_it_stops(
    waiting: Predictions, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = measurement.measure

    def meanwhile(*args: object, **options: object) -> Report:
        Predictions.objects.all().delete()
        return real(*args, **options)

    monkeypatch.setattr(measurement, "measure", meanwhile)
    assert not perform(waiting.pk)


def test_a_sign_of_life_renews_the_lease_and_tells_how_far_it_is(waiting: Predictions) -> None:
    held = claim(waiting.pk)
    let_lease_run_out(waiting)
    tell = signs_of_life(held, Phase.MEASURING)
    waiting.refresh_from_db()
    assert (waiting.phase, waiting.progress) == (Phase.MEASURING, 0.5)
    assert waiting.lease_until > timezone.now()
    tell(1.0)
    waiting.refresh_from_db()
    assert waiting.progress == 0.5, "written again within half a second"


def test_a_sign_of_life_without_a_lease_is_refused(waiting: Predictions) -> None:
    held = claim(waiting.pk)
    held.lease = uuid4()
    with pytest.raises(LeaseLostError):
        signs_of_life(held, Phase.READING)


def test_a_file_that_kills_its_workers_is_given_up(waiting: Predictions) -> None:
    for _ in range(prediction_lease.MOST_ATTEMPTS):
        assert claim(waiting.pk) is not None
        let_lease_run_out(waiting)
    assert claim(waiting.pk) is None
    assert sweep() == []
    waiting.refresh_from_db()
    assert waiting.state == State.FAILED
    assert waiting.error.startswith("The worker stopped in the middle of it 3 times.")


def test_what_a_killed_worker_left_is_removed_by_the_next(
    run: Run, waiting: Predictions, data_dir: Path
) -> None:
    dead = claim(waiting.pk)
    held = claim(add_predictions(run, None, csv_file(seed=1)).pk)
    left = [data_dir / "tmp" / f"predictions-{one.lease}" for one in (dead, held)]
    for folder in left:
        (folder / "arrays").mkdir(parents=True)
    let_lease_run_out(waiting)
    assert perform(waiting.pk)
    assert scratch_folders(data_dir) == [left[1]]
    shutil.rmtree(left[1])


def test_what_was_never_sent_waits(waiting: Predictions) -> None:
    assert unsent() == sweep() == [waiting.pk]
    mark_sent(waiting.pk)
    assert unsent() == sweep() == []
    long_ago = timezone.now() - prediction_lease.SEND_AGAIN - timedelta(seconds=1)
    Predictions.objects.update(sent_at=long_ago)
    assert sweep() == [waiting.pk]


def test_text_that_no_database_keeps_is_made_storable(run: Run) -> None:
    labels, values = scores()
    ids = np.array([f"a\x00b{i}" for i in range(60)])
    kept = add_predictions(run, None, npz_file(labels=labels, probs=values, ids=ids))
    assert perform(kept.pk)
    kept.refresh_from_db()
    assert kept.state == State.DONE
    assert "\x00" not in kept.report["hardest"][0]["id"]


def test_what_older_measures_have_measured_is_measured_again(
    waiting: Predictions, data_dir: Path, django_capture_on_commit_callbacks
) -> None:
    perform(waiting.pk)
    assert measure_outdated() == 0
    Predictions.objects.update(version="0")
    before = Predictions.objects.get()
    assert measure_outdated() == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.version) == (State.DONE, VERSION)
    assert waiting.report == before.report
    samples = list((data_dir / "uploads").rglob("*.parquet"))
    assert samples == [Path(waiting.samples.path)]
    assert waiting.samples.name != before.samples.name


def test_a_file_that_is_lost_is_told_without_its_place(waiting: Predictions) -> None:
    Path(waiting.file.path).unlink()
    perform(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.FAILED
    assert waiting.error.startswith("The file as it was received is no longer on the disk.")
