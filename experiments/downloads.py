"""Files handed out again."""

from django.http import FileResponse, Http404

from experiments.models import Upload


def original_file(upload: Upload | None) -> FileResponse:
    """The file as it was received; never shown by the browser, always saved."""
    if upload is None or not upload.file or not upload.file.storage.exists(upload.file.name):
        raise Http404("The file was not kept.")
    return FileResponse(
        upload.file.open(),
        as_attachment=True,
        filename=upload.name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )
