import re
import unicodedata
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import run_for
from experiments.exports import EXPORTS, Exported
from experiments.models import Run

_FORMS = {export.slug: export for export in EXPORTS}
_LONGEST_NAME = 100
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@require_GET
def run_download(request: HttpRequest, uuid: UUID, form: str) -> StreamingHttpResponse:
    """The run as a file that is sent while it is written, and always saved."""
    run = run_for(request.user, uuid)
    if form not in _FORMS:
        raise Http404(f"A run cannot be downloaded as {form}.")
    export = _FORMS[form]
    disposition = content_disposition_header(True, safe_name(run.name) + export.suffix)
    return StreamingHttpResponse(
        export.write(_exported(run)),
        content_type=export.content_type,
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


def safe_name(name: str) -> str:
    """Without what parts paths, what systems forbid in names of files, and what cannot be seen."""
    seen = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN)
    plain = re.sub(r'[/\\:*?"<>|]+', "-", seen)
    return plain[:_LONGEST_NAME].strip(" .-") or "run"


def _exported(run: Run) -> Exported:
    series = queries.series_of(run)
    return Exported(run.name, series, run.parameters, run.summary, run.reading_notes)
