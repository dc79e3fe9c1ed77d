"""What many fields say of the same runs, in as many queries for thirty fields as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from experiments.models import Parameter, Run, Series
from experiments.querying.columns import Column, StatusColumn
from experiments.querying.field import Field
from experiments.querying.metrics import Metric, Setting

Values = Mapping[str, Mapping[int, object]]
"""The name of a field -> the primary key of a run -> what the field says of it."""
_LONGEST = Parameter._meta.get_field("text").max_length


def values_of(fields: Sequence[Field], runs: Sequence[Run]) -> Values:
    """Of runs that are loaded; one query for all metrics, parameters stand in the runs."""
    metrics = [one for one in fields if isinstance(one, Metric)]
    logged = _logged(metrics, Series.objects.filter(run__in=[run.pk for run in runs]))
    return logged | {one.name: one.values(runs) for one in fields if one.name not in logged}


def values_of_all(fields: Sequence[Field], runs: QuerySet[Run]) -> Values:
    """Of runs that are not loaded; one query for all fields of a kind."""
    runs = runs.order_by()
    metrics = [one for one in fields if isinstance(one, Metric)]
    settings = [one for one in fields if isinstance(one, Setting)]
    plain = [one for one in fields if isinstance(one, Column) and not isinstance(one, StatusColumn)]
    found = _logged(metrics, Series.objects.filter(run__in=runs.values("pk")))
    found |= _set(settings, runs) | _stored(plain, runs)
    return found | {one.name: one.of_all(runs) for one in fields if one.name not in found}


def _logged(metrics: Sequence[Metric], rows: QuerySet[Series]) -> dict[str, dict[int, object]]:
    found: dict[str, dict[int, object]] = {one.name: {} for one in metrics}
    if not metrics:
        return found
    by_key: dict[str, list[Metric]] = defaultdict(list)
    for one in metrics:
        by_key[one.key].append(one)
    columns = sorted({one.column for one in metrics})
    logged = rows.filter(key__in=by_key).order_by()
    for run, key, *numbers in logged.values_list("run", "key", *columns):
        told = dict(zip(columns, numbers, strict=True))
        for one in by_key[key]:
            if told[one.column] is not None:
                found[one.name][run] = told[one.column]
    return found


def _set(settings: Sequence[Setting], runs: QuerySet[Run]) -> dict[str, dict[int, object]]:
    """Numbers as such: 0.001 and 1e-3 are the same."""
    found: dict[str, dict[int, object]] = {one.name: {} for one in settings}
    if not settings:
        return found
    by_key = {one.key: one for one in settings}
    there = Parameter.objects.filter(run__in=runs.values("pk"), name__in=by_key).order_by()
    cut: list[tuple[int, Setting]] = []
    for run, key, text, number in there.values_list("run", "name", "text", "number"):
        found[by_key[key].name][run] = text if number is None else _whole(number)
        if number is None and len(text) == _LONGEST:
            cut.append((run, by_key[key]))
    asked = Run.objects.filter(pk__in={run for run, _ in cut})
    whole = dict(asked.values_list("pk", "parameters")) if cut else {}
    for run, one in cut:
        if run in whole:
            found[one.name][run] = str(whole[run][one.key])
    return found


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _stored(columns: Sequence[Column], runs: QuerySet[Run]) -> dict[str, dict[int, object]]:
    found: dict[str, dict[int, object]] = {one.name: {} for one in columns}
    if not columns:
        return found
    for run, *values in runs.values_list("pk", *(one.column for one in columns)):
        for one, value in zip(columns, values, strict=True):
            if value not in (None, ""):
                found[one.name][run] = value
    return found
