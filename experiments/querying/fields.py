"""The one vocabulary of what runs are sorted by, filtered by, shown with and grouped by.

Columns of a run (``verdict``, ``val_loss``), metrics by the name that they were logged with
(``train_accuracy``, ``last.lr``), parameters (``params.lr``), ``tags``.
"""

import difflib
import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import Exists, Model, QuerySet

from experiments.models import Parameter, Project, Series
from experiments.querying.columns import COLUMNS, Tags
from experiments.querying.errors import QueryError
from experiments.querying.field import TEXT, Field
from experiments.querying.metrics import BEST, OF_A_METRIC, Metric, Setting

__all__ = ["PARAMETERS", "Field", "field", "known_names", "parts_of", "some_fields"]

PARAMETERS = "params"
MOST_KNOWN = 2_000
_OWN = {column.name: column for column in COLUMNS}
_PART = re.compile(r"`((?:[^`]|``)*)`|([^.`]+)")


def field(project: Project, name: str) -> Field:
    """The field of this name. Raises QueryError, with what may have been meant, for no field."""
    [found] = some_fields(project, [name])
    if isinstance(found, QueryError):
        raise found
    return found


def some_fields(project: Project, names: Sequence[str]) -> list[Field | QueryError]:
    """The field of each name, or what is wrong with it; as many queries for many as for one."""
    asked = {name: _asked(name) for name in names if name not in _OWN and name != "tags"}
    there = _there(project, [*dict.fromkeys(asked.values())])
    known = known_names(project) if len(there) < len({*asked.values()}) else []
    return [
        _made(project, *asked[name])
        if asked.get(name) in there
        else _own(project, name) or _unknown(name, *asked[name], known)
        for name in names
    ]


def parts_of(name: str) -> list[str]:
    """``params.`a.b``` is of two parts: what stands in backticks, doubled ones too, is one."""
    found = _PART.findall(name)
    return [quoted.replace("``", "`") or plain for quoted, plain in found] or [name]


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


def _own(project: Project, name: str) -> Field | None:
    """The columns of a run, which every project has."""
    return Tags("tags", "Tags", TEXT, project=project.pk) if name == "tags" else _OWN.get(name)


def _asked(name: str) -> tuple[str, str]:
    """What is asked for, `PARAMETERS` or which value of a metric, and how that is called."""
    first, *rest = parts_of(name)
    if first == PARAMETERS or (first in OF_A_METRIC and rest):
        return first, ".".join(rest)
    return BEST, ".".join([first, *rest])


def _there(project: Project, asked: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that some run has. One row of one query: each is looked up in an index."""
    if not asked:
        return set()
    row = Project.objects.filter(pk=project.pk).values_list(
        *(Exists(_rows_of(project, which, key)) for which, key in asked)
    )
    return {one for one, is_there in zip(asked, row.get(), strict=True) if is_there}


def _rows_of(project: Project, which: str, key: str) -> QuerySet:
    if which == PARAMETERS:
        return Parameter.objects.filter(project=project.pk, name=key)
    return Series.objects.filter(project=project.pk, key=key)


def _made(project: Project, which: str, key: str) -> Field:
    if which == PARAMETERS:
        return Setting.of(project.pk, key)
    return Metric.of(project.pk, key, which)


def _unknown(name: str, which: str, key: str, known: list[str]) -> QueryError:
    if which == PARAMETERS and not key:
        return QueryError("Name one parameter, such as params.lr.")
    what = "metric or column"
    if which == PARAMETERS:
        what, name = "parameter", Setting.of(0, key).name
        known = [one for one in known if one.startswith(f"{PARAMETERS}.")]
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
