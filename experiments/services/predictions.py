"""Predictions: files taken in, and the waiting for a worker to measure them.

The row is the truth, as with an analysis; `measurement` is the worker's part.
"""

import hashlib
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction

from experiments.models import Predictions, Run
from experiments.predictions.report import VERSION
from experiments.services.analyses import Cause, request_analysis
from experiments.services.locks import lock_run
from experiments.services.measurement import perform
from experiments.services.prediction_lease import mark_sent, sweep, unsent
from experiments.services.text import storable

State = Predictions.State
LONGEST_NAME = Predictions._meta.get_field("name").max_length

__all__ = [
    "add_predictions",
    "delete",
    "mark_sent",
    "measure_again",
    "measure_outdated",
    "perform",
    "retry",
    "sweep",
    "unsent",
]

_AS_NEW: dict[str, object] = {
    "state": State.QUEUED, "phase": "", "progress": 0.0, "attempts": 0, "lease": None,
    "lease_until": None, "sent_at": None, "started_at": None, "finished_at": None,
    "seconds": None, "error": "", "reason": "", "advice": "", "line": None, "column": None,
    "choices": {},
}  # fmt: skip


def add_predictions(
    run: Run,
    user: User | None,
    file: File,
    *,
    split: str = Predictions.Split.VAL,
    epoch: float | None = None,
    labels: File | None = None,
    arrays: Mapping[str, str] | None = None,
    batch: UUID | None = None,
) -> Predictions:
    """Stores a file of predictions, and `labels` where they came in a file of their own.

    The same bytes, read the same way, for the same run, split and epoch are those that are there:
    their `batch` tells whether they came with this form.
    Raises ValueError with a plain sentence where a file is over the limit.
    """
    for given in (file, labels):
        _check_size(given)
    row = Predictions(
        run=run,
        uploaded_by=user,
        batch=batch or uuid4(),
        split=split,
        epoch=epoch,
        name=_file_name(file),
        size=file.size + (labels.size if labels else 0),
        sha256=_sha256(file),
        arrays=_stored(arrays),
    )
    if labels:
        row.labels_name, row.labels_sha256 = _file_name(labels), _sha256(labels)
    return _known(row) or _store(row, file, labels)


def retry(predictions: Predictions, arrays: Mapping[str, str] | None = None) -> bool:
    """Measures the kept file again, read with these arrays; False where a worker has it."""
    wanted = dict(_AS_NEW) if arrays is None else _AS_NEW | {"arrays": _stored(arrays)}
    finished = Predictions.objects.filter(pk=predictions.pk, finished_at__isnull=False)
    again = finished.exclude(state=State.DONE).update(**wanted)
    return bool(again)


def measure_outdated(*, every: bool = False) -> int:
    """Asks for what other measures have measured to be measured anew; how many it asked for."""
    done = Predictions.objects.filter(state=State.DONE)
    return (done if every else done.exclude(version=VERSION)).update(**_AS_NEW)


def measure_again(predictions: Predictions) -> None:
    """For a stored report that the measures of today cannot read."""
    Predictions.objects.filter(pk=predictions.pk, state=State.DONE).update(**_AS_NEW)


def delete(predictions: Predictions) -> None:
    """Deletes the row and its files; the run is read again without what they told."""
    with transaction.atomic():
        lock_run(predictions.run)
        Predictions.objects.filter(pk=predictions.pk).delete()
        request_analysis(predictions.run, Cause.PREDICTIONS)


def _store(row: Predictions, file: File, labels: File | None) -> Predictions:
    """Keeps the files, then the row, unless the same came meanwhile."""
    row.file.save(row.name, file, save=False)
    if labels:
        row.labels_file.save(row.labels_name, labels, save=False)
    try:
        with transaction.atomic():
            lock_run(row.run)
            known = _known(row)
            if known is None:
                row.save(force_insert=True)
                return row
    except BaseException:
        _drop_kept(row)
        raise
    _drop_kept(row)
    return known


def _known(row: Predictions) -> Predictions | None:
    same = Predictions.objects.filter(
        run=row.run,
        split=row.split,
        epoch=row.epoch,
        sha256=row.sha256,
        labels_sha256=row.labels_sha256,
    )
    return next((known for known in same if known.arrays == row.arrays), None)


def _drop_kept(row: Predictions) -> None:
    for kept in (row.file, row.labels_file):
        if kept:
            kept.storage.delete(kept.name)


def _check_size(file: File | None) -> None:
    limit = settings.LOSSACC_MAX_UPLOAD_BYTES
    if file is not None and file.size > limit:
        raise ValueError(
            f"{_file_name(file)} has {file.size / 2**20:.1f} MB; files up to {limit / 2**20:g} MB "
            "are read. Store the scores as float32, or compressed as NPZ or Parquet."
        )


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _stored(arrays: Mapping[str, str] | None) -> dict[str, str]:
    return {role: storable(name) for role, name in (arrays or {}).items() if name}


def _file_name(file: File) -> str:
    """The last part of the name, as a person would know the file by."""
    plain = storable(file.name or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip()
    return plain[-LONGEST_NAME:] or "file"
