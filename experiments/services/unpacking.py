"""Archives that have been received: what is in them comes in as if it were sent file by file."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from experiments.archives import Member, is_archive, members
from experiments.models import Upload
from experiments.parsers.errors import ParseError
from experiments.services import intake
from experiments.services.creation import UploadOptions
from experiments.services.locks import lock_project
from experiments.services.refusals import refuse

Outcome = Upload.Outcome
KEPT_IN_MEMORY = 4 * 2**20
MOST_TIMES_ONE_FILE = 10


def is_packed(upload: Upload) -> bool:
    """Archives within archives are not unpacked; they are refused like any other file."""
    if upload.archive_id or upload.folder or not upload.file:
        return False
    with upload.file.open("rb") as file:
        return is_archive(file)


def unpack(archive: Upload, is_ours: Callable[[], bool] = lambda: True) -> Upload:
    """Takes in every file of the archive; one that cannot be unpacked whole is refused.

    Nothing more is stored where `is_ours`, asked in the transaction that ends it, says no.
    """
    most = MOST_TIMES_ONE_FILE * settings.LOSSACC_MAX_UPLOAD_BYTES
    try:
        with archive.file.open("rb") as file:
            listed = [
                intake.Announced(member.path, member.size)
                for member in members(file, archive.name, most)
            ]
            if not listed:
                raise ParseError(f"{archive.name} holds no files.", advice="Check what was packed.")
            rows = _expect(archive, _in_one_folder(archive, listed))
            for row, member in zip(rows, members(file, archive.name, most), strict=True):
                _take(row, member)
    except ParseError as refusal:
        return _end(archive, partial(_refuse, archive, refusal), is_ours)
    archive.outcome = Outcome.UNPACKED
    return _end(archive, partial(archive.save, update_fields=["outcome"]), is_ours)


def give_up(archive: Upload) -> None:
    """Members that never came out, and logs that lack one of them, are not waited for."""
    waiting = Q(outcome=Outcome.EXPECTED) | Q(outcome=Outcome.WAITING, reading=None)
    for row in archive.members.filter(waiting):
        if row.file:
            transaction.on_commit(partial(row.file.storage.delete, row.file.name))
        row.delete()


def _refuse(archive: Upload, refusal: ParseError) -> None:
    refuse(archive, refusal)
    give_up(archive)


def _end(archive: Upload, write: Callable[[], object], is_ours: Callable[[], bool]) -> Upload:
    with transaction.atomic():
        lock_project(archive.project)
        if is_ours():
            write()
    return archive


def _in_one_folder(archive: Upload, listed: list[intake.Announced]) -> list[intake.Announced]:
    """Files that were not packed in one folder lie in one that is called like the archive."""
    tops = {PurePosixPath(file.path).parts[0] for file in listed}
    if len(tops) == 1 and "/" in listed[0].path:
        return listed
    stem = PurePosixPath(archive.name).name.split(".")[0] or "archive"
    return [intake.Announced(f"{stem}/{file.path}", file.size) for file in listed]


def _expect(archive: Upload, listed: list[intake.Announced]) -> list[Upload]:
    with transaction.atomic():
        return intake.expect(
            archive.project,
            archive.uploaded_by,
            archive.batch,
            listed,
            options=UploadOptions.from_json(archive.options),
            archive=archive,
        )


def _take(row: Upload, member: Member) -> None:
    with SpooledTemporaryFile(KEPT_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as spool:
        copyfileobj(member.file, spool)
        intake.arrive(row, File(spool, name=row.name))
