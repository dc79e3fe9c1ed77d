"""Uploads and what became of them."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from experiments.access import visible_projects
from experiments.models import Run, Upload
from experiments.queries import open_analyses

Outcome = Upload.Outcome


def logs_of(user: User, batch: UUID) -> QuerySet[Upload]:
    """The logs and archives of one batch, as far as the user may see them, in the order they came.

    A log of several files is its lead, and `part_count` the number of the others.
    """
    mine = Upload.objects.filter(batch=batch, project__in=visible_projects(user), lead=None)
    return mine.annotate(part_count=Count("parts")).order_by("pk")


def received_count(user: User, batch: UUID) -> int:
    """The files that somebody sent; what came out of an archive came with it."""
    sent = Upload.objects.filter(batch=batch, project__in=visible_projects(user), archive=None)
    return sent.exclude(outcome=Outcome.EXPECTED).count()


def shown(uploads: QuerySet[Upload], user: User) -> QuerySet[Upload]:
    """Each with `shown_runs`, those made from it that the user may see, and `shown_parts`.

    The runs, and `target_run`, have `read_as` (their series) and `analysing`.
    """
    runs = (
        Run.objects.filter(project__in=visible_projects(user))
        .select_related("upload")
        .prefetch_related(Prefetch("series", to_attr="read_as"))
        .annotate(analysing=Exists(open_analyses().filter(run=OuterRef("pk"))))
        .order_by("position_in_upload")
    )
    parts = Upload.objects.order_by("path")
    return uploads.select_related("project", "archive").prefetch_related(
        Prefetch("runs", runs, to_attr="shown_runs"),
        Prefetch("target_run", runs),
        Prefetch("parts", parts, to_attr="shown_parts"),
    )


def changed_since(uploads: QuerySet[Upload], since: datetime) -> QuerySet[Upload]:
    """Those of the uploads that were read, or whose runs were analysed, at `since` or later."""
    analysed = Run.objects.filter(upload=OuterRef("pk"), analyses__finished_at__gte=since)
    return uploads.filter(
        Q(reading__finished_at__gte=since) | Q(uploaded_at__gte=since) | Exists(analysed)
    )


def expected_of(user: User, batch: UUID) -> list[Upload]:
    """The files of a batch that were announced and have not come, the user's own."""
    rows = Upload.objects.filter(batch=batch, uploaded_by=user, project__in=visible_projects(user))
    return list(rows.filter(outcome=Outcome.EXPECTED, archive=None).order_by("pk"))


def is_under_way(uploads: QuerySet[Upload]) -> bool:
    """Whether a worker has still to read one of them, or to analyse one of their runs."""
    analysed = open_analyses().filter(run__upload=OuterRef("pk"))
    return uploads.filter(Q(outcome=Outcome.WAITING) | Exists(analysed)).exists()
