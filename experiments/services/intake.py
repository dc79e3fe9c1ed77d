"""What comes in: files announced, received one by one, and asked to be read when a log is whole.

A form sent twice announces the same rows, and a file received twice is the row that is there.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Exists, OuterRef

from experiments.models import Project, Reading, Upload
from experiments.parsers.errors import ParseError
from experiments.parsers.grouping import Group, group
from experiments.services.creation import UploadOptions
from experiments.services.locks import lock_project
from experiments.services.refusals import refuse, set_refusal
from experiments.services.text import storable

Outcome = Upload.Outcome
LONGEST_NAME = Upload._meta.get_field("name").max_length
LONGEST_PATH = Upload._meta.get_field("path").max_length


@dataclass(frozen=True)
class Announced:
    """A file that is about to come: where it lies in what was dropped, and its bytes."""

    path: str
    size: int


def expect(
    project: Project,
    user: User | None,
    batch: UUID,
    files: Sequence[Announced],
    *,
    options: UploadOptions | None = None,
    archive: Upload | None = None,
) -> list[Upload]:
    """A row for each file, in their order; files that are one log together get a lead."""
    files = _distinct(files)
    with transaction.atomic():
        lock_project(project)
        same = Upload.objects.filter(batch=batch, project=project, archive=archive)
        rows = {(row.path, row.size): row for row in same}
        sizes = {f.path: f.size for f in files if (f.path, f.size) not in rows}
        shared = {
            "project": project,
            "uploaded_by": user,
            "batch": batch,
            "archive": archive,
            "options": (options or UploadOptions()).as_json(),
        }
        new = [_rows(one, sizes, shared) for one in _groups(sizes)]
        for rows_of in new:
            _refuse_too_large(rows_of[0])
        Upload.objects.bulk_create(rows_of[0] for rows_of in new)
        Upload.objects.bulk_create(part for rows_of in new for part in rows_of[1:])
        rows.update({(row.path, row.size): row for rows_of in new for row in rows_of})
    return [rows[f.path, f.size] for f in files]


def arrive(upload: Upload, data: bytes | File, sender: User | None = None) -> Upload:
    """Keeps the bytes of an expected file; a reading is asked for once all of its log are there."""
    file = data if isinstance(data, File) else ContentFile(data)
    is_expected = upload.outcome == Outcome.EXPECTED
    if file.size > settings.LOSSACC_MAX_UPLOAD_BYTES:
        return _refuse_log(upload, _too_large(file.size)) if is_expected else upload
    sha256 = _sha256(file)
    if not is_expected:
        # Without bytes of its own it was refused, or went with a log that was.
        if upload.sha256 in (sha256, ""):
            return upload
        upload = _another(upload)
    upload.uploaded_by = sender or upload.uploaded_by
    upload.sha256, upload.size = sha256, file.size
    upload.file.save(upload.name, file, save=False)
    kept = upload.file.name
    if not _keep(upload):
        upload.file.storage.delete(kept)
        return Upload.objects.get(pk=upload.pk)
    return upload


def forget_expected(project: Project, batch: UUID) -> int:
    """Gives up on files that were announced and never came; how many they were."""
    with transaction.atomic():
        lock_project(project)
        sent = Upload.objects.filter(project=project, batch=batch, archive=None)
        missing = sent.filter(outcome=Outcome.EXPECTED)
        waited_for = missing.count()
        came = Upload.objects.filter(lead=OuterRef("pk")).exclude(outcome=Outcome.EXPECTED)
        missing.filter(~Exists(came), lead=None).delete()
        for lead in {row.lead or row for row in missing.select_related("lead")}:
            _give_up_rest(lead)
    return waited_for


def _give_up_rest(lead: Upload) -> None:
    """What came of a log that is not whole is read as far as it goes."""
    lead.parts.filter(outcome=Outcome.EXPECTED).delete()
    came = list(lead.parts.order_by("pk"))
    if lead.outcome == Outcome.EXPECTED:
        heir, *others = came or [None]
        if heir is not None:
            heir.lead, heir.folder, heir.root = None, lead.folder, lead.root
            heir.save(update_fields=["lead", "folder", "root"])
            Upload.objects.filter(pk__in=[row.pk for row in others]).update(lead=heir)
        lead.delete()
        lead = heir
    if lead is not None:
        _ask_for_reading(lead)


def _groups(sizes: dict[str, int]) -> list[Group]:
    """The logs among these files; what is over the limit is none of any."""
    limit = settings.LOSSACC_MAX_UPLOAD_BYTES
    taken = [path for path, size in sizes.items() if size <= limit]
    large = sorted(sizes.keys() - set(taken))
    return [*group(sorted(taken)), *(Group(path, (path,)) for path in large)]


def _refuse_too_large(row: Upload) -> None:
    if row.size > settings.LOSSACC_MAX_UPLOAD_BYTES:
        set_refusal(row, _too_large(row.size))


def _rows(one: Group, sizes: dict[str, int], shared: dict[str, object]) -> list[Upload]:
    """The lead of a log first, then the files that are part of it."""
    rows = [
        Upload(
            **shared,
            path=path,
            name=path.rsplit("/", 1)[-1][-LONGEST_NAME:] or "file",
            size=sizes[path],
            outcome=Outcome.EXPECTED,
        )
        for path in one.paths
    ]
    rows[0].folder, rows[0].root = one.slug, one.root
    for part in rows[1:]:
        part.lead = rows[0]
    return rows


def _distinct(files: Sequence[Announced]) -> list[Announced]:
    """Plain paths; two files that were called the same are told apart by a number."""
    taken: set[str] = set()
    told = []
    for file in files:
        plain = PurePosixPath(plain_path(file.path))
        path = next(path for path in _numbered(plain) if path not in taken)
        taken.add(path)
        told.append(Announced(path, file.size))
    return told


def _numbered(path: PurePosixPath) -> Iterator[str]:
    yield str(path)
    for number in count(2):
        name = f"{path.stem} ({number}){path.suffix}"
        yield str(path.with_name(name))[-LONGEST_PATH:].lstrip("/")


def plain_path(path: str) -> str:
    """The path as a person would know the file by; nothing leads out of what was dropped."""
    parts = storable(path).replace("\\", "/").split("/")
    kept = [part.strip() for part in parts if part.strip() not in ("", ".", "..")]
    if kept and kept[0].endswith(":"):
        kept = kept[1:]
    return "/".join(kept)[-LONGEST_PATH:].lstrip("/") or "file"


def _refuse_log(upload: Upload, refusal: ParseError) -> Upload:
    """Without one of its files a log cannot be read."""
    with transaction.atomic():
        lock_project(upload.project)
        lead = refuse(upload.lead or upload, refusal)
        lead.parts.update(outcome=Outcome.PART)
    return Upload.objects.get(pk=upload.pk)


def _keep(upload: Upload) -> bool:
    """False where the same file came meanwhile."""
    with transaction.atomic():
        lock_project(upload.project)
        state = Upload.objects.filter(pk=upload.pk).values_list("outcome", flat=True).first()
        if state != Outcome.EXPECTED:
            return False
        upload.outcome = Outcome.WAITING
        upload.save()
        _ask_for_reading(Upload.objects.get(pk=upload.lead_id or upload.pk))
    return True


def _ask_for_reading(lead: Upload) -> None:
    """Where the log of this lead is whole."""
    rows = [lead, *lead.parts.all()]
    if all(row.outcome != Outcome.EXPECTED for row in rows):
        Reading.objects.get_or_create(upload=lead)


def _another(upload: Upload) -> Upload:
    """A row for other bytes under the same name and size in the same form."""
    fresh = Upload(
        project=upload.project,
        uploaded_by=upload.uploaded_by,
        batch=upload.batch,
        archive=upload.archive,
        options=upload.options,
        path=upload.path,
        name=upload.name,
        size=upload.size,
        outcome=Outcome.EXPECTED,
    )
    fresh.save()
    return fresh


def _too_large(size: int) -> ParseError:
    limit = settings.LOSSACC_MAX_UPLOAD_BYTES
    return ParseError(
        f"The file has {size / 2**20:.1f} MB; files up to {limit / 2**20:g} MB are read.",
        advice="Log less often, or leave out what is not needed, and upload it again.",
    )


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
