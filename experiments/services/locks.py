"""Row locks: they hold off other writers until the transaction ends.

The order is project, run, analysis or upload: two who lock in different orders wait for each other.
Rows that only point at a locked one can be written meanwhile.
On SQLite the transaction itself is the lock.
"""

from django.db import connection, models
from django.db.models import QuerySet

from experiments.models import Project, Run


def lock_project(project: Project) -> None:
    _lock(project)


def lock_run(run: Run) -> None:
    _lock(run)


def _lock(row: models.Model) -> None:
    if connection.features.has_select_for_update:
        type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def lock_runs(runs: QuerySet[Run]) -> list[int]:
    """Their primary keys, in order: two who lock the same runs wait for each other in turn."""
    ordered = runs.order_by("pk")
    if connection.features.has_select_for_update:
        ordered = ordered.select_related(None).select_for_update(no_key=True)
    return list(ordered.values_list("pk", flat=True))
