"""Runs that are there already, read anew as their project's rules say.

The row is the truth, as with an analysis: a few runs are read at once, many by workers. A run
that is read so already stays as it is, so that one read twice comes out the same.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from experiments.models import Project, Rereading, Run
from experiments.services.leases import Leases
from experiments.services.remapping import reread
from experiments.services.text import storable

AT_ONCE = 10
"""As many runs are read while the person waits."""
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3

State = Rereading.State


def open_rereadings() -> QuerySet[Rereading]:
    return Rereading.objects.filter(finished_at=None)


LEASES = Leases(
    open_rereadings,
    asked_at="requested_at",
    lasts=LEASE,
    send_again=LEASE,
    most_attempts=MOST_ATTEMPTS,
    given_up=f"The worker stopped in the middle of it {MOST_ATTEMPTS} times.",
    of="run__project",
)
sweep, unsent, mark_sent = LEASES.sweep, LEASES.unsent, LEASES.mark_sent


def failed_rereadings(project: Project) -> QuerySet[Rereading]:
    failed = Rereading.objects.filter(run__project=project, state=State.FAILED)
    return failed.select_related("run").order_by("run__name", "pk")


def request(project: Project, names: Iterable[str], *, but: Run | None = None) -> list[int]:
    """Asks for all runs of the project that log one of these metrics, those in the trash too."""
    runs = Run.objects.filter(project=project, series__name__in=list(names)).distinct()
    if but is not None:
        runs = runs.exclude(pk=but.pk)
    waiting = {"state": State.QUEUED, "attempts": 0, "error": "", "requested_at": timezone.now()}
    never = dict.fromkeys(("lease", "lease_until", "sent_at", "started_at", "finished_at"))
    rows = [Rereading(run=run, **waiting, **never) for run in runs.order_by("pk").only("pk")]
    Rereading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["run"], update_fields=[*waiting, *never]
    )
    asked = Rereading.objects.filter(run__in=[row.run_id for row in rows])
    return list(asked.order_by("pk").values_list("pk", flat=True))


def perform(rereading_id: int) -> bool:
    """Reads one run anew; False where another worker has it, or the run changed meanwhile."""
    row = LEASES.claim(rereading_id)
    if row is None:
        return False
    try:
        reread(row.run)
    except ValueError as refusal:
        return LEASES.finish(row, state=State.FAILED, error=storable(str(refusal)))
    return LEASES.finish(row, state=State.DONE)
