"""Paging of long tables without counting all of their rows."""

from functools import cached_property

from django.core.paginator import Paginator


class BoundedPaginator(Paginator):
    """Counts up to a limit, and pages no further: a query narrows quicker than paging."""

    limit = 10_000

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: self.limit + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.limit)

    @property
    def is_cut(self) -> bool:
        return self._counted > self.limit
