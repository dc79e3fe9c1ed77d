"""Thin doors for Celery: an id in, one service call."""

import logging
from collections.abc import Callable, Iterable

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from experiments.services import analyses, bulk, predictions, purging, readings, rereadings

log = logging.getLogger(__name__)

# A computation that hangs must not hold its worker for ever; the sweep gives it another try.
LONGEST_ANALYSIS = 60
LONGEST_MEASUREMENT = 20 * 60
LONGEST_READING = 20 * 60
LONGEST_REREADING = 50
LONGEST_BULK_CHANGE = 20 * 60
LONGEST_PURGE = 20 * 60


@shared_task(time_limit=LONGEST_ANALYSIS)
def analyse_run(analysis_id: int) -> None:
    if analyses.perform(analysis_id):
        # Points may have come meanwhile.
        wake()


@shared_task(time_limit=LONGEST_MEASUREMENT)
def measure_predictions(predictions_id: int) -> None:
    predictions.perform(predictions_id)
    # What was measured may change what the curves say.
    wake()


@shared_task(time_limit=LONGEST_READING)
def read_upload(reading_id: int) -> None:
    readings.perform_in_worker(reading_id)
    # A log asks for its analysis, an archive for the readings of its files.
    wake()


@shared_task(time_limit=LONGEST_REREADING)
def reread_run(rereading_id: int) -> None:
    rereadings.perform(rereading_id)
    # What is read in another way is analysed anew, and more runs may wait.
    wake()


@shared_task(time_limit=LONGEST_BULK_CHANGE)
def change_runs(change_id: int) -> None:
    bulk.perform(change_id)
    # Many runs may wait to be analysed again.
    wake()


@shared_task(time_limit=LONGEST_PURGE)
def purge_trash() -> None:
    purging.purge_expired()


@shared_task
def sweep() -> None:
    _send(read_upload, readings.sweep(), readings.mark_sent)
    _send(reread_run, rereadings.sweep(), rereadings.mark_sent)
    _send(change_runs, bulk.sweep(), bulk.mark_sent)
    _send(analyse_run, analyses.sweep(), analyses.mark_sent)
    _send(measure_predictions, predictions.sweep(), predictions.mark_sent)


def wake() -> None:
    """Sends what waits to the workers once the transaction is over; call it after a service."""
    transaction.on_commit(_send_unsent)


def _send_unsent() -> None:
    _send(read_upload, readings.unsent(), readings.mark_sent)
    _send(reread_run, rereadings.unsent(), rereadings.mark_sent)
    _send(change_runs, bulk.unsent(), bulk.mark_sent)
    _send(analyse_run, analyses.unsent(), analyses.mark_sent)
    _send(measure_predictions, predictions.unsent(), predictions.mark_sent)


def _send(task: Task, ids: Iterable[int], mark_sent: Callable[[int], None]) -> None:
    """A broker that is down is no error: the rows wait, and the sweep sends them later."""
    try:
        for pk in ids:
            task.delay(pk)
            mark_sent(pk)
    except OperationalError as exc:
        log.warning("the broker does not answer, work waits in the database: %s", exc)
