"""Files as they come in: each has one outcome, and none is lost.

Parsing and compressing happen before the transaction. What may have changed meanwhile, such as
the same file sent twice by a double click, is looked at again inside it.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F, Q

from experiments.curves import Series
from experiments.models import Project, Run, Upload
from experiments.parsers import read_log
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog
from experiments.queries import live_runs
from experiments.services.analyses import request_analysis
from experiments.services.creation import (
    PreparedRun,
    UploadOptions,
    file_stem,
    prepare_runs,
    write_runs,
)
from experiments.services.extension import extended, run_extended_by, what_is_new
from experiments.services.locks import lock_project, lock_run
from experiments.services.points import prepare_points, replace_points, series_ids
from experiments.services.text import storable

__all__ = ["UploadOptions", "apply_extension", "receive", "store_separately"]

Outcome = Upload.Outcome
LONGEST_FILE_NAME = Upload._meta.get_field("name").max_length
log = logging.getLogger(__name__)


def receive(
    project: Project,
    user: User | None,
    batch: UUID,
    name: str,
    data: bytes | File,
    *,
    options: UploadOptions | None = None,
) -> Upload:
    """Stores one file, whatever it is; a refusal is an outcome too, never an exception."""
    options = options or UploadOptions()
    upload = Upload(
        project=project,
        uploaded_by=user,
        batch=batch,
        name=_file_name(name),
        size=data.size if isinstance(data, File) else len(data),
    )
    limit = settings.LOSSACC_MAX_UPLOAD_BYTES
    if upload.size > limit:
        return _settle(upload, partial(_refuse, upload, _too_large(upload.size, limit)))
    content = b"".join(data.chunks()) if isinstance(data, File) else data
    upload.sha256 = hashlib.sha256(content).hexdigest()
    if (known := _known(upload)) is not None:
        return known
    upload.file.save(upload.name, ContentFile(content), save=False)
    try:
        parsed = _read(upload, content)
        prepared = prepare_runs(parsed)
    except ParseError as refusal:
        return _settle(upload, partial(_refuse, upload, refusal))
    target = run_extended_by(project, parsed)
    if target is not None:
        return _settle(upload, partial(_ask, upload, target, parsed.runs[0].series))
    return _settle(upload, partial(_store, upload, user, prepared, options))


def store_separately(
    upload: Upload, user: User | None, options: UploadOptions | None = None
) -> list[Run]:
    """Makes a run of its own from a file that extends another run."""
    prepared = prepare_runs(_read(upload, _content(upload)))
    with transaction.atomic():
        lock_project(upload.project)
        _lock_unanswered(upload)
        return _write(upload, user, prepared, options or UploadOptions())


def apply_extension(upload: Upload) -> Run:
    """Gives the extended run the points of this file.

    Raises ValueError with a plain sentence where the run no longer begins like the file, or is
    no longer in its project.
    """
    (parsed,) = _read(upload, _content(upload)).runs
    run = upload.target_run
    before = series_ids(run) if run is not None else []
    read = extended(run, parsed.series) if run is not None else None
    if read is None:
        raise ValueError(
            "The run was changed meanwhile and no longer holds the first rows of this file. "
            "Store the file as a run of its own."
        )
    points = prepare_points(read)
    with transaction.atomic():
        lock_run(run)
        _lock_unanswered(upload)
        _check_place(run, upload)
        replace_points(run, points, instead_of=before)
        run.upload, run.reading_notes = upload, [storable(note) for note in parsed.notes]
        run.save(update_fields=["upload", "reading_notes"])
        upload.outcome = Outcome.UPDATED
        upload.save(update_fields=["outcome"])
        request_analysis(run)
    return run


def _settle(upload: Upload, write: Callable[[], object]) -> Upload:
    """Writes the outcome, unless the same file came meanwhile and has one."""
    kept = upload.file.name
    with transaction.atomic():
        lock_project(upload.project)
        known = _known(upload)
        if known is None:
            write()
            return upload
    if kept:
        upload.file.storage.delete(kept)
    return known


def _ask(upload: Upload, target: Run, series: tuple[Series, ...]) -> None:
    upload.outcome, upload.target_run = Outcome.EXTENDS, target
    upload.reason = what_is_new(target, series)
    upload.save()


def _store(
    upload: Upload, user: User | None, prepared: list[PreparedRun], options: UploadOptions
) -> None:
    upload.outcome = Outcome.STORED
    upload.save()
    _write(upload, user, prepared, options)


def _write(
    upload: Upload, user: User | None, prepared: list[PreparedRun], options: UploadOptions
) -> list[Run]:
    runs = write_runs(
        upload.project,
        user,
        prepared,
        base_name=options.name or file_stem(upload.name),
        upload=upload,
        options=options,
        is_example=False,
    )
    upload.outcome, upload.target_run = Outcome.STORED, runs[0]
    upload.save(update_fields=["outcome", "target_run"])
    return runs


def _lock_unanswered(upload: Upload) -> None:
    """Two answers to one question must not both be carried out."""
    state = Upload.objects.select_for_update().values_list("outcome", flat=True).get(pk=upload.pk)
    if state != Outcome.EXTENDS:
        raise ValueError("This file has been dealt with already. Load the page again.")


def _check_place(run: Run, upload: Upload) -> None:
    """Who may edit the project of the file need not see the one that the run was moved to."""
    if not live_runs(upload.project).filter(pk=run.pk).exists():
        raise ValueError(
            "The run is in the trash or in another project now. Store the file as a run of its own."
        )


def _known(upload: Upload) -> Upload | None:
    """The outcome of bytes that came before: of the same form sent twice, or of a run here."""
    same = list(Upload.objects.filter(sha256=upload.sha256).order_by("-pk"))
    form = (upload.batch, upload.project_id, upload.name, upload.size)
    for earlier in same:
        if (earlier.batch, earlier.project_id, earlier.name, earlier.size) == form:
            return earlier
    stored = {u.pk: u for u in same if u.outcome in (Outcome.STORED, Outcome.UPDATED)}
    run = _run_of(stored, upload.project) if stored else None
    return None if run is None else _already_there(upload, next(iter(stored.values())), run)


def _run_of(stored: dict[int, Upload], project: Project) -> Run | None:
    """The run of these uploads that is in the project, one not deleted if there is."""
    targets = [upload.target_run_id for upload in stored.values()]
    runs = Run.objects.filter(Q(upload__in=stored) | Q(pk__in=targets), project=project)
    return runs.order_by(F("deleted_at").asc(nulls_first=True), "pk").first()


def _already_there(upload: Upload, earlier: Upload, run: Run) -> Upload:
    upload.outcome, upload.target_run = Outcome.ALREADY_THERE, run
    upload.format, upload.format_title = earlier.format, earlier.format_title
    upload.file = earlier.file.name
    upload.save()
    return upload


def _read(upload: Upload, content: bytes) -> ParsedLog:
    try:
        parsed = read_log(upload.name, content)
    except ParseError:
        raise
    except Exception as exc:
        log.exception("reading upload %s failed", upload.uuid)
        raise ParseError(
            "This file could not be read because of a fault in lossacc.",
            advice="Tell your administrator; the file is kept, and the log says more.",
        ) from exc
    upload.format, upload.format_title = parsed.format, parsed.title
    return parsed


def _refuse(upload: Upload, refusal: ParseError) -> None:
    upload.outcome = Outcome.REFUSED
    upload.reason, upload.advice = storable(refusal.reason), storable(refusal.advice)
    upload.line, upload.column = refusal.line, refusal.column
    upload.save()


def _too_large(size: int, limit: int) -> ParseError:
    return ParseError(
        f"The file has {size / 2**20:.1f} MB; files up to {limit / 2**20:g} MB are read.",
        advice="Log less often, or leave out what is not needed, and upload it again.",
    )


def _file_name(name: str) -> str:
    """The last part of the name, as a person would know the file by."""
    plain = storable(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip()
    return plain[-LONGEST_FILE_NAME:] or "file"


def _content(upload: Upload) -> bytes:
    with upload.file.open("rb") as stored:
        return stored.read()
