"""Plain SQL where Django's building of a statement would take most of the time of storing."""

from collections.abc import Iterable, Sequence

from django.db import connection, models

from experiments.models import Project


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Inserts values that are ready for the database: numbers, bytes, None."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # Nothing of it comes from outside: names are the models', values go as parameters.
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def live_names(project: Project, names: Sequence[str]) -> set[str]:
    """Those of the names that runs of the project bear which are not in its trash."""
    marks = ", ".join(["%s"] * len(names))
    asked = "SELECT name FROM experiments_run WHERE project_id = %s AND deleted_at IS NULL AND name"
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} IN ({marks})", [project.pk, *names])
        return {name for (name,) in cursor.fetchall()}
