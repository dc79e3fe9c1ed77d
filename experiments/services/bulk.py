"""Changes to many runs: a few at once, many by a worker, in batches that lock for a moment only.

A batch and how far it brought the change are one transaction: a worker that dies loses nothing and
does nothing twice.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import chain

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from experiments.models import BulkChange, Project, Run
from experiments.queries import live_runs, trash
from experiments.services import many_runs
from experiments.services.leases import Leases
from experiments.services.locks import lock_project, lock_runs
from experiments.services.purging import PURGED_TOGETHER, purge
from experiments.services.text import storable

AT_ONCE = 5000
PURGED_AT_ONCE = 20
"""Changes to up to so many runs are made while the person waits, in less than a second."""
BATCH = 500
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5

Action, State = BulkChange.Action, BulkChange.State
OPPOSITE = {Action.ADD_TAGS: Action.REMOVE_TAGS, Action.REMOVE_TAGS: Action.ADD_TAGS}
CAN_BE_UNDONE = (Action.DELETE, *OPPOSITE)
log = logging.getLogger(__name__)


def open_changes() -> QuerySet[BulkChange]:
    return BulkChange.objects.filter(finished_at__isnull=True)


LEASES = Leases(
    open_changes,
    asked_at="requested_at",
    lasts=LEASE,
    send_again=LEASE,
    most_attempts=MOST_ATTEMPTS,
    given_up=f"The worker stopped in the middle of it {MOST_ATTEMPTS} times.",
    of="project",
)
sweep, unsent, mark_sent = LEASES.sweep, LEASES.unsent, LEASES.mark_sent


class LeaseLostError(Exception):
    """Another worker goes on with the change; what this one was about to do is undone."""


def change_runs(
    project: Project,
    user: User | None,
    action: str,
    runs: Sequence[int],
    *,
    asked: int | None = None,
    tags: Iterable[str] = (),
    undoes: BulkChange | None = None,
) -> BulkChange:
    """Makes the change, or leaves it to a worker where it is large.

    `asked` is how many runs were named, where some of them are none of the project's.
    """
    change = BulkChange.objects.create(
        project=project,
        made_by=user,
        action=action,
        tags=[storable(tag) for tag in tags],
        undoes=undoes,
        asked=len(runs) if asked is None else asked,
        wanted=list(runs),
    )
    if len(runs) <= _at_once(action):
        perform(change.pk)
        change.refresh_from_db()
    return change


def undo(change: BulkChange, user: User | None) -> BulkChange:
    """Makes good what this change did, where it is still so: deletes and tags can be undone."""
    if change.action == Action.DELETE:
        moved = trash(change.project).filter(deleted_at=change.requested_at)
        ids = list(moved.order_by("pk").values_list("pk", flat=True))
        return change_runs(change.project, user, Action.RESTORE, ids, asked=change.changed)
    runs = sorted(set(chain(*change.links.values())))
    opposite = OPPOSITE[Action(change.action)]
    return change_runs(
        change.project, user, opposite, runs, tags=sorted(change.links), undoes=change
    )


def perform(change_id: int) -> bool:
    """Makes the change from where it stands; False where it is another's, done, or failed."""
    change = LEASES.claim(change_id)
    if change is None:
        return False
    try:
        while change.position < len(change.wanted):
            _make_batch(change)
    except LeaseLostError:
        return False
    except DatabaseError:
        raise
    except Exception as exc:
        log.exception("bulk change %s failed", change.uuid)
        error = storable(f"{type(exc).__name__}: {exc}")
        LEASES.finish(change, state=State.FAILED, error=error)
        return False
    return LEASES.finish(change, state=State.DONE)


def _make_batch(change: BulkChange) -> None:
    ids = change.wanted[change.position : change.position + _batch(change.action)]
    with transaction.atomic():
        lock_project(change.project)
        found = lock_runs(_where_it_applies(change).filter(pk__in=ids))
        change.changed += _MAKE[Action(change.action)](change, found)
        change.found += len(found)
        change.position += len(ids)
        columns = {name: getattr(change, name) for name in _PROGRESS}
        if not LEASES.renew(change, **columns):
            raise LeaseLostError


def _where_it_applies(change: BulkChange) -> QuerySet[Run]:
    in_trash = change.action in (Action.RESTORE, Action.PURGE)
    return trash(change.project) if in_trash else live_runs(change.project)


_PROGRESS = ("position", "found", "changed", "links")


def _change_tags(change: BulkChange, ids: Sequence[int]) -> int:
    """How many of these runs got or lost a tag."""
    make = many_runs.add_tags if change.action == Action.ADD_TAGS else many_runs.remove_tags
    made = make(change.project, _wanted_links(change, set(ids)))
    for name, runs in made.items():
        change.links[name] = [*change.links.get(name, ()), *runs]
    return len(set(chain(*made.values())))


def _wanted_links(change: BulkChange, ids: set[int]) -> many_runs.Links:
    if change.undoes is None:
        return {name: sorted(ids) for name in change.tags}
    return {name: sorted(ids.intersection(runs)) for name, runs in change.undoes.links.items()}


_MAKE: dict[str, Callable[[BulkChange, list[int]], int]] = {
    Action.ADD_TAGS: _change_tags,
    Action.REMOVE_TAGS: _change_tags,
    Action.ANALYSE: lambda change, ids: many_runs.request_analyses(ids),
    Action.DELETE: lambda change, ids: many_runs.delete(ids, change.requested_at),
    Action.RESTORE: lambda change, ids: many_runs.restore(ids),
    Action.PURGE: lambda change, ids: purge(ids),
}


def _batch(action: str) -> int:
    """Deleting for good touches every point of a run."""
    return PURGED_TOGETHER if action == Action.PURGE else BATCH


def _at_once(action: str) -> int:
    return PURGED_AT_ONCE if action == Action.PURGE else AT_ONCE
