"""Predictions read and measured by a worker, and stored once.

A worker that lost its lease stops at its next sign of life and stores nothing.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, transaction

from experiments.models import Predictions
from experiments.parsers.errors import ParseError
from experiments.predictions.measure import measure
from experiments.predictions.readers import (
    Arrays,
    Choices,
    ReadPredictions,
    read_arrays,
    read_choices,
    read_predictions,
)
from experiments.predictions.report import Report
from experiments.queries_predictions import open_predictions
from experiments.services.analyses import Cause, request_analysis
from experiments.services.locks import lock_run
from experiments.services.prediction_lease import LeaseLostError, claim, finish, signs_of_life
from experiments.services.text import storable, storable_json

SCRATCH = "predictions-"

State, Phase = Predictions.State, Predictions.Phase
log = logging.getLogger(__name__)


def perform(predictions_id: int) -> bool:
    """Reads and measures one file; False where it is another worker's, done, or gone."""
    predictions = claim(predictions_id)
    if predictions is None:
        return False
    started = time.monotonic()
    try:
        with _scratch(predictions.lease) as scratch:
            read, report, samples = _measured(predictions, scratch)
            seconds = time.monotonic() - started
            return store_report(predictions, read, report, samples, seconds=seconds)
    except LeaseLostError:
        return False
    except ParseError as refusal:
        return store_refusal(predictions, refusal, _choices(predictions))
    except DatabaseError:
        raise
    except Exception as exc:
        log.exception("measuring predictions %s failed", predictions.uuid)
        return finish(predictions, state=State.FAILED, error=storable(_said(predictions, exc)))


def store_report(
    predictions: Predictions,
    read: ReadPredictions,
    report: Report,
    samples: Path,
    *,
    seconds: float,
) -> bool:
    """Stores what was measured; False, and nothing stored, where the lease is not ours."""
    kept, before = predictions.samples, predictions.samples.name
    with samples.open("rb") as file:
        kept.save(samples.name, File(file), save=False)
    finished = False
    try:
        with transaction.atomic():
            lock_run(predictions.run)
            columns = _columns(read, report) | {"samples": kept.name, "seconds": seconds}
            finished = finish(predictions, state=State.DONE, progress=1.0, **columns)
            if finished:
                request_analysis(predictions.run, Cause.PREDICTIONS)
                if before:
                    transaction.on_commit(partial(kept.storage.delete, before))
    finally:
        if not finished:
            kept.storage.delete(kept.name)
    return finished


def store_refusal(
    predictions: Predictions, refusal: ParseError, choices: Choices | None = None
) -> bool:
    return finish(
        predictions,
        state=State.REFUSED,
        choices=storable_json(asdict(choices or Choices())),
        reason=storable(refusal.reason),
        advice=storable(refusal.advice),
        line=refusal.line,
        column=refusal.column,
    )


def _measured(predictions: Predictions, scratch: Path) -> tuple[ReadPredictions, Report, Path]:
    arrays = scratch / "arrays"
    arrays.mkdir()
    samples = scratch / "samples.parquet"
    read = _read(predictions, arrays, signs_of_life(predictions, Phase.READING))
    progress = signs_of_life(predictions, Phase.MEASURING)
    report = measure(read.scores, progress=progress, samples=samples)
    return read, report, samples


def _read(
    predictions: Predictions, scratch: Path, progress: Callable[[float], None]
) -> ReadPredictions:
    scores = (predictions.name, Path(predictions.file.path))
    arrays = Arrays(**predictions.arrays)
    if predictions.labels_file:
        labels = (predictions.labels_name, Path(predictions.labels_file.path))
        return read_arrays(labels, scores, scratch, arrays, progress)
    return read_predictions(*scores, scratch, arrays, progress)


def _choices(predictions: Predictions) -> Choices:
    """What the form can offer in place of what was refused; the refusal stands without it."""
    try:
        with _scratch(predictions.lease) as scratch:
            found = read_choices(predictions.name, Path(predictions.file.path), scratch)
    except Exception:
        log.exception("columns of predictions %s cannot be listed", predictions.uuid)
        return Choices()
    return replace(found, labels=()) if predictions.labels_file else found


def _columns(read: ReadPredictions, report: Report) -> dict[str, object]:
    return {
        "format_title": read.title,
        "kind": report.kind,
        "reading_notes": [storable(note) for note in read.scores.notes],
        "n": report.n,
        "classes": len(report.class_names),
        "majority": report.majority_baseline,
        "log_loss": report.log_loss,
        "accuracy": report.accuracy,
        "ece": report.before.ece,
        "temperature": report.temperature.advised,
        "confidence": report.confidence,
        "headline": storable(report.words.headline),
        "report": storable_json(report.as_json()),
    }


@contextmanager
def _scratch(lease: UUID) -> Iterator[Path]:
    """A folder of the lease's own, removed afterwards; those of killed workers go first."""
    parent = settings.LOSSACC_DATA_DIR / "tmp"
    left = {folder.name: folder for folder in parent.glob(f"{SCRATCH}*")}
    held = open_predictions().filter(lease__isnull=False).values_list("lease", flat=True)
    for name in left.keys() - {f"{SCRATCH}{token}" for token in held}:
        shutil.rmtree(left[name], ignore_errors=True)
    folder = parent / f"{SCRATCH}{lease}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        # Where the lease was lost, the worker that has it now may have removed the folder.
        shutil.rmtree(folder, ignore_errors=True)


def _said(predictions: Predictions, exc: Exception) -> str:
    if not predictions.file.storage.exists(predictions.file.name):
        return "The file as it was received is no longer on the disk. Upload it again."
    return f"{type(exc).__name__}: {exc}"
