"""Reads that more than one place needs."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from experiments import curves
from experiments.access import visible_projects
from experiments.binary_rows import binary_rows
from experiments.facts import Facts, facts_from_parameters
from experiments.models import (
    Analysis,
    Finding,
    Project,
    Run,
    Series,
    SeriesChunk,
)
from experiments.points import Packed, decode
from experiments.queries_predictions import facts_from_predictions

RUNS_A_PAGE = 50


def open_analyses() -> QuerySet[Analysis]:
    return Analysis.objects.filter(finished_at__isnull=True)


def series_of(run: Run) -> list[curves.Series]:
    """All points of a run, one series a metric, in the order of the log."""
    return _decoded(run.series.order_by("position", "id"))


def some_series_of(run: Run, names: Sequence[str]) -> list[curves.Series]:
    """Losses, accuracies, and metrics of these names or kinds: many others need not be read."""
    judged = Q(kind__in=curves.KINDS, split__in=curves.SPLITS)
    wanted = run.series.filter(judged | Q(name__in=names) | Q(kind__in=names))
    return _decoded(wanted.order_by("position", "id"))


def judged_series_of(runs: Sequence[Run]) -> dict[int, list[curves.Series]]:
    """Losses and accuracies of each run, by its primary key, in two queries."""
    rows = list(_judged(Series.objects.filter(run__in=runs)).order_by("position", "id"))
    found: dict[int, list[curves.Series]] = {run.pk: [] for run in runs}
    for row, series in zip(rows, _decoded(rows), strict=True):
        found[row.run_id].append(series)
    return found


def series_run_by_run(runs: Sequence[Run]) -> Iterator[tuple[Run, list[curves.Series]]]:
    """All points of each run, read in two queries; unpacked as they are asked for."""
    rows = list(Series.objects.filter(run__in=runs).order_by("position", "id"))
    blocks = _blocks(rows)
    for run in runs:
        own = [row for row in rows if row.run_id == run.pk]
        yield run, decode([_packed(row, blocks.pop(row.pk)) for row in own])


def curves_of(run: Run) -> curves.Curves:
    """The epoch table of a run, made from its points."""
    return curves.Curves.from_series(_decoded(_judged(run.series.order_by("position", "id"))))


def _judged(rows: QuerySet[Series]) -> QuerySet[Series]:
    return rows.filter(kind__in=curves.KINDS, split__in=curves.SPLITS)


def _decoded(rows: Iterable[Series]) -> list[curves.Series]:
    rows = list(rows)
    blocks = _blocks(rows)
    return decode([_packed(row, blocks[row.pk]) for row in rows])


def _packed(row: Series, blocks: Sequence[bytes]) -> Packed:
    return Packed(row.name, row.kind, row.split, row.scale, blocks)


def _blocks(rows: Sequence[Series]) -> dict[int, list[bytes]]:
    """The chunks of each series, in the order in which they came."""
    found: dict[int, list[bytes]] = {row.pk: [] for row in rows}
    chunks = SeriesChunk.objects.filter(series__in=rows).order_by()
    # Not sorted by the database, which would copy all points once more.
    stored = binary_rows(chunks.values_list("series_id", "id", "data"))
    for series, _, data in sorted(stored, key=_place):
        found[series].append(data)
    return found


def _place(chunk: tuple[int, int, bytes]) -> tuple[int, int]:
    series, number, _ = chunk
    return series, number


def entered_facts(run: Run) -> Facts:
    return Facts(
        classes=run.classes,
        n_val=run.n_val,
        loss_kind=run.loss_kind or None,
        majority=run.majority,
    )


def facts_of(run: Run) -> Facts:
    """What a person entered, filled up with what the parameters tell, then the predictions."""
    told = entered_facts(run) | facts_from_parameters(run.parameters)
    return told | facts_from_predictions(run)


def findings_of(run: Run) -> QuerySet[Finding]:
    return run.findings.order_by("position")


def latest_analysis(run: Run) -> Analysis | None:
    return run.analyses.order_by("-pk").first()


def live_runs(project: Project) -> QuerySet[Run]:
    return Run.objects.filter(project=project, deleted_at__isnull=True)


def trash(project: Project) -> QuerySet[Run]:
    deleted = Run.objects.filter(project=project, deleted_at__isnull=False)
    return deleted.select_related("created_by").order_by("-deleted_at", "-pk")


def project_list(user: User) -> QuerySet[Project]:
    """The projects that the user sees, with `run_count` and `last_activity`."""
    live = Run.objects.filter(project=OuterRef("pk"), deleted_at__isnull=True).order_by()
    counted = live.values("project").annotate(n=Count("pk"), latest=Max("created_at"))
    return (
        visible_projects(user)
        .annotate(run_count=Coalesce(Subquery(counted.values("n")), 0))
        .annotate(last_activity=Subquery(counted.values("latest")))
        .order_by(Lower("name"), "pk")
    )


def waiting_runs(project: Project, uuids: Iterable[UUID]) -> QuerySet[Run]:
    """Those of the runs that are in the project, with `analysing` and `analysis_state`."""
    return with_analysis(live_runs(project).filter(uuid__in=uuids))


def with_analysis(runs: QuerySet[Run]) -> QuerySet[Run]:
    latest = Analysis.objects.filter(run=OuterRef("pk")).order_by("-pk")
    return runs.annotate(
        analysis_state=Subquery(latest.values("state")[:1]),
        analysing=Exists(open_analyses().filter(run=OuterRef("pk"))),
    )
