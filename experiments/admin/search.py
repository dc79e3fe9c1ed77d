"""Search by expression, such as ``val_loss > 0.5 and epoch > 10``."""

import re

from django.contrib import admin, messages
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest
from djangoql.admin import DjangoQLSearchMixin
from djangoql.exceptions import DjangoQLError
from djangoql.queryset import apply_search

from experiments.admin.schema import RunSchema

_OPERATOR = re.compile(r"[=<>~()]|\b(in|startswith|endswith)\b")
_BAD_QUERY = (
    DjangoQLError, FieldError, ValidationError, ValueError, OverflowError, RecursionError, DataError
)  # fmt: skip


class ExpressionSearch(DjangoQLSearchMixin):
    """Expressions everywhere; words without an operator are looked up in `text_fields`."""

    djangoql_schema = RunSchema
    text_fields: tuple[str, ...] = ()

    def search_mode_toggle_enabled(self) -> bool:
        return False

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.text_fields or self.search_fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if self.text_fields and not _OPERATOR.search(search_term):
            return admin.ModelAdmin.get_search_results(self, request, queryset, search_term)
        if not search_term:
            return queryset, False
        try:
            found = apply_search(queryset, search_term, self.djangoql_schema)
            found.exists()
        except _BAD_QUERY as error:
            self._explain(request, search_term, error)
            return queryset.none(), False
        return found, "tags" in search_term

    def _explain(self, request: HttpRequest, query: str, error: Exception) -> None:
        if isinstance(error, DjangoQLError) and error.value and not error.line:
            error.line, error.column = 1, query.find(str(error.value)) + 1
        if isinstance(error, RecursionError):
            error = ValueError("The query is too long. Ask for less at once.")
        messages.warning(request, self.djangoql_error_message(error))
