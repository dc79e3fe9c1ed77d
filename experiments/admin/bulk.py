from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from experiments.admin.base import DerivedAdmin, ListAdmin
from experiments.models import BulkChange, SavedView


@admin.register(BulkChange)
class BulkChangeAdmin(DerivedAdmin):
    exclude = ("wanted", "lease")
    list_display = (
        "action", "project", "asked", "found", "changed", "state", "made_by", "requested_at",
    )  # fmt: skip
    list_filter = ("action", "state")
    list_select_related = ("project", "made_by")
    search_fields = ("uuid", "project__name")
    date_hierarchy = "requested_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkChange]:
        return super().get_queryset(request).defer("wanted")


@admin.register(SavedView)
class SavedViewAdmin(ListAdmin):
    list_display = ("name", "project", "code", "made_by", "made_at", "updated_at")
    list_filter = ("project",)
    list_select_related = ("project", "made_by")
    search_fields = ("name", "code", "project__name")
    autocomplete_fields = ("project", "made_by")
