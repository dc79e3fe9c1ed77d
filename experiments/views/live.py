from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from experiments.access import project_for
from experiments.queries_live import newer_runs, stamp_of

MOST_RUNS = 200


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """Whether the runs changed since they were `seen`, and how many are new in the project.

    Without a word where neither is so.
    """
    uuids = _uuids(request.GET.getlist("run"))
    seen = request.GET.get("seen", "")
    changed = bool(uuids) and stamp_of(request.user, uuids) != seen
    new, slug = 0, request.GET.get("project")
    if slug is not None:
        project = project_for(request.user, slug.replace("\0", ""))
        new = newer_runs(project, _moment(request.GET.get("since", "")))
    if not changed and not new:
        return HttpResponse(status=204)
    return JsonResponse({"changed": changed, "new": new})


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts[:MOST_RUNS]]
    except ValueError:
        raise Http404("This address names a run that cannot be.") from None


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Http404("This address names no moment since when runs are new.")
