"""What several lists share."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.db import DataError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from experiments.admin.paging import BoundedPaginator
from experiments.analysis.finding import LABELS


class ListAdmin(admin.ModelAdmin):
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The list; where its address holds what the database cannot look for, without that."""
        if request.method != "GET":
            return super().changelist_view(request, extra_context)
        try:
            answer = super().changelist_view(request, extra_context)
            return answer.render() if hasattr(answer, "render") else answer
        except (DataError, OverflowError, ValueError):
            messages.warning(request, "A filter in the address cannot be read; all rows are shown.")
            return redirect(request.path)


class LongListAdmin(ListAdmin):
    """A list that stays quick at millions of rows: nothing on it counts them all."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50


class OwnerAdmin(ListAdmin):
    """Rows that others hang on, which go with them."""

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> tuple:
        """Without a line for each of a run's points, which would be a very long page."""
        names = [str(o) for o in objs]
        return names, {self.opts.verbose_name_plural: len(names)}, set(), []


class DerivedAdmin(LongListAdmin):
    """Rows that only services write: to be looked at, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class WordFilter(admin.SimpleListFilter):
    """By one of the words a column may hold: reading them off the rows would scan the table."""

    words: Iterable[str] = ()
    column = ""

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [(word, word.replace("_", " ")) for word in self.words]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class VerdictFilter(WordFilter):
    title = parameter_name = column = "verdict"
    words = LABELS


class RunVerdictFilter(VerdictFilter):
    column = "run__verdict"
