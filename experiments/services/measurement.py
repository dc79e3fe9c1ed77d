"""Predictions measured by a worker, under a lease that it renews while it goes on.

A worker that lost its lease stops at its next sign of life and stores nothing.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from experiments.models import Predictions
from experiments.parsers.errors import ParseError
from experiments.predictions.measure import measure
from experiments.predictions.readers import (
    Arrays,
    ReadPredictions,
    read_arrays,
    read_predictions,
)
from experiments.predictions.report import VERSION, Report
from experiments.queries_predictions import open_predictions
from experiments.services.analyses import request_analysis
from experiments.services.locks import lock_run
from experiments.services.text import storable, storable_json

LEASE = timedelta(seconds=60)
SEND_AGAIN = timedelta(seconds=10)
MOST_ATTEMPTS = 3
SWEEP_AT_ONCE = 200
SECONDS_BETWEEN_SIGNS = 0.5
SCRATCH = "predictions-"

State, Phase = Predictions.State, Predictions.Phase
log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """Another worker has the predictions, or they are no longer wanted."""


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
        return store_refusal(predictions, refusal)
    except DatabaseError:
        raise
    except Exception as exc:
        log.exception("measuring predictions %s failed", predictions.uuid)
        return _finish(predictions, state=State.FAILED, error=storable(_said(exc)))


def claim(predictions_id: int) -> Predictions | None:
    """The predictions with a lease of our own; None where somebody else holds it."""
    now = timezone.now()
    token = uuid4()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    claimed = (
        open_predictions()
        .filter(free, pk=predictions_id, attempts__lt=MOST_ATTEMPTS)
        .update(
            state=State.RUNNING,
            phase=Phase.READING,
            progress=0.0,
            lease=token,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
        )
    )
    if not claimed:
        return None
    held = Predictions.objects.select_related("run").filter(pk=predictions_id, lease=token)
    return held.first()


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
            finished = _finish(predictions, state=State.DONE, progress=1.0, **columns)
            if finished:
                request_analysis(predictions.run)
                if before:
                    transaction.on_commit(partial(kept.storage.delete, before))
    finally:
        if not finished:
            kept.storage.delete(kept.name)
    return finished


def store_refusal(predictions: Predictions, refusal: ParseError) -> bool:
    return _finish(
        predictions,
        state=State.REFUSED,
        reason=storable(refusal.reason),
        advice=storable(refusal.advice),
        line=refusal.line,
        column=refusal.column,
    )


def sweep() -> list[int]:
    """Ids of predictions that a dead worker or a lost queue left behind, to be sent again."""
    now = timezone.now()
    lost = Q(state=State.RUNNING, lease_until__lt=now)
    open_predictions().filter(lost, attempts__gte=MOST_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=now,
        lease=None,
        error=(
            f"The worker stopped in the middle of it {MOST_ATTEMPTS} times. It may have run out "
            "of memory or time: ask your administrator."
        ),
    )
    unsent_or_lost = Q(sent_at__isnull=True) | Q(sent_at__lt=now - SEND_AGAIN)
    left = open_predictions().filter(unsent_or_lost, lost | Q(state=State.QUEUED))
    longest_unsent_first = left.order_by(F("sent_at").asc(nulls_first=True), "pk")
    return list(longest_unsent_first.values_list("pk", flat=True)[:SWEEP_AT_ONCE])


def unsent() -> list[int]:
    """Ids of predictions that wait and were never sent to the queue."""
    waiting = open_predictions().filter(state=State.QUEUED, sent_at__isnull=True)
    return list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:SWEEP_AT_ONCE])


def mark_sent(predictions_id: int) -> None:
    open_predictions().filter(pk=predictions_id).update(sent_at=timezone.now())


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


def signs_of_life(predictions: Predictions, phase: str) -> Callable[[float], None]:
    """Takes the progress of a phase, 0 to 1; each phase is one half of the whole.

    What it is told is written twice a second at most, and renews the lease; it raises
    LeaseLostError where the lease is not ours any more.
    """
    half = 0.5 if phase == Phase.MEASURING else 0.0
    next_sign = 0.0

    def told(progress: float) -> None:
        nonlocal next_sign
        if time.monotonic() < next_sign:
            return
        next_sign = time.monotonic() + SECONDS_BETWEEN_SIGNS
        until = timezone.now() + LEASE
        share = half + min(max(progress, 0.0), 1.0) / 2
        if not _ours(predictions).update(phase=phase, progress=share, lease_until=until):
            raise LeaseLostError

    told(0.0)
    return told


def _ours(predictions: Predictions) -> QuerySet[Predictions]:
    return open_predictions().filter(pk=predictions.pk, lease=predictions.lease)


def _finish(predictions: Predictions, **columns: object) -> bool:
    ended = {"finished_at": timezone.now(), "lease": None, "lease_until": None, "phase": ""}
    return bool(_ours(predictions).update(version=VERSION, **ended, **columns))


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
        shutil.rmtree(folder)


def _said(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}"
