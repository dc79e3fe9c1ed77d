"""One chart of a run as a file: its drawing, or every point that it is made of."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import run_for
from experiments.charts.panels import Panel
from experiments.charts.reduction import MOST_POINTS
from experiments.charts.run_lines import Window
from experiments.charts.run_places import places
from experiments.charts.standalone import standalone
from experiments.charts.theme import THEMES, colours
from experiments.curves import KINDS, Series
from experiments.exports import Exported, csv_points
from experiments.models import Run
from experiments.views import run_charts, run_others
from experiments.views.run_downloads import safe_name

ALL_POINTS = 100_000
"""Of a line in a drawing that is asked for in full; beyond, its band shows what is left out."""


@require_GET
def run_chart_csv(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """The points of a chart as they were logged, in its window and of its splits."""
    shown = run_for(request.user, uuid)
    key = request.GET.get("chart", "")
    series = queries.some_series_of(shown, [run_others.title_of(key)])
    options = run_charts.controls(request.GET, series, queries.findings_of(shown)).options
    drawn = [s for s in _series(key, series) if not s.split or s.split in options.splits]
    points = [within(s, series, options.x, options.window) for s in drawn]
    return StreamingHttpResponse(
        csv_points.write(Exported(shown.name, points)),
        content_type=csv_points.EXPORT.content_type,
        headers=_headers(shown, key, ".csv"),
    )


@require_GET
def run_chart_svg(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The drawing of a chart as a file; `points=few` draws it as the page does."""
    shown = run_for(request.user, uuid)
    key = request.GET.get("chart", "")
    most = MOST_POINTS if request.GET.get("points") == "few" else ALL_POINTS
    theme = request.GET.get("theme", "")
    drawn = standalone(
        _panel(request, shown, key, most),
        shown.name,
        colours(theme if theme in THEMES else THEMES[0]),
    )
    return HttpResponse(
        drawn, content_type="image/svg+xml; charset=utf-8", headers=_headers(shown, key, ".svg")
    )


def within(one: Series, series: Sequence[Series], x: str, window: Window | None) -> Series:
    if window is None:
        return one
    at = places(one, series, x)
    inside = (at >= window[0]) & (at <= window[1])
    columns = ("step", "value", "epoch", "time")
    return replace(one, **{name: np.asarray(getattr(one, name))[inside] for name in columns})


def _series(key: str, series: Sequence[Series]) -> list[Series]:
    found = [s for s in series if key in KINDS and s.column and s.kind == key]
    found = found or list(run_others.metric_of(key, series))
    if not found:
        raise Http404(f"This run has no chart {key!r}.")
    return found


def _panel(request: HttpRequest, run: Run, key: str, most: int) -> Panel:
    series = queries.some_series_of(run, [run_others.title_of(key)])
    findings = queries.findings_of(run)
    chosen = run_charts.controls(request.GET, series, findings)
    chosen = replace(chosen, options=replace(chosen.options, most=most))
    found = {panel.kind: panel for panel in run_charts.panels(run, series, findings, chosen)}
    panel = found.get(key) or run_others.panel_of(key, series, chosen.options)
    if panel is None:
        raise Http404(f"This run has no chart {key!r}, or nothing to draw in it.")
    return panel


def _headers(run: Run, key: str, suffix: str) -> dict[str, str]:
    name = safe_name(f"{run.name}-{run_others.title_of(key)}") + suffix
    disposition = content_disposition_header(True, name)
    return {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
