"""A worker reads a run anew when predictions come or go: likely, measured, likely again."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.facts import Facts
from experiments.models import Finding, Predictions, Project, Run
from experiments.predictions.measure import measure
from experiments.predictions.scores import Scores
from experiments.services import analyses
from experiments.services.predictions import delete
from experiments.services.runs import UploadOptions, create_runs
from tests.analysis.shapes import climbing, turning
from tests.logs import parsed_log, parsed_run
from tests.predictions.epochs import learned, scaled
from tests.predictions.stored import make_predictions

SCORES = learned()


@pytest.fixture
def run(project: Project) -> Run:
    log = parsed_log(parsed_run(val_loss=turning(60, 13), val_accuracy=climbing(60, speed=2)))
    (run,) = create_runs(project, None, log)
    analyses.perform(run.analyses.get().pk)
    return run


def measured(run: Run, epoch: float | None, scores: Scores, folder: Path) -> Predictions:
    path = folder / f"{epoch}.parquet"
    report = measure(scores, samples=path)
    numbers = {"n": report.n, "log_loss": report.log_loss, "accuracy": report.accuracy}
    row = make_predictions(run, epoch=epoch, report=report.as_json(), **numbers)
    row.samples.save("samples.parquet", ContentFile(path.read_bytes()))
    return row


@pytest.fixture
def both(run: Run, tmp_path: Path) -> tuple[Predictions, Predictions]:
    return measured(run, 14, SCORES, tmp_path), measured(run, 60, scaled(SCORES, 4), tmp_path)


def read_again(run: Run) -> Finding:
    analysis = analyses.request_analysis(run)
    assert analyses.perform(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.state == analyses.State.DONE, analysis.error
    run.refresh_from_db()
    return run.findings.get(rule="disagreement", split="val", verdict="yes")


def test_predictions_of_two_epochs_measure_the_cause(run: Run, both: tuple) -> None:
    found = read_again(run)
    assert found.evidence["cause"] == "measured"
    assert found.evidence["measured_epochs"] == [14, 60]
    assert "Measured with the predictions of epochs 14 and 60" in found.sentence
    assert "likely" not in run.verdict_body
    assert "Measured with the predictions of epochs 14 and 60" in run.verdict_body
    assert "Divide the logits of epoch 60 by T = " in run.verdict_advice


def test_what_is_measured_stays_when_the_run_is_read_again(run: Run, both: tuple) -> None:
    assert read_again(run).sentence == read_again(run).sentence
    assert read_again(run).evidence["cause"] == "measured"


def test_what_is_measured_goes_with_the_predictions(run: Run, both: tuple) -> None:
    read_again(run)
    delete(both[0])
    found = read_again(run)
    assert "cause" not in found.evidence
    assert "likely" in run.verdict_body


@pytest.mark.parametrize("epoch", [None, 20.0])
def test_predictions_that_cover_too_little_leave_it_likely(
    run: Run, tmp_path: Path, epoch: float | None
) -> None:
    measured(run, 14, SCORES, tmp_path)
    measured(run, epoch, scaled(SCORES, 4), tmp_path)
    assert "cause" not in read_again(run).evidence


def test_other_splits_do_not_explain_this_one(run: Run, both: tuple) -> None:
    run.predictions.update(split="test")
    assert "cause" not in read_again(run).evidence


def test_lost_files_are_named_and_do_not_stop_the_reading(run: Run, both: tuple) -> None:
    both[1].samples.storage.delete(both[1].samples.name)
    found = read_again(run)
    assert "predictions of epochs 14 and 60 cannot be opened any more: upload" in found.sentence
    assert "cause" not in found.evidence


def test_a_run_without_predictions_costs_one_query_more(run: Run) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_again(run)
    about_samples = [q["sql"] for q in asked if '"experiments_predictions"."samples"' in q["sql"]]
    assert len(about_samples) == 1


@pytest.fixture
def two_numbers(project: Project) -> Run:
    """One epoch, and far too high a loss for its accuracy."""
    numbers = parsed_log(parsed_run(val_loss=[2.0], val_accuracy=[0.99]))
    facts = Facts(classes=4, n_val=400, loss_kind="mean_cross_entropy")
    (run,) = create_runs(project, None, numbers, options=UploadOptions(facts=facts))
    analyses.perform(run.analyses.get().pk)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("epoch", [1, None])
def test_predictions_name_the_direction_of_a_miscalibration(
    two_numbers: Run, tmp_path: Path, epoch: float | None
) -> None:
    assert two_numbers.verdict == "miscalibrated"
    row = measured(two_numbers, epoch, scaled(SCORES, 4), tmp_path)
    analyses.perform(analyses.request_analysis(two_numbers).pk)
    two_numbers.refresh_from_db()
    assert (two_numbers.verdict, two_numbers.verdict_headline) == (
        "over_confident",
        "Over-confident",
    )
    assert ("The log says" in two_numbers.verdict_body) is (epoch is not None)
    delete(row)
    analyses.perform(analyses.request_analysis(two_numbers).pk)
    two_numbers.refresh_from_db()
    assert two_numbers.verdict == "miscalibrated"


def test_an_old_stored_report_leaves_the_curves_to_speak(two_numbers: Run, tmp_path: Path) -> None:
    row = measured(two_numbers, 1, scaled(SCORES, 4), tmp_path)
    row.report = {"words": {"headline": "As it was told then."}}
    row.save()
    analysis = analyses.request_analysis(two_numbers)
    analyses.perform(analysis.pk)
    two_numbers.refresh_from_db()
    analysis.refresh_from_db()
    assert (analysis.state, two_numbers.verdict) == (analyses.State.DONE, "miscalibrated")
