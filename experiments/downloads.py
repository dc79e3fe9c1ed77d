"""Files handed out again."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from experiments.models import Upload

KEPT_IN_MEMORY = 4 * 2**20


def original_log(upload: Upload | None) -> FileResponse:
    """The log as it was received: its file, or where it has several all of them as one archive."""
    if upload is None:
        raise Http404("The file was not kept.")
    if upload.folder and upload.parts.exists():
        return _saved(_packed(upload), f"{upload.title}.zip")
    return saved_file(upload.file, upload.name)


def saved_file(file: FieldFile, name: str) -> FileResponse:
    """A file byte for byte; never shown by the browser, always saved."""
    if not file or not file.storage.exists(file.name):
        raise Http404("The file was not kept.")
    return _saved(file.open(), name)


def _saved(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _packed(lead: Upload) -> IO[bytes]:
    # The response closes it.
    packed = SpooledTemporaryFile(KEPT_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for upload in (lead, *lead.parts.order_by("path")):
            if upload.file and upload.file.storage.exists(upload.file.name):
                with upload.file.open() as file, archive.open(upload.path, "w") as member:
                    for chunk in file.chunks():
                        member.write(chunk)
    packed.seek(0)
    return packed
