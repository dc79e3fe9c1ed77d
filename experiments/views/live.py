from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from experiments.access import project_for
from experiments.queries_live import newer_runs, stamp_of
from experiments.views.asked import moment, uuids

MOST_RUNS = 200


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """Whether the runs changed since they were `seen`, and how many are new in the project.

    Without a word where neither is so.
    """
    runs = uuids(request.GET.getlist("run")[:MOST_RUNS])
    seen = request.GET.get("seen", "")
    changed = bool(runs) and stamp_of(request.user, runs) != seen
    new, slug = 0, request.GET.get("project")
    if slug is not None:
        project = project_for(request.user, slug.replace("\0", ""))
        since = moment(request.GET.get("since", ""))
        if since is None:
            raise Http404("This address names no moment since when runs are new.")
        new = newer_runs(project, since)
    if not changed and not new:
        return HttpResponse(status=204)
    return JsonResponse({"changed": changed, "new": new})
