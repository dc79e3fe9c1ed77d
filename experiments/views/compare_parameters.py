"""The parameters of the runs of a comparison, and runs taken together by one of them."""

from collections.abc import Sequence

from experiments.comparison.groups import Group, grouped, is_seed
from experiments.comparison.parameters import differences, every_parameter
from experiments.views.compare_query import CompareQuery
from experiments.views.compare_runs import Compared


def parameter_context(asked: CompareQuery, compared: Sequence[Compared]) -> dict[str, object]:
    parameters = [c.run.parameters for c in compared]
    unlike = differences(parameters)
    return {
        "differences": unlike,
        "parameter_rows": every_parameter(parameters) if asked.all_parameters else unlike.rows,
        "all_or_not": asked.with_changes(parameters="" if asked.all_parameters else "all"),
        "group_names": _group_names(compared),
    }


def _group_names(compared: Sequence[Compared]) -> list[str]:
    """Those that differ first; by one that all share, runs that differ by seed are one group."""
    parameters = [c.run.parameters for c in compared]
    unlike = [row.name for row in differences(parameters).rows]
    every = dict.fromkeys([*unlike, *(name for own in parameters for name in own)])
    return [name for name in every if not is_seed(name)]


def groups_of(asked: CompareQuery, compared: Sequence[Compared]) -> tuple[Group, ...]:
    if asked.group not in _group_names(compared):
        return ()
    return grouped([c.entry for c in compared], [c.run.parameters for c in compared], asked.group)
