"""Thin doors for Celery: an id in, one service call."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from experiments.services import analyses

log = logging.getLogger(__name__)

# A computation that hangs must not hold its worker for ever; the sweep gives it another try.
LONGEST_ANALYSIS = 60


@shared_task(time_limit=LONGEST_ANALYSIS)
def analyse_run(analysis_id: int) -> None:
    analyses.perform(analysis_id)


@shared_task
def sweep_analyses() -> None:
    _send(analyses.sweep())


def wake() -> None:
    """Sends what waits to the workers once the transaction is over; call it after a service."""
    transaction.on_commit(partial(_send_unsent))


def _send_unsent() -> None:
    _send(analyses.unsent())


def _send(analysis_ids: Iterable[int]) -> None:
    """A broker that is down is no error: the rows wait, and the sweep sends them later."""
    try:
        for analysis_id in analysis_ids:
            analyse_run.delay(analysis_id)
            analyses.mark_sent(analysis_id)
    except OperationalError as exc:
        log.warning("the broker does not answer, analyses wait in the database: %s", exc)
