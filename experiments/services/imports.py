"""Logs from this machine's disk into a project: only what is a log is kept."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import File

from experiments.local_files import LocalLog
from experiments.models import Project, Reading, Upload
from experiments.parsers.log import ParsedLog
from experiments.services import intake, uploads
from experiments.services.creation import UploadOptions
from experiments.services.readings import LEASES, State


class Result(StrEnum):
    STORED = "stored"
    UPDATED = "updated"
    KNOWN = "already there"
    REFUSED = "not read"


@dataclass(frozen=True)
class Imported:
    """What became of one log; `why` where it was not read."""

    result: Result
    upload: Upload | None = None
    why: str = ""


def import_log(
    project: Project,
    user: User | None,
    batch: UUID,
    log: LocalLog,
    options: UploadOptions | None = None,
) -> Imported:
    """Stores a log that is not known yet; a longer version of a run updates it."""
    try:
        if uploads.known_log(project, contents_of_local(log), log.group.slug):
            return Imported(Result.KNOWN)
        parsed = log.read(settings.LOSSACC_MAX_UPLOAD_BYTES)
        return _stored(receive_parsed(project, user, batch, log, parsed, options))
    except ValueError as refusal:  # No log, or a run that somebody changed meanwhile.
        return Imported(Result.REFUSED, why=str(refusal))
    except OSError as error:
        return Imported(Result.REFUSED, why=f"{error.strerror or error}.")


def receive_parsed(
    project: Project,
    user: User | None,
    batch: UUID,
    log: LocalLog,
    parsed: ParsedLog,
    options: UploadOptions | None = None,
) -> Upload:
    """Keeps the files of a log, and stores what was read from them."""
    announced = [
        intake.Announced(path, file.stat().st_size)
        for path, file in zip(log.group.paths, log.files, strict=True)
    ]
    rows = intake.expect(project, user, batch, announced, options=options)
    for row, file in zip(rows, log.files, strict=True):
        _arrive(row, file)
    lead = Upload.objects.get(pk=rows[0].lead_id or rows[0].pk)
    reading = LEASES.claim(Reading.objects.get(upload=lead).pk)
    if reading is None:
        return Upload.objects.get(pk=lead.pk)
    finish = partial(LEASES.finish, reading, state=State.DONE)
    return uploads.read(lead, finish, parsed)


def _arrive(row: Upload, file: Path) -> None:
    with file.open("rb") as opened:
        intake.arrive(row, File(opened, name=file.name))


def _stored(upload: Upload) -> Imported:
    if upload.outcome == Upload.Outcome.EXTENDS:
        uploads.apply_extension(upload)
        return Imported(Result.UPDATED, upload)
    if upload.outcome == Upload.Outcome.REFUSED:
        return Imported(Result.REFUSED, upload, f"{upload.reason} {upload.advice}".strip())
    known = upload.outcome == Upload.Outcome.ALREADY_THERE
    return Imported(Result.KNOWN if known else Result.STORED, upload)


def contents_of_local(log: LocalLog) -> str:
    hashes = log.hashes()
    if not log.group.slug:
        return hashes[0]
    below = map(log.group.below, log.group.paths)
    return uploads.contents_of(zip(below, hashes, strict=True))
