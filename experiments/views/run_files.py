"""All files that belong to a run, as they were received."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_GET

from experiments.access import run_for
from experiments.downloads import saved_file
from experiments.models import Predictions, Run, Upload
from experiments.queries_run_page import logs_of_run
from experiments.templatetags.lossacc import epoch


@dataclass(frozen=True)
class FileRow:
    """One file; `url` is empty where it was not kept."""

    name: str
    what: str
    format: str
    size: int | None
    sha256: str
    at: datetime
    by: User | None
    url: str

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]


def files(run: Run, predictions: Iterable[Predictions]) -> list[FileRow]:
    """The log first, then its earlier versions, then files of predictions."""
    logs = sorted(logs_of_run(run), key=lambda row: not _is_current(run, row))
    rows = [_log_row(run, upload) for upload in logs]
    return rows + [row for one in predictions for row in _prediction_rows(run, one)]


@require_GET
def run_upload(request: HttpRequest, uuid: UUID, file: UUID) -> FileResponse:
    """One of the run's log files; who may see the run may have it, wherever it was uploaded."""
    upload = logs_of_run(run_for(request.user, uuid)).filter(uuid=file).first()
    if upload is None:
        raise Http404("There is no such file, or it does not belong to this run.")
    return saved_file(upload.file, upload.name)


def _log_row(run: Run, upload: Upload) -> FileRow:
    url = reverse("run_upload", args=[run.uuid, upload.uuid]) if upload.file else ""
    what = "log" if _is_current(run, upload) else "earlier version of the log"
    return FileRow(
        name=upload.path if upload.lead_id else upload.name,
        what=what,
        format=upload.format_title,
        size=upload.size,
        sha256=upload.sha256,
        at=upload.uploaded_at,
        by=upload.uploaded_by,
        url=url,
    )


def _is_current(run: Run, upload: Upload) -> bool:
    return run.upload_id in (upload.pk, upload.lead_id)


def _prediction_rows(run: Run, row: Predictions) -> Iterator[FileRow]:
    at = f", {run.counted_by} {epoch(row.epoch)}" if row.epoch is not None else ""
    what = f"{row.get_split_display()} predictions{at}"
    url = reverse("predictions_file", args=[row.uuid])
    said = {"at": row.uploaded_at, "by": row.uploaded_by}
    yield FileRow(row.name, what, row.format_title, row.size, row.sha256, url=url, **said)
    if row.labels_file:
        labels = f"labels of the {what}"
        yield FileRow(
            row.labels_name, labels, "", None, row.labels_sha256, url=f"{url}?labels=1", **said
        )
