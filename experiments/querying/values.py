"""What many fields say of the same runs, in as many queries for thirty fields as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from experiments.models import Run, Series
from experiments.querying.field import Field
from experiments.querying.metrics import Metric

Values = Mapping[str, Mapping[int, object]]
"""The name of a field -> the primary key of a run -> what the field says of it."""


def values_of(fields: Sequence[Field], runs: Sequence[Run]) -> Values:
    """Of runs that are loaded; one query for all metrics, parameters stand in the runs."""
    metrics = [one for one in fields if isinstance(one, Metric)]
    logged = _logged(metrics, Series.objects.filter(run__in=[run.pk for run in runs]))
    return logged | {one.name: one.values(runs) for one in fields if one.name not in logged}


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
