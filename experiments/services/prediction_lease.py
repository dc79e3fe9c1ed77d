"""Who measures which predictions: a claim is a lease with a token of its own.

A worker renews its lease while it goes on. One that lost it finds out at its next sign of life.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from experiments.models import Predictions
from experiments.predictions.report import VERSION
from experiments.queries_predictions import open_predictions

LEASE = timedelta(seconds=60)
SEND_AGAIN = timedelta(seconds=60)
MOST_ATTEMPTS = 3
SWEEP_AT_ONCE = 200
SECONDS_BETWEEN_SIGNS = 0.5

State, Phase = Predictions.State, Predictions.Phase


class LeaseLostError(Exception):
    """Another worker has the predictions, or they are no longer wanted."""


def claim(predictions_id: int) -> Predictions | None:
    """The predictions with a lease of our own; None where somebody else holds it."""
    now = timezone.now()
    token = uuid4()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    claimed = (
        open_predictions()
        .filter(free, pk=predictions_id, attempts__lt=MOST_ATTEMPTS)
        .update(
            state=State.RUNNING,
            phase=Phase.READING,
            progress=0.0,
            lease=token,
            lease_until=now + LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
        )
    )
    if not claimed:
        return None
    held = Predictions.objects.select_related("run").filter(pk=predictions_id, lease=token)
    return held.first()


def signs_of_life(predictions: Predictions, phase: str) -> Callable[[float], None]:
    """Takes the progress of a phase, 0 to 1; each phase is one half of the whole.

    What it is told is written twice a second at most, and renews the lease; it raises
    LeaseLostError where the lease is not ours any more.
    """
    half = 0.5 if phase == Phase.MEASURING else 0.0
    next_sign = 0.0

    def told(progress: float) -> None:
        nonlocal next_sign
        if time.monotonic() < next_sign:
            return
        next_sign = time.monotonic() + SECONDS_BETWEEN_SIGNS
        until = timezone.now() + LEASE
        share = half + min(max(progress, 0.0), 1.0) / 2
        if not _ours(predictions).update(phase=phase, progress=share, lease_until=until):
            raise LeaseLostError

    told(0.0)
    return told


def finish(predictions: Predictions, **columns: object) -> bool:
    ended = {"finished_at": timezone.now(), "lease": None, "lease_until": None, "phase": ""}
    return bool(_ours(predictions).update(version=VERSION, **ended, **columns))


def sweep() -> list[int]:
    """Ids of predictions that a dead worker or a lost queue left behind, to be sent again."""
    now = timezone.now()
    lost = Q(state=State.RUNNING, lease_until__lt=now)
    open_predictions().filter(lost, attempts__gte=MOST_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=now,
        lease=None,
        error=(
            f"The worker stopped in the middle of it {MOST_ATTEMPTS} times. It may have run out "
            "of memory or time: ask your administrator."
        ),
    )
    unsent_or_lost = Q(sent_at__isnull=True) | Q(sent_at__lt=now - SEND_AGAIN)
    left = open_predictions().filter(unsent_or_lost, lost | Q(state=State.QUEUED))
    longest_unsent_first = left.order_by(F("sent_at").asc(nulls_first=True), "pk")
    return list(longest_unsent_first.values_list("pk", flat=True)[:SWEEP_AT_ONCE])


def unsent() -> list[int]:
    """Ids of predictions that wait and were never sent to the queue."""
    waiting = open_predictions().filter(state=State.QUEUED, sent_at__isnull=True)
    return list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:SWEEP_AT_ONCE])


def mark_sent(predictions_id: int) -> None:
    open_predictions().filter(pk=predictions_id).update(sent_at=timezone.now())


def _ours(predictions: Predictions) -> QuerySet[Predictions]:
    return open_predictions().filter(pk=predictions.pk, lease=predictions.lease)
