"""Runs of a table taken together by a parameter, a tag, or whatever else they have in common."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from experiments.comparison.groups import SHARE, UNLIMITED, Limits, Mean, mean
from experiments.models import Project, Run
from experiments.queries_runs import Matching
from experiments.querying.errors import QueryError
from experiments.querying.field import FLAG, NUMBER, Field
from experiments.querying.fields import field
from experiments.querying.language import as_expression, in_quotes
from experiments.querying.values import values_of_all
from experiments.templatetags import lossacc as words
from experiments.views.run_cells import number
from experiments.views.run_table import TableState, turned

MOST_GROUPS = 100
MOST_RUNS = 20_000
MOST_UNFOLDED = 50
USUAL_NUMBERS = ("val_loss", "val_accuracy", "gap")
_NOT_GROUPED = ("created", "started", "finished", "notes", "name", "tags")


@dataclass(frozen=True)
class GroupCell:
    """The mean of one column over a group, its interval, and of how many runs."""

    title: str
    mean: str = ""
    interval: str = ""
    n: int = 0


@dataclass(frozen=True)
class GroupedRun:
    """A run of an unfolded group, with its own number in each column."""

    uuid: UUID
    name: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RunGroup:
    """A group; `link` filters the table by it, `fold` shows its runs below it or hides them.

    - `runs`: the newest of its runs, at most `MOST_UNFOLDED`, where it is unfolded
    """

    value: str
    count: int
    link: str
    fold: str
    cells: tuple[GroupCell, ...]
    runs: tuple[GroupedRun, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.runs)


@dataclass(frozen=True)
class Grouped:
    """All groups, largest first; `left_out` are those beyond the most, `refused` says why none."""

    by: str
    titles: tuple[str, ...] = ()
    groups: tuple[RunGroup, ...] = ()
    left_out: int = 0
    refused: str = ""


def grouped(
    project: Project, state: TableState, asked: str, matching: Matching, shown: list[Field]
) -> Grouped | None:
    """The groups that the address asks for, None where it asks for none.

    `asked` is the query that the runs match, which is not that of the address where it is wrong.
    """
    if not state.group:
        return None
    try:
        by = field(project, state.group)
    except QueryError as error:
        return Grouped(state.group, refused=str(error))
    if by.name in _NOT_GROUPED:
        return Grouped(by.title, refused=f"Runs cannot be grouped by {by.name}.")
    if matching.count() > MOST_RUNS:
        most = f"{MOST_RUNS:,}"
        return Grouped(by.title, refused=f"Up to {most} runs are grouped. Filter them first.")
    numbers = [one for one in shown if one.type == NUMBER and one.name != by.name]
    numbers = numbers or [field(project, name) for name in USUAL_NUMBERS]
    return _grouped(state, asked, by, matching, numbers)


def _grouped(
    state: TableState, asked: str, by: Field, matching: Matching, numbers: list[Field]
) -> Grouped:
    values = values_of_all([by, *numbers], matching.runs)
    told = [(one, values[one.name]) for one in numbers]
    members = _members(values[by.name], matching)
    largest = sorted(members.items(), key=lambda one: (-len(one[1]), str(one[0])))
    kept = [(value, _told(value), pks) for value, pks in largest[:MOST_GROUPS]]
    shown = [pk for _, said, pks in kept if said in state.unfold for pk in pks[:MOST_UNFOLDED]]
    named = _named(shown)
    groups = tuple(
        RunGroup(
            value="none" if value is None else _written(by, value),
            count=len(pks),
            link="?" + state.query(group="", unfold=(), q=_narrowed(asked, by, said)),
            fold="?" + state.query(unfold=turned(state.unfold, said)),
            cells=tuple(_cell(one, known, pks) for one, known in told),
            runs=tuple(GroupedRun(*named[pk], _own(told, pk)) for pk in pks if pk in named),
        )
        for value, said, pks in kept
    )
    titles = tuple(f"{one.title}{', %' if one.percent else ''}" for one in numbers)
    return Grouped(by.title, titles, groups, max(len(largest) - MOST_GROUPS, 0))


def _members(values: Mapping[int, object], matching: Matching) -> dict[object, list[int]]:
    """The runs of each value, the newest first."""
    members: dict[object, list[int]] = defaultdict(list)
    for pk in matching.runs.order_by("-pk").values_list("pk", flat=True):
        members[values.get(pk)].append(pk)
    return members


def _named(pks: list[int]) -> dict[int, tuple[UUID, str]]:
    found = Run.objects.filter(pk__in=pks).values_list("pk", "uuid", "name") if pks else ()
    return {pk: (uuid, name) for pk, uuid, name in found}


def _own(told: list[tuple[Field, Mapping[int, object]]], pk: int) -> tuple[tuple[str, str], ...]:
    """The title of each column, and the number of this run in it."""
    return tuple(
        (one.title, "" if known.get(pk) is None else number(one, float(known[pk])))
        for one, known in told
    )


def _cell(shown: Field, known: Mapping[int, object], pks: list[int]) -> GroupCell:
    values = [float(known[pk]) for pk in pks if known.get(pk) is not None]
    found = mean(values, _limits(shown, values))
    title = shown.title
    if found is None:
        return GroupCell(title)
    return GroupCell(title, number(shown, found.value), _interval(shown, found), found.n)


def _limits(shown: Field, values: list[float]) -> Limits:
    """Shares stay within 0 and 1, and the mean of losses that are none of them below 0 above it."""
    if shown.percent:
        return SHARE
    is_loss = shown.better < 0 and shown.name != "gap" and all(value >= 0 for value in values)
    return (0.0, math.inf) if is_loss else UNLIMITED


def _interval(shown: Field, found: Mean) -> str:
    if found.interval is None:
        return ""
    low, high = (number(shown, end) for end in found.interval)
    return f"{low} to {high}"


def _narrowed(asked: str, by: Field, told: str) -> str:
    """The query of the table, and that the runs are of this group."""
    own = f"{by.name} = {told}"
    return f"({as_expression(asked)}) and {own}" if asked else own


def _told(value: object) -> str:
    """A value as a query names it."""
    if value is None:
        return "None"
    return str(value) if isinstance(value, float | int) else in_quotes(str(value))


def _written(by: Field, value: object) -> str:
    if by.name == "verdict":
        return words.chip(str(value)).word
    if by.type == NUMBER:
        return number(by, float(value))
    return {True: "yes", False: "no"}.get(value, str(value)) if by.type == FLAG else str(value)
