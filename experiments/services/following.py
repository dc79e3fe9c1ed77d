"""Logs that are still being written: each version of a file renews the runs of the last one."""

from collections.abc import Iterable
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from experiments import curves as c
from experiments.local_files import LocalLog
from experiments.models import Project, Run, Series, Upload
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.queries import series_of
from experiments.services.analyses import Cause, request_analysis
from experiments.services.creation import (
    PreparedRun,
    UploadOptions,
    name_in_folders,
    prepare_runs,
    write_runs,
)
from experiments.services.imports import contents_of_local, receive_parsed
from experiments.services.locks import lock_project, lock_run
from experiments.services.points import Points, prepare_points, replace_points, series_ids
from experiments.services.ruling import Rules, renewed_notes, ruled, rules_of
from experiments.services.text import storable
from experiments.services.uploads import apply_extension

Outcome = Upload.Outcome


def follow(
    project: Project,
    user: User | None,
    log: LocalLog,
    options: UploadOptions | None = None,
    *,
    being_written: bool = False,
) -> list[Run]:
    """The runs of the log as it is now. Raises ParseError where it cannot be read as it is."""
    followed = _followed(project, log)
    contents = contents_of_local(log)
    parsed = log.read(settings.LOSSACC_MAX_UPLOAD_BYTES, to_last_line_end=being_written)
    if followed is None or not _goes_on(followed, parsed):
        return _begin(project, user, log, parsed, options)
    return _renew(followed, log, parsed, contents)


def set_status(runs: list[Run], status: str) -> None:
    """What the writing of their log tells; what a person set meanwhile stays until that changes."""
    changed = [run.pk for run in runs if run.status != status]
    Run.objects.filter(pk__in=changed).update(status=status)
    for run in runs:
        run.status = status


def _followed(project: Project, log: LocalLog) -> Upload | None:
    """The upload that keeps the last version of this log."""
    return Upload.objects.filter(project=project, followed=_place(log)).order_by("-pk").first()


def _runs(followed: Upload) -> list[Run]:
    """Those that a longer log renews: neither in the trash nor moved to another project."""
    live = followed.runs.filter(deleted_at=None, project=followed.project_id)
    return list(live.order_by("position_in_upload"))


def _begin(
    project: Project,
    user: User | None,
    log: LocalLog,
    parsed: ParsedLog,
    options: UploadOptions | None,
) -> list[Run]:
    upload = receive_parsed(project, user, uuid4(), log, parsed, options)
    if upload.outcome == Outcome.REFUSED:
        raise ParseError(upload.reason, advice=upload.advice)
    if upload.outcome == Outcome.EXTENDS:
        apply_extension(upload)
    if upload.outcome == Outcome.ALREADY_THERE:
        _take_over(upload)
    Upload.objects.filter(pk=upload.pk).update(followed=_place(log))
    return _runs(upload)


def _take_over(upload: Upload) -> None:
    """Runs that came of the same bytes go on with this log; the file that a person sent stays."""
    came = Run.objects.filter(upload=upload.target_run.upload_id, project=upload.project)
    came.filter(upload__followed="").update(upload=upload)


def _place(log: LocalLog) -> str:
    return storable(log.key)[-Upload._meta.get_field("followed").max_length :]


def _goes_on(followed: Upload, parsed: ParsedLog) -> bool:
    """Whether this is the same training, further on; a log that was begun anew is another."""
    first = next(iter(_runs(followed)), None)
    if first is None or first.position_in_upload >= len(parsed.runs):
        return False
    now = parsed.runs[first.position_in_upload]
    if first.epoch_count <= 1:
        # The first epoch may have been half written when it was read.
        return first.epoch_count <= now.curves.epoch_count
    starts = {s.name: _start(s) for s in now.series}
    return parsed.format == followed.format and all(
        starts.get(s.name) == _start(s) for s in series_of(first)
    )


def _start(series: c.Series) -> tuple[int, str] | None:
    """Where a metric begins, as it was logged; metrics may be added to a log as it goes on."""
    if not len(series.value):
        return None
    # As text, in which one NaN is like another.
    return int(series.step[0]), f"{series.value[0] / series.scale:.9g}"


def _renew(followed: Upload, log: LocalLog, parsed: ParsedLog, contents: str) -> list[Run]:
    runs = _runs(followed)
    rules = rules_of(followed.project)
    prepared = prepare_runs(parsed, rules)
    paired = [(run, prepared[run.position_in_upload]) for run in runs if _is_in(run, prepared)]
    points = [_points(run, one.parsed, rules) for run, one in paired]
    begun = 1 + max(followed.runs.values_list("position_in_upload", flat=True))
    outdated = _keep(followed, log)
    with transaction.atomic():
        lock_project(followed.project)
        for (run, one), (read, before) in zip(paired, points, strict=True):
            _renew_run(run, one, read, before)
        if len(prepared) > begun:
            runs += _added(followed, prepared, at=begun)
        now = {"contents": contents, "outcome": Outcome.UPDATED, "format": parsed.format}
        Upload.objects.filter(pk=followed.pk).update(**now, format_title=parsed.title)
        for name in outdated:
            transaction.on_commit(partial(_delete_unused, followed.file.storage, name))
    return runs


def _is_in(run: Run, prepared: list[PreparedRun]) -> bool:
    return run.position_in_upload < len(prepared)


def _delete_unused(storage: Storage, name: str) -> None:
    """The same bytes sent again are kept once: another upload may have this file too."""
    if not Upload.objects.filter(file=name).exists():
        storage.delete(name)


def _renew_run(run: Run, now: PreparedRun, points: Points, before: list[int]) -> None:
    lock_run(run)
    if _told(points.series) == _told(run.series.all()):
        return
    run.beginning = now.beginning
    run.reading_notes = renewed_notes(run, now.parsed.notes)
    run.heard_at = timezone.now()
    replace_points(run, points, instead_of=before)
    run.save(update_fields=["beginning", "reading_notes", "heard_at"])
    request_analysis(run, Cause.DATA)


def _told(series: Iterable[Series]) -> list[str]:
    """What tells two readings of a run apart: where each metric ends, and between what it lay."""
    columns = ("name", "kind", "split", "count", "last_step", "last", "min", "max")
    return sorted(repr([getattr(s, column) for column in columns]) for s in series)


def _points(run: Run, now: ParsedRun, rules: Rules) -> tuple[Points, list[int]]:
    """The points of the log read as the run's are; new metrics as the project's rules say."""
    before = series_ids(run)
    known = {
        name: (kind, split) for name, kind, split in run.series.values_list("name", "kind", "split")
    }
    read, _ = ruled(now.series, {**rules, **known})
    return prepare_points(read), before


def _added(followed: Upload, prepared: list[PreparedRun], *, at: int) -> list[Run]:
    """Runs that were begun in the same log after those that are there."""
    options = UploadOptions.from_json(followed.options)
    return write_runs(
        followed.project,
        followed.uploaded_by,
        prepared,
        file_name=name_in_folders(followed.path, followed.root),
        upload=followed,
        options=options,
        is_example=False,
        but_first=at,
    )


def _keep(followed: Upload, log: LocalLog) -> list[str]:
    """Keeps the files as they are now; the names of those that are kept no longer."""
    root = len(followed.root)
    rows = {row.path[root:].lstrip("/"): row for row in (followed, *followed.parts.all())}
    outdated = []
    for path, file, sha256 in zip(log.group.paths, log.files, log.hashes(), strict=True):
        row = rows.get(log.group.below(path)) if log.group.slug else followed
        row = row or _part(followed, f"{followed.root}/{log.group.below(path)}".lstrip("/"))
        if row.sha256 == sha256:
            continue
        outdated += [row.file.name] if row.file else []
        row.sha256, row.size = sha256, file.stat().st_size
        with file.open("rb") as opened:
            row.file.save(row.name, File(opened), save=False)
        row.save()
    return outdated


def _part(lead: Upload, path: str) -> Upload:
    return Upload(
        project=lead.project,
        uploaded_by=lead.uploaded_by,
        batch=lead.batch,
        lead=lead,
        path=storable(path),
        name=storable(path.rsplit("/", 1)[-1]),
        outcome=Outcome.PART,
    )
