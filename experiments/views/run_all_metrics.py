"""Every metric of a run side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import run_for
from experiments.charts.figure import figure
from experiments.charts.metric_panels import OTHERS, Metric, metrics
from experiments.charts.panel_svg import MULTIPLE
from experiments.charts.panels import Panel
from experiments.curves import Series
from experiments.models import Run
from experiments.views import run_charts
from experiments.views.live_page import Live
from experiments.views.run_charts import Controls
from experiments.views.run_others import (
    SMALL_POINTS,
    SmallChart,
    drawn_and_constant,
    panel_of,
    small_chart,
    small_charts,
    title_of,
)


@dataclass(frozen=True)
class Section:
    """Charts under one heading."""

    title: str
    charts: Sequence[SmallChart]


@require_GET
def run_all_metrics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = run_for(request.user, uuid)
    live = Live.of(request.user, [shown])
    series = queries.series_of(shown)
    chosen = _controls(request, shown, series)
    search = request.GET.get("metric", "").strip()
    others, constant = drawn_and_constant(m for m in metrics(series) if m.matches(search))
    found = _sections(shown, series, chosen, search, others)
    context = {
        "run": shown,
        "live": live,
        "project": shown.project,
        "controls": chosen,
        "search": search,
        "sections": found,
        "constant": constant,
        "figures_url": "run_metric_figures",
    }
    return render(request, "runs/all_metrics.html", context)


@require_GET
def run_metric_figures(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """The figures of those charts that are named, as they come into view."""
    shown = run_for(request.user, uuid)
    wanted = request.GET.getlist("chart")
    series = queries.some_series_of(shown, [title_of(key) for key in wanted])
    chosen = _controls(request, shown, series)
    judged = {panel.kind: panel for panel in _judged(shown, series, chosen)}
    panels = ((key, judged.get(key) or panel_of(key, series, chosen.options)) for key in wanted)
    return JsonResponse({key: figure(panel, (MULTIPLE,)) for key, panel in panels if panel})


def _controls(request: HttpRequest, run: Run, series: Sequence[Series]) -> Controls:
    chosen = run_charts.controls(request.GET, series, queries.findings_of(run))
    return replace(chosen, options=replace(chosen.options, most=SMALL_POINTS))


def _judged(run: Run, series: Sequence[Series], chosen: Controls) -> list[Panel]:
    return run_charts.panels(run, series, queries.findings_of(run), chosen)


def _sections(
    run: Run,
    series: Sequence[Series],
    chosen: Controls,
    search: str,
    others: Sequence[Metric],
) -> list[Section]:
    """Loss and accuracy, then metrics by what their names begin with, then the others."""
    judged = list(_judged_charts(run, series, chosen, search))
    first = [Section("Loss and accuracy", judged)] if judged else []
    together: dict[str, list[SmallChart]] = {}
    for chart in small_charts(others, series, chosen.options):
        together.setdefault(chart.section, []).append(chart)
    last = {OTHERS: together.pop(OTHERS)} if OTHERS in together else {}
    return first + [Section(title, charts) for title, charts in (together | last).items()]


def _judged_charts(
    run: Run, series: Sequence[Series], chosen: Controls, search: str
) -> Iterator[SmallChart]:
    for panel in _judged(run, series, chosen):
        names = ", ".join(s.name for s in series if s.kind == panel.kind and s.column)
        if search.casefold() in f"{panel.title} {names}".casefold():
            title = f"{panel.title}, {panel.unit}" if panel.unit else panel.title
            chart = small_chart(panel.kind, title, panel.title, panel, panel.kind)
            yield replace(chart, names=names)
