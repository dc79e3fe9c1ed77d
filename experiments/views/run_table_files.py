"""What a run table shows, all pages of it, as a file; and the run that others are compared with."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from experiments.access import project_for
from experiments.exports.table import write_csv, write_parquet
from experiments.models import Run
from experiments.queries_runs import Ordered
from experiments.querying.field import Field
from experiments.querying.values import values_of_all
from experiments.views.run_columns import columns_of, sorting_field
from experiments.views.run_downloads import safe_name
from experiments.views.run_table import TableState

RUNS_AT_ONCE = 1_000
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@require_GET
def project_export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    shown = project_for(request.user, slug)
    if form not in TYPES:
        raise Http404(f"Runs cannot be downloaded as {form}.")
    state = TableState.from_query(request.GET)
    fields = columns_of(shown, state).fields
    matching, _ = state.understood(shown)
    by, downwards, _ = sorting_field(shown, state)
    keys = Ordered(matching, by, downwards).keys(0, matching.count())
    rows = _rows(keys, fields)
    header = ["run", *(field.name for field in fields)]
    name = f"{safe_name(shown.name)} {timezone.now():%Y-%m-%d}.{form}"
    about = {
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
    }
    if form == "csv":
        written = write_csv(header, ([_plain(v) for v in row] for row in rows))
        return StreamingHttpResponse(written, content_type=TYPES[form], headers=about)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    data = write_parquet(dict(zip(header, columns, strict=True)))
    return HttpResponse(data, content_type=TYPES[form], headers=about)


def _rows(keys: Sequence[int], fields: list[Field]) -> Iterator[list[object]]:
    """A row a run, in the order of its keys: its identity, then what each column says."""
    for start in range(0, len(keys), RUNS_AT_ONCE):
        some = keys[start : start + RUNS_AT_ONCE]
        runs = Run.objects.filter(pk__in=some)
        uuids = dict(runs.values_list("pk", "uuid"))
        told = values_of_all(fields, runs)
        for key in some:
            if key in uuids:
                yield [str(uuids[key]), *(told[field.name].get(key) for field in fields)]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return {True: "True", False: "False"}[value] if isinstance(value, bool) else value


@require_POST
def project_baseline(request: HttpRequest, slug: str) -> HttpResponse:
    """The table, with the first of the chosen runs as the one that others are compared with."""
    shown = project_for(request.user, slug)
    state = TableState.from_query(request.GET)
    query = urlencode(list(state.pairs(baseline=request.POST.get("run", ""))))
    return redirect(f"{reverse('project', args=[shown.slug])}?{query}")
