"""Files handed out again."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from experiments.models import Upload


def original_file(upload: Upload | None) -> FileResponse:
    if upload is None:
        raise Http404("The file was not kept.")
    return saved_file(upload.file, upload.name)


def saved_file(file: FieldFile, name: str) -> FileResponse:
    """A file byte for byte; never shown by the browser, always saved."""
    if not file or not file.storage.exists(file.name):
        raise Http404("The file was not kept.")
    return FileResponse(
        file.open(),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )
