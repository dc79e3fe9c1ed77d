from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.exports import Exported
from experiments.exports.parquet_runs import CONTENT_TYPE, write_runs
from experiments.models import Run
from experiments.views.compare_query import CompareQuery, ComparisonError
from experiments.views.compare_runs import asked_runs


@require_GET
def compare_points(request: HttpRequest) -> HttpResponse:
    """Every point of every metric of the runs, sent while it is written."""
    try:
        asked = CompareQuery.of(request.GET)
    except ComparisonError as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    runs = asked_runs(request.user, asked).runs
    return StreamingHttpResponse(
        write_runs(_exported(runs)),
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{len(runs)}-runs.parquet"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _exported(runs: Sequence[Run]) -> Iterator[tuple[str, Exported]]:
    for run, series in queries.series_run_by_run(runs):
        yield str(run.uuid), Exported(run.name, series)
