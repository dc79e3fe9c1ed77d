"""Which runs a change is meant for: those chosen, or all that a table or the trash shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from experiments import queries
from experiments.models import BulkChange, Project, Run
from experiments.views.asked import moment, whole_number
from experiments.views.run_table import TableState

Action = BulkChange.Action
IN_TRASH = (Action.RESTORE, Action.PURGE)
NAMES_SHOWN = 20


@dataclass(frozen=True)
class Scope:
    """`runs` are the project's; `asked` of them were named, `confirmed` is a number seen before.

    `before` keeps out what came since the number was shown, and is None of chosen runs.
    """

    runs: QuerySet[Run]
    asked: int
    uuids: tuple[UUID, ...] = ()
    before: datetime | None = None
    confirmed: int | None = None

    @property
    def is_all(self) -> bool:
        return self.before is not None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed is not None

    @property
    def has_changed(self) -> bool:
        return self.is_confirmed and self.is_all and self.confirmed != self.asked

    @property
    def names(self) -> list[str]:
        return list(self.runs.order_by("name").values_list("name", flat=True)[:NAMES_SHOWN])

    @property
    def unnamed(self) -> int:
        return max(self.asked - NAMES_SHOWN, 0)

    def ids(self) -> list[int]:
        return list(self.runs.order_by("pk").values_list("pk", flat=True))


def scope_of(
    project: Project, sent: QueryDict, shown: QueryDict, *, in_trash: bool = False
) -> Scope:
    """The scope that a form or an address tells; `shown` is the query of the table.

    Raises QueryError where that query is not understood.
    """
    confirmed = whole_number(sent.get("count", ""))
    if "all" not in sent:
        return _chosen(project, _uuids(sent.getlist("run")), confirmed, in_trash=in_trash)
    before = moment(sent.get("before", "")) or timezone.now()
    if in_trash:
        runs = queries.trash(project).filter(deleted_at__lte=before)
    else:
        runs = matching(project, shown).filter(created_at__lte=before)
    return Scope(runs, runs.count(), before=before, confirmed=confirmed)


def matching(project: Project, query: QueryDict) -> QuerySet[Run]:
    """All runs, of all pages, that a table with this query shows.

    Raises QueryError: the last query that was understood, which the table shows in its place, is
    not what somebody means who asks for a change.
    """
    return TableState.from_query(query).matching(project)


def _chosen(
    project: Project, uuids: tuple[UUID, ...], confirmed: int | None, *, in_trash: bool
) -> Scope:
    kept = queries.trash(project) if in_trash else queries.live_runs(project)
    return Scope(kept.filter(uuid__in=uuids), len(uuids), uuids, confirmed=confirmed)


def _uuids(texts: Iterable[str]) -> tuple[UUID, ...]:
    """What is no UUID names no run, and is passed over like one that is gone."""
    found = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return tuple(found)
