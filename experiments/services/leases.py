"""Rows that workers take one at a time, each under a lease with a token of its own.

The row is the truth: a worker that lost its lease finds its token gone and stores nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

SWEEP_AT_ONCE = 200

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Leases(Generic[Row]):
    """Leases on the rows of `unfinished`; `asked_at` names when each was asked for, and `of` what.

    A row is sent to the queue again `send_again` after the last time, and given up with the words
    `given_up` after `most_attempts` workers that took it and died.
    """

    unfinished: Callable[[], QuerySet[Row]]
    asked_at: str
    lasts: timedelta
    send_again: timedelta
    most_attempts: int
    given_up: str
    of: str = "run"

    def claim(self, pk: int, **columns: object) -> Row | None:
        """The row with a lease of our own; None where somebody else holds it."""
        now, token = timezone.now(), uuid4()
        free = self._state("QUEUED") | self._lost()
        claimed = (
            self.unfinished()
            .filter(free, pk=pk, attempts__lt=self.most_attempts)
            .update(
                state=self._model.State.RUNNING,
                lease=token,
                lease_until=now + self.lasts,
                started_at=now,
                attempts=F("attempts") + 1,
                **columns,
            )
        )
        if not claimed:
            return None
        return self._model.objects.select_related(self.of).filter(pk=pk, lease=token).first()

    def renew(self, row: Row, **columns: object) -> bool:
        """False where the lease is not ours any more."""
        until = timezone.now() + self.lasts
        return bool(self._ours(row).update(lease_until=until, **columns))

    def finish(self, row: Row, **columns: object) -> bool:
        """False, and nothing stored, where the lease is not ours any more."""
        ended = {"finished_at": timezone.now(), "lease": None, "lease_until": None}
        return bool(self._ours(row).update(**ended, **columns))

    def sweep(self) -> list[int]:
        """Ids of rows that a dead worker or a lost queue left behind, to be sent again.

        One whose workers died every time is given up, so that it cannot kill them for ever.
        """
        now, lost = timezone.now(), self._lost()
        self.unfinished().filter(lost, attempts__gte=self.most_attempts).update(
            state=self._model.State.FAILED, finished_at=now, lease=None, error=self.given_up
        )
        unsent = Q(sent_at__isnull=True) | Q(sent_at__lt=now - self.send_again)
        left = self.unfinished().filter(unsent, lost | self._state("QUEUED"))
        longest_unsent_first = left.order_by(F("sent_at").asc(nulls_first=True), "pk")
        return list(longest_unsent_first.values_list("pk", flat=True)[:SWEEP_AT_ONCE])

    def unsent(self) -> list[int]:
        """Ids of rows that wait and were never sent to the queue."""
        waiting = self.unfinished().filter(self._state("QUEUED"), sent_at__isnull=True)
        return list(waiting.order_by(self.asked_at).values_list("pk", flat=True)[:SWEEP_AT_ONCE])

    def mark_sent(self, pk: int) -> None:
        self.unfinished().filter(pk=pk).update(sent_at=timezone.now())

    @property
    def _model(self) -> type[Row]:
        return self.unfinished().model

    def _lost(self) -> Q:
        return self._state("RUNNING") & Q(lease_until__lt=timezone.now())

    def _state(self, name: str) -> Q:
        return Q(state=self._model.State[name])

    def _ours(self, row: Row) -> QuerySet[Row]:
        return self.unfinished().filter(pk=row.pk, lease=row.lease)
