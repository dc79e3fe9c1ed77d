from django.contrib import admin

from experiments.admin.base import DerivedAdmin
from experiments.admin.search import ExpressionSearch
from experiments.models import MetricRule, Rereading


@admin.register(MetricRule)
class MetricRuleAdmin(ExpressionSearch, DerivedAdmin):
    """Made and deleted on the pages of projects, where the runs are read anew too."""

    list_display = ("name", "project", "kind", "split", "made_by", "made_at")
    list_filter = ("split", "project")
    list_select_related = ("project", "made_by")
    text_fields = ("name", "project__name")
    date_hierarchy = "made_at"
    ordering = ("name", "project", "id")


@admin.register(Rereading)
class RereadingAdmin(DerivedAdmin):
    list_display = ("run", "state", "attempts", "requested_at", "finished_at", "error")
    list_filter = ("state",)
    list_select_related = ("run",)
    search_fields = ("run__name", "error")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-id")
