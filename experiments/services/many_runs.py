"""What is done to many runs of a project at once: each a constant number of queries.

All are called in a transaction, with runs of the project that are locked and where the change
applies; each returns how many runs it changed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from experiments.models import Analysis, Project, Run, Tag
from experiments.queries import open_analyses
from experiments.services.creation import tags_named

State, Cause = Analysis.State, Analysis.Cause
Tagged = Run.tags.through


def add_tags(project: Project, ids: Sequence[int], names: Iterable[str]) -> int:
    tags = [tag.pk for tag in tags_named(project, names)]
    there = set(Tagged.objects.filter(run__in=ids, tag__in=tags).values_list("run_id", "tag_id"))
    new = [(run, tag) for run in ids for tag in tags if (run, tag) not in there]
    Tagged.objects.bulk_create(
        (Tagged(run_id=run, tag_id=tag) for run, tag in new), ignore_conflicts=True
    )
    return len({run for run, _ in new})


def remove_tags(project: Project, ids: Sequence[int], names: Iterable[str]) -> int:
    tags = Tag.objects.filter(project=project, name__in=list(names))
    there = Tagged.objects.filter(run__in=ids, tag__in=list(tags))
    changed = set(there.values_list("run_id", flat=True))
    there.delete()
    return len(changed)


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
