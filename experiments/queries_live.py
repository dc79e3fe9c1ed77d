"""What open pages ask every second: whether anything of what they show has changed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from experiments.access import visible_projects
from experiments.models import Analysis, Project, Run, silent_runs
from experiments.queries import live_runs

_OF_RUN = ("uuid", "project", "name", "status", "heard_at", "verdict", "verdict_headline")
_OF_ANALYSIS = ("pk", "state", "finished_at")


def stamp_of(user: User, uuids: Iterable[UUID]) -> str:
    """Changes whenever points, status, name, verdict or analysis of one of the runs do.

    Made of what is stored, so that whoever writes a run need not know of it. A run that the user
    does not see or that is in the trash counts as gone.
    """
    latest = Analysis.objects.filter(run=OuterRef("pk")).order_by("-pk")
    seen = Run.objects.filter(
        uuid__in=list(uuids), deleted_at=None, project__in=visible_projects(user)
    )
    rows = seen.order_by("pk").annotate(
        **{f"analysis_{name}": Subquery(latest.values(name)[:1]) for name in _OF_ANALYSIS}
    )
    told = list(rows.values_list(*_OF_RUN, *(f"analysis_{name}" for name in _OF_ANALYSIS)))
    silent = sorted(seen.filter(silent_runs()).values_list("uuid", flat=True))
    # For how many minutes they are is shown, too.
    minute = f"{timezone.now():%H:%M}" if silent else ""
    return hashlib.blake2b(repr((told, silent, minute)).encode(), digest_size=12).hexdigest()


def newer_runs(project: Project, since: datetime) -> int:
    """How many runs the project has that were added later."""
    return live_runs(project).filter(created_at__gt=since).count()
