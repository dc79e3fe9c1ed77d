"""Runs that are deleted for good, with all that only they needed."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from experiments.models import BulkChange, Project, Run, Upload
from experiments.services.locks import lock_runs

PURGED_TOGETHER = 10
Outcome = Upload.Outcome
_BECAME_RUNS = (Outcome.STORED, Outcome.UPDATED, Outcome.ALREADY_THERE)
_UNFINISHED = (Outcome.EXPECTED, Outcome.WAITING, Outcome.EXTENDS)


def purge(ids: Sequence[int]) -> int:
    """Deletes runs that the caller has locked; in a transaction."""
    of_runs = Q(runs__in=ids) | Q(target_run__in=ids)
    uploads = set(Upload.objects.filter(of_runs).values_list("pk", flat=True))
    Run.objects.filter(pk__in=ids).delete()
    _drop_unneeded(uploads)
    return len(ids)


def purge_projects(ids: Sequence[int]) -> None:
    """Deletes projects with all that is in them, and their files after the commit."""
    with transaction.atomic():
        _delete(Upload.objects.filter(project__in=ids))
        Project.objects.filter(pk__in=ids).delete()


def purge_expired() -> int:
    """Empties the trash of what has been there for `LOSSACC_TRASH_DAYS`; how many runs went."""
    until = timezone.now() - timedelta(days=settings.LOSSACC_TRASH_DAYS)
    BulkChange.objects.filter(requested_at__lt=until, finished_at__isnull=False).delete()
    expired, gone = Q(deleted_at__lt=until), 0
    while ids := list(Run.objects.filter(expired).values_list("pk", flat=True)[:PURGED_TOGETHER]):
        with transaction.atomic():
            # Somebody may have restored one meanwhile.
            gone += purge(lock_runs(Run.objects.filter(expired, pk__in=ids)))
    return gone


def _drop_unneeded(ids: Iterable[int]) -> None:
    """Deletes those of the uploads that no run needs any more, and their files after the commit."""
    unneeded = _without_run(Upload.objects.filter(pk__in=list(ids), outcome__in=_BECAME_RUNS))
    logs = list(unneeded.values_list("pk", "archive"))
    gone = Q(pk__in=[log for log, _ in logs]) | Q(lead__in=[log for log, _ in logs])
    _delete(Upload.objects.filter(gone))
    _drop_archives({archive for _, archive in logs if archive})


def _drop_archives(ids: Iterable[int]) -> None:
    """An archive goes when nothing that came out of it is needed or unfinished."""
    has_run = Exists(Run.objects.filter(upload=OuterRef("pk")))
    of_archive = Upload.objects.filter(archive=OuterRef("pk"))
    needed = of_archive.filter(has_run | Q(target_run__isnull=False) | Q(outcome__in=_UNFINISHED))
    archives = Upload.objects.filter(pk__in=list(ids)).exclude(Exists(needed))
    gone = list(archives.values_list("pk", flat=True))
    _delete(Upload.objects.filter(Q(pk__in=gone) | Q(archive__in=gone)))


def _without_run(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    has_run = Exists(Run.objects.filter(upload=OuterRef("pk")))
    return uploads.filter(target_run=None).exclude(has_run)


def _delete(uploads: QuerySet[Upload]) -> None:
    names = {name for name in uploads.values_list("file", flat=True) if name}
    uploads.delete()
    transaction.on_commit(partial(_drop_files, names), robust=True)


def _drop_files(names: set[str]) -> None:
    """The same bytes sent again are kept once: another upload may have one of the files too."""
    used = Upload.objects.filter(file__in=names).values_list("file", flat=True)
    storage = Upload._meta.get_field("file").storage
    for name in names.difference(used):
        storage.delete(name)
