"""The one vocabulary of what runs are sorted by, filtered by, shown with and grouped by.

Columns of a run (``verdict``, ``val_loss``), metrics by the name that they were logged with
(``train_accuracy``, ``last.lr``), parameters (``params.lr``), ``tags``.
"""

import difflib
import re

from django.db import connection
from django.db.models import Model

from experiments.models import Parameter, Project, Series
from experiments.querying.columns import COLUMNS, Tags
from experiments.querying.errors import QueryError
from experiments.querying.field import TEXT, Field
from experiments.querying.metrics import BEST, OF_A_METRIC, Metric, Setting

__all__ = ["PARAMETERS", "Field", "field", "known_names", "parts_of"]

PARAMETERS = "params"
MOST_KNOWN = 2_000
_OWN = {column.name: column for column in COLUMNS}
_PART = re.compile(r"`([^`]*)`|([^.`]+)")


def field(project: Project, name: str) -> Field:
    """The field of this name. Raises QueryError, with what may have been meant, for no field."""
    if name in _OWN:
        return _OWN[name]
    if name == "tags":
        return Tags("tags", "Tags", TEXT, project=project.pk)
    first, *rest = parts_of(name)
    key = ".".join(rest)
    if first == PARAMETERS:
        return _setting(project, key)
    if first in OF_A_METRIC and rest:
        return _metric(project, key, first, name)
    return _metric(project, ".".join([first, *rest]), BEST, name)


def parts_of(name: str) -> list[str]:
    """``params.`a.b``` is of two parts: what stands in backticks is one."""
    return [quoted or plain for quoted, plain in _PART.findall(name)] or [name]


def known_names(project: Project) -> list[str]:
    """The names of all fields that some run of the project has, columns first."""
    metrics = [Metric.of(project.pk, key).name for key in metric_keys(project)]
    return [*dict.fromkeys([*_OWN, "tags", *metrics, *parameter_fields(project)])]


def parameter_fields(project: Project) -> list[str]:
    """The names of the fields that are parameters."""
    return [Setting.of(project.pk, key).name for key in parameter_names(project)]


def metric_keys(project: Project) -> list[str]:
    """What the project's runs logged, alphabetically."""
    return _distinct(Series, "key", project)


def parameter_names(project: Project) -> list[str]:
    return _distinct(Parameter, "name", project)


def _metric(project: Project, key: str, which: str, name: str) -> Metric:
    if not Series.objects.filter(project=project, key=key).exists():
        raise _unknown(name, known_names(project), "metric or column")
    return Metric.of(project.pk, key, which)


def _setting(project: Project, key: str) -> Setting:
    if not key:
        raise QueryError("Name one parameter, such as params.lr.")
    if not Parameter.objects.filter(project=project, name=key).exists():
        raise _unknown(Setting.of(project.pk, key).name, parameter_fields(project), "parameter")
    return Setting.of(project.pk, key)


def _unknown(name: str, known: list[str], what: str) -> QueryError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    shown = name.removeprefix(f"{PARAMETERS}.")
    message = f"No run of this project has a {what} “{shown}”."
    return QueryError(message, suggestion=near[0] if near else "")


def _distinct(model: type[Model], column: str, project: Project) -> list[str]:
    """Each value once, found one after the other in the index rather than in all rows."""
    table, name = map(connection.ops.quote_name, (model._meta.db_table, column))
    first = f"SELECT min({name}) FROM {table} WHERE project_id = %s AND {name} > "  # noqa: S608
    query = f"""
        WITH RECURSIVE found(value) AS (
            {first} ''
            UNION ALL SELECT ({first} found.value) FROM found WHERE found.value IS NOT NULL
        )
        SELECT value FROM found WHERE value IS NOT NULL LIMIT %s
    """  # noqa: S608, of the names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(query, [project.pk, project.pk, MOST_KNOWN])
        return [value for (value,) in cursor.fetchall()]
