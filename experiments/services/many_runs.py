"""What is done to many runs of a project at once: each a constant number of queries.

All are called in a transaction, with runs of the project that are locked and where the change
applies; each returns how many runs it changed, or which tags it gave or took.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from experiments.models import Analysis, Project, Run, Tag
from experiments.queries import open_analyses
from experiments.services.creation import tags_named

State, Cause = Analysis.State, Analysis.Cause
Tagged = Run.tags.through
Links = Mapping[str, Sequence[int]]
"""By name of a tag the runs that have it, or are to have it or not."""


def add_tags(project: Project, wanted: Links) -> Links:
    names = {tag.pk: tag.name for tag in tags_named(project, wanted)}
    asked = {(run, tag) for tag, name in names.items() for run in wanted.get(name, ())}
    there = Tagged.objects.filter(run__in={run for run, _ in asked}, tag__in=names)
    new = sorted(asked - set(there.values_list("run_id", "tag_id")))
    Tagged.objects.bulk_create(
        (Tagged(run_id=run, tag_id=tag) for run, tag in new), ignore_conflicts=True
    )
    return _by_name(new, names)


def remove_tags(project: Project, wanted: Links) -> Links:
    tags = Tag.objects.filter(project=project, name__in=list(wanted))
    names = dict(tags.values_list("pk", "name"))
    there = Tagged.objects.filter(tag__in=names, run__in=set(chain(*wanted.values())))
    asked = {(run, tag) for tag, name in names.items() for run in wanted[name]}
    gone = [link for link in there if (link.run_id, link.tag_id) in asked]
    Tagged.objects.filter(pk__in=[link.pk for link in gone]).delete()
    return _by_name([(link.run_id, link.tag_id) for link in gone], names)


def _by_name(pairs: Iterable[tuple[int, int]], names: Mapping[int, str]) -> Links:
    found: dict[str, list[int]] = {}
    for run, tag in pairs:
        found.setdefault(names[tag], []).append(run)
    return found


def request_analyses(ids: Sequence[int]) -> int:
    """As `request_analysis` for each: an open analysis waits anew."""
    waiting = {"state": State.QUEUED, "lease": None, "lease_until": None, "attempts": 0}
    unfinished = open_analyses().filter(run__in=ids)
    unfinished.update(**waiting, cause=Cause.ASKED, sent_at=None)
    waits = set(unfinished.values_list("run_id", flat=True))
    Analysis.objects.bulk_create(
        Analysis(run_id=run, cause=Cause.ASKED) for run in ids if run not in waits
    )
    return len(ids)


def delete(ids: Sequence[int], at: datetime) -> int:
    """Moves the runs to their project's trash."""
    return Run.objects.filter(pk__in=ids).update(deleted_at=at)


def restore(ids: Sequence[int]) -> int:
    return Run.objects.filter(pk__in=ids).update(deleted_at=None)
