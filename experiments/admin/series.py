from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from experiments.admin.base import DerivedAdmin, RunVerdictFilter, WordFilter
from experiments.admin.search import ExpressionSearch
from experiments.curves import SPLITS
from experiments.models import EpochMetrics, Parameter, Series, SeriesChunk


@admin.register(EpochMetrics)
class EpochMetricsAdmin(ExpressionSearch, DerivedAdmin):
    list_display = (
        "run", "epoch", "train_loss", "val_loss", "test_loss",
        "train_accuracy", "val_accuracy", "test_accuracy", "project", "verdict",
    )  # fmt: skip
    list_filter = (RunVerdictFilter, "run__project")
    list_select_related = ()
    ordering = ("-run_id", "-epoch")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EpochMetrics]:
        # Joined, the runs' columns would be dragged through the sorting of all rows.
        return super().get_queryset(request).prefetch_related("run__project")

    @admin.display(description="project")
    def project(self, row: EpochMetrics) -> str:
        return row.run.project.name

    @admin.display(description="verdict")
    def verdict(self, row: EpochMetrics) -> str:
        return row.run.verdict_headline


class SplitFilter(WordFilter):
    title = parameter_name = column = "split"
    words = SPLITS


@admin.register(Series)
class SeriesAdmin(ExpressionSearch, DerivedAdmin):
    list_display = (
        "name", "run", "kind", "split", "count", "non_finite",
        "last", "min", "min_epoch", "max", "max_epoch",
    )  # fmt: skip
    list_filter = (SplitFilter, RunVerdictFilter, "run__project")
    list_select_related = ("run",)
    ordering = ("-id",)
    exclude = ("sparkline",)


@admin.register(Parameter)
class ParameterAdmin(DerivedAdmin):
    list_display = ("name", "text", "number", "run")
    list_filter = ("run__project",)
    list_select_related = ("run",)
    search_fields = ("name", "text")
    ordering = ("-id",)


@admin.register(SeriesChunk)
class SeriesChunkAdmin(DerivedAdmin):
    list_display = ("id", "series", "run", "count")
    list_select_related = ("series__run",)
    ordering = ("-id",)
    exclude = ("data",)

    @admin.display(description="run")
    def run(self, chunk: SeriesChunk) -> str:
        return chunk.series.run.name
