"""Logs that have been received: each is read, and has one outcome.

Parsing and compressing happen before the transaction. What may have changed meanwhile, such as
the same file sent by somebody else, is looked at again inside it.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from experiments.curves import Series
from experiments.models import Project, Run, Upload
from experiments.parsers import read_folder, read_log
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog
from experiments.queries import live_runs
from experiments.services.analyses import Cause, request_analysis
from experiments.services.creation import (
    PreparedRun,
    UploadOptions,
    name_in_folders,
    prepare_runs,
    write_runs,
)
from experiments.services.extension import extended, run_extended_by, what_is_new
from experiments.services.locks import lock_project, lock_run
from experiments.services.points import prepare_points, replace_points, series_ids
from experiments.services.refusals import refuse
from experiments.services.ruling import renewed_notes, rules_of

__all__ = ["UploadOptions", "apply_extension", "read", "store_separately"]

Outcome = Upload.Outcome
log = logging.getLogger(__name__)


class StoredFiles(Mapping[str, bytes]):
    """The files of a log by their path below its root, read when they are asked for."""

    def __init__(self, lead: Upload) -> None:
        self._rows = {row.path[len(lead.root) :].lstrip("/"): row for row in _files_of(lead)}

    def __getitem__(self, path: str) -> bytes:
        return _content(self._rows[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def read(
    upload: Upload,
    is_ours: Callable[[], bool] = lambda: True,
    parsed: ParsedLog | None = None,
) -> Upload:
    """Reads the log that this upload leads and stores what it holds; a refusal is an outcome too.

    Nothing is stored where `is_ours`, asked in the transaction that stores, says no. `parsed` is
    what the log holds, where somebody has read it already.
    """
    upload.contents = _contents(upload)
    if (known := _known(upload)) is not None:
        return _settle(upload, partial(_point_to, upload, known), is_ours)
    try:
        parsed = parsed or _parse(upload)
        upload.format, upload.format_title = parsed.format, parsed.title
        prepared = prepare_runs(parsed, rules_of(upload.project))
    except ParseError as refusal:
        return _settle(upload, partial(refuse, upload, refusal), is_ours)
    target = run_extended_by(upload.project, parsed)
    if target is not None:
        return _settle(upload, partial(_ask, upload, target, parsed.runs[0].series), is_ours)
    return _settle(upload, partial(_store, upload, prepared), is_ours)


def store_separately(upload: Upload, user: User | None) -> list[Run]:
    """Makes a run of its own from a file that extends another run."""
    prepared = prepare_runs(_parse(upload), rules_of(upload.project))
    with transaction.atomic():
        lock_project(upload.project)
        _lock_unanswered(upload)
        return _write(upload, user, prepared)


def apply_extension(upload: Upload) -> Run:
    """Gives the extended run the points of this file.

    Raises ValueError with a plain sentence where the run no longer begins like the file, or is
    no longer in its project.
    """
    (parsed,) = _parse(upload).runs
    run = upload.target_run
    before = series_ids(run) if run is not None else []
    read_as = extended(run, parsed.series) if run is not None else None
    if read_as is None:
        raise ValueError(
            "The run was changed meanwhile and no longer holds the first rows of this file. "
            "Store the file as a run of its own."
        )
    points = prepare_points(read_as)
    with transaction.atomic():
        lock_run(run)
        _lock_unanswered(upload)
        _check_place(run, upload)
        run.upload, run.reading_notes = upload, renewed_notes(run, parsed.notes)
        run.heard_at = timezone.now()
        replace_points(run, points, instead_of=before)
        run.save(update_fields=["upload", "reading_notes", "heard_at"])
        upload.outcome = Outcome.UPDATED
        upload.save(update_fields=["outcome"])
        request_analysis(run, Cause.DATA)
    return run


def _settle(upload: Upload, write: Callable[[], object], is_ours: Callable[[], bool]) -> Upload:
    """Writes the outcome, unless the same bytes came meanwhile and became a run."""
    with transaction.atomic():
        lock_project(upload.project)
        if is_ours():
            known = _known(upload)
            if known is None:
                write()
            else:
                _point_to(upload, known)
            upload.parts.update(outcome=Outcome.PART)
    return upload


def _ask(upload: Upload, target: Run, series: tuple[Series, ...]) -> None:
    upload.outcome, upload.target_run = Outcome.EXTENDS, target
    upload.reason = what_is_new(target, series)
    upload.save()


def _store(upload: Upload, prepared: list[PreparedRun]) -> None:
    upload.outcome = Outcome.STORED
    upload.save()
    _write(upload, upload.uploaded_by, prepared)


def _write(upload: Upload, user: User | None, prepared: list[PreparedRun]) -> list[Run]:
    options = UploadOptions.from_json(upload.options)
    runs = write_runs(
        upload.project,
        user,
        prepared,
        file_name=name_in_folders(upload.path, upload.root),
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


def _known(upload: Upload) -> tuple[Upload, Run] | None:
    """An earlier upload of what is read here, and the run in the project that came of it."""
    return known_log(upload.project, upload.contents, upload.folder, but=upload.pk)


def known_log(
    project: Project, contents: str, folder: str = "", *, but: int | None = None
) -> tuple[Upload, Run] | None:
    """The upload of the same contents, and the run in the project that came of it."""
    same = Upload.objects.filter(contents=contents, folder=folder)
    stored = same.filter(outcome__in=(Outcome.STORED, Outcome.UPDATED)).exclude(pk=but)
    earlier = list(stored.order_by("-pk"))
    run = _run_of(earlier, project) if earlier else None
    return None if run is None else (earlier[0], run)


def _run_of(stored: list[Upload], project: Project) -> Run | None:
    """The run of these uploads that is in the project, one not deleted if there is."""
    targets = [upload.target_run_id for upload in stored]
    runs = Run.objects.filter(Q(upload__in=stored) | Q(pk__in=targets), project=project)
    return runs.order_by(F("deleted_at").asc(nulls_first=True), "pk").first()


def _point_to(upload: Upload, known: tuple[Upload, Run]) -> None:
    earlier, run = known
    upload.outcome, upload.target_run = Outcome.ALREADY_THERE, run
    upload.format, upload.format_title = earlier.format, earlier.format_title
    if upload.file and not upload.folder and upload.file.name != earlier.file.name:
        own, storage = upload.file.name, upload.file.storage
        transaction.on_commit(partial(storage.delete, own))
        upload.file = earlier.file.name
    upload.save()


def _parse(upload: Upload) -> ParsedLog:
    try:
        if upload.folder:
            parsed = read_folder(upload.folder, StoredFiles(upload))
        else:
            parsed = read_log(upload.name, _content(upload))
    except ParseError:
        raise
    except Exception as exc:
        log.exception("reading upload %s failed", upload.uuid)
        raise ParseError(
            "This file could not be read because of a fault in lossacc.",
            advice="Tell your administrator; the file is kept, and the log says more.",
        ) from exc
    return parsed


def _contents(upload: Upload) -> str:
    """What the log holds, as a hash: two folders of the same files are the same log."""
    if not upload.folder:
        return upload.sha256
    root = len(upload.root)
    return contents_of((row.path[root:].lstrip("/"), row.sha256) for row in _files_of(upload))


def contents_of(files: Iterable[tuple[str, str]]) -> str:
    """The hash of a log of several files, from the path below its root and the hash of each."""
    return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()


def _files_of(lead: Upload) -> list[Upload]:
    return [lead, *lead.parts.order_by("path")]


def _content(upload: Upload) -> bytes:
    with upload.file.open("rb") as stored:
        return stored.read()
