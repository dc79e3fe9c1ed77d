from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import may, run_for
from experiments.curves import Curves
from experiments.downloads import original_log
from experiments.exports import EXPORTS
from experiments.models import Membership, Run
from experiments.queries_run_page import verdict_history
from experiments.views import run_beside, run_charts, run_hints, run_others, run_page
from experiments.views.live_page import Live
from experiments.views.run_epochs import epoch_table
from experiments.views.run_predictions import predictions_context

EDITOR = Membership.Role.EDITOR


@require_GET
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        shown = run_for(request.user, uuid)
    except Http404:
        return _in_trash(request, run_for(request.user, uuid, deleted=True))
    live = Live.of(request.user, [shown])
    series = queries.series_of(shown)
    curves = Curves.from_series(series)
    context = run_page.analysis_context(shown, curves)
    chosen = run_charts.controls(request.GET, series, context["findings"])
    panels = run_charts.panels(shown, series, context["findings"], chosen)
    known = queries.facts_of(shown)
    plane_split, plane = run_page.run_plane(shown, curves, known)
    context |= {
        "project": shown.project,
        "live": live,
        "may_edit": may(request.user, EDITOR, shown.project),
        "controls": chosen,
        "charts": run_charts.charts(panels),
        "figures": run_charts.figures(panels),
        "table": epoch_table(curves, whole=request.GET.get("table") == "all"),
        "plane": plane,
        "plane_split": plane_split,
        "others": run_others.others(request.GET, series, chosen.options),
        "facts": run_page.facts(shown, known),
        "series_count": len(series),
        "unassigned": run_hints.unassigned(series),
        "length": run_page.length(shown),
        "exports": EXPORTS,
    }
    context |= predictions_context(shown)
    may_edit, predictions = context["may_edit"], context["all_predictions"]
    context |= run_beside.context(request, shown, predictions, may_edit=may_edit)
    return render(request, "runs/run.html", context)


def _in_trash(request: HttpRequest, run: Run) -> HttpResponse:
    may_edit = may(request.user, EDITOR, run.project)
    context = {"run": run, "project": run.project, "may_edit": may_edit}
    return render(request, "runs/in_trash.html", context, status=404)


@require_GET
def run_status(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changed since the page was drawn; nothing while all that is open is where it was."""
    shown = run_for(request.user, uuid)
    analysis = queries.latest_analysis(shown)
    listed = predictions_context(shown)
    is_there = analysis is not None and analysis.state == request.GET.get("state")
    if is_there and listed["predictions_seen"] == request.GET.get("predictions", ""):
        return HttpResponse(status=204)
    context = run_page.analysis_context(shown, queries.curves_of(shown)) | listed
    context |= {"may_edit": may(request.user, EDITOR, shown.project), "swap": True}
    context["history"] = verdict_history(shown)
    return render(request, "runs/_status.html", context)


@require_GET
def run_figures(request: HttpRequest, uuid: UUID) -> JsonResponse:
    shown = run_for(request.user, uuid)
    series = queries.some_series_of(shown, ())
    findings = queries.findings_of(shown)
    chosen = run_charts.controls(request.GET, series, findings)
    panels = run_charts.panels(shown, series, findings, chosen)
    return JsonResponse(run_charts.figures(panels))


@require_GET
def run_file(request: HttpRequest, uuid: UUID) -> FileResponse:
    return original_log(run_for(request.user, uuid).upload)
