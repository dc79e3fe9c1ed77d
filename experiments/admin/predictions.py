from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from experiments.admin.base import DerivedAdmin, RunVerdictFilter, WordFilter
from experiments.admin.search import ExpressionSearch
from experiments.models import Predictions
from experiments.predictions.report import CONFIDENCES


class ConfidenceFilter(WordFilter):
    title = parameter_name = column = "confidence"
    words = CONFIDENCES


@admin.register(Predictions)
class PredictionsAdmin(ExpressionSearch, DerivedAdmin):
    list_display = (
        "run", "split", "epoch", "state", "n", "classes", "accuracy", "log_loss", "ece",
        "temperature", "confidence", "uploaded_by", "uploaded_at", "page",
    )  # fmt: skip
    list_filter = ("state", "split", ConfidenceFilter, RunVerdictFilter)
    list_select_related = ("run", "uploaded_by")
    text_fields = ("run__name", "name", "headline")
    date_hierarchy = "uploaded_at"
    ordering = ("-id",)
    # The page of the predictions shows the report and hands out the files.
    exclude = ("file", "labels_file", "samples", "report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Predictions]:
        return super().get_queryset(request).defer("report")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Predictions | None = None
    ) -> list[str]:
        return ["page"]

    @admin.display(description="page")
    def page(self, predictions: Predictions) -> str:
        url = reverse("predictions", args=[predictions.uuid])
        return format_html('<a href="{}">open</a>', url)
