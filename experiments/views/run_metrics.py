from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from experiments import queries, tasks
from experiments.access import run_for
from experiments.analysis.wording import count
from experiments.curves import Series
from experiments.forms.metrics import MetricsForm, ScopeForm
from experiments.models import Membership, Run
from experiments.services import metric_rules, remapping, rereadings
from experiments.services.ruling import Rules, corrected, meaning, rules_of
from experiments.templatetags.lossacc import drawn_sparkline
from experiments.views.run_page import short

EDITOR = Membership.Role.EDITOR
SPARK_POINTS = 60


@dataclass(frozen=True)
class MetricRow:
    """One logged metric, and the choice of what it is read as."""

    series: Series
    field: BoundField
    first: str
    last: str
    drawing: SafeString
    rule: str

    @property
    def is_in_percent(self) -> bool:
        return self.series.scale != 1


@require_http_methods(["GET", "POST"])
def run_metrics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    series = queries.series_of(run)
    sent = request.POST if request.method == "POST" else None
    form, scope = MetricsForm(series, sent), ScopeForm(run, sent)
    if sent is not None and form.is_valid() and scope.is_valid():
        try:
            return _read_anew(request, run, form, scope)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
    rules = rules_of(run.project)
    rows = [_metric_row(one, form, rules) for one in series if len(one.value)]
    context = {"run": run, "project": run.project, "form": form, "scope": scope, "rows": rows}
    return render(request, "runs/metrics.html", context)


def _read_anew(request: HttpRequest, run: Run, form: MetricsForm, scope: ScopeForm) -> HttpResponse:
    mapping = form.changes
    if scope.is_for_project:
        mapping = mapping or corrected(form.series)
    if not mapping:
        messages.info(request, "Nothing was changed: each metric is read as before.")
        return redirect("run", run.uuid)
    if scope.is_for_project:
        said = _for_project(request, run, mapping, others=scope.cleaned_data["others"])
    else:
        remapping.remap(run, mapping)
        said = f"{_metrics(mapping)} read in another way now. The run is analysed again."
    tasks.wake()
    messages.success(request, said)
    return redirect("run", run.uuid)


def _for_project(request: HttpRequest, run: Run, mapping: Rules, *, others: bool) -> str:
    asked = metric_rules.remap_project(run, request.user, mapping, others=others)
    said = f"{_metrics(mapping)} read like this in every run of {run.project} from now on."
    if not asked:
        return said
    done = "was read" if asked == 1 else "were read"
    if asked > rereadings.AT_ONCE:
        done = "are being read"
    return f"{said} {count(asked, 'other run')} {done} anew."


def _metrics(mapping: Mapping[str, object]) -> str:
    return "1 metric is" if len(mapping) == 1 else f"{len(mapping)} metrics are"


def _metric_row(series: Series, form: MetricsForm, rules: Rules) -> MetricRow:
    few = np.linspace(0, len(series.value) - 1, min(len(series.value), SPARK_POINTS)).astype(int)
    return MetricRow(
        series=series,
        field=form[series.name],
        first=short(series.value[0]),
        last=short(series.value[-1]),
        drawing=drawn_sparkline(series.value[few].tolist()),
        rule=meaning(*rules[series.name]) if series.name in rules else "",
    )
