"""Row locks: they hold off other writers until the transaction ends.

On SQLite the transaction itself is the lock.
"""

from django.db import connection, models

from experiments.models import Project, Run


def lock_project(project: Project) -> None:
    _lock(project)


def lock_run(run: Run) -> None:
    _lock(run)


def _lock(row: models.Model) -> None:
    if connection.features.has_select_for_update:
        type(row)._default_manager.select_for_update().get(pk=row.pk)
