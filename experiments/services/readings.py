"""Who reads which upload: small logs whoever received them, large ones and archives a worker.

The row is the truth, as with an analysis. A worker says every few seconds that it is alive, in a
thread of its own, since a parser has no places to stop at.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from uuid import UUID

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from experiments.models import Project, Reading, Upload
from experiments.parsers.errors import ParseError
from experiments.services import intake, uploads
from experiments.services.creation import UploadOptions
from experiments.services.leases import Leases
from experiments.services.refusals import refuse
from experiments.services.text import storable
from experiments.services.unpacking import give_up, is_packed, unpack

AT_ONCE = 2**20
"""Logs up to this size are read while the person waits."""
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3

State = Reading.State
log = logging.getLogger(__name__)


def open_readings() -> QuerySet[Reading]:
    return Reading.objects.filter(finished_at=None)


LEASES = Leases(
    open_readings,
    asked_at="requested_at",
    lasts=LEASE,
    send_again=LEASE,
    most_attempts=MOST_ATTEMPTS,
    given_up=f"The worker stopped in the middle of it {MOST_ATTEMPTS} times.",
    of="upload__project",
)
unsent, mark_sent = LEASES.unsent, LEASES.mark_sent


def receive(
    project: Project,
    user: User | None,
    batch: UUID,
    name: str,
    data: bytes | File,
    *,
    options: UploadOptions | None = None,
) -> Upload:
    """Takes in one file by itself; a refusal is an outcome too, never an exception."""
    size = data.size if isinstance(data, File) else len(data)
    announced = [intake.Announced(name, size)]
    [upload] = intake.expect(project, user, batch, announced, options=options)
    return take(upload, data)


def take(upload: Upload, data: bytes | File, sender: User | None = None) -> Upload:
    """Takes in an expected file, and reads its log at once where it is whole and small."""
    arrived = intake.arrive(upload, data, sender)
    lead = arrived.lead or arrived
    reading = open_readings().filter(upload=lead).first()
    if reading is not None and _is_small(lead):
        perform(reading.pk)
    return Upload.objects.get(pk=arrived.pk)


def perform(reading_id: int) -> bool:
    """Reads one log or unpacks one archive; False where it is another's, done, or gone."""
    reading = LEASES.claim(reading_id)
    if reading is None:
        return False
    try:
        return _read(reading)
    except DatabaseError:
        raise
    except Exception as exc:
        log.exception("reading upload %s failed", reading.upload.uuid)
        return _store_fault(reading, storable(f"{type(exc).__name__}: {exc}"))


def _store_fault(reading: Reading, error: str) -> bool:
    with transaction.atomic():
        finished = LEASES.finish(reading, state=State.FAILED, error=error)
        if finished:
            refuse(reading.upload, _fault())
            reading.upload.parts.update(outcome=Upload.Outcome.PART)
            give_up(reading.upload)
    return finished


def perform_in_worker(reading_id: int) -> bool:
    with _signs_of_life(reading_id):
        return perform(reading_id)


def sweep() -> list[int]:
    """Ids of readings that were left behind; what was given up is told on its upload."""
    waiting = LEASES.sweep()
    given_up = Upload.objects.filter(
        outcome=Upload.Outcome.WAITING, reading__state=State.FAILED
    ).select_related("reading")
    for upload in given_up:
        refuse(
            upload,
            ParseError(
                f"{upload.reading.error} It may have run out of memory or time.",
                advice="Ask your administrator, or upload a smaller part of it.",
            ),
        )
        upload.parts.update(outcome=Upload.Outcome.PART)
        give_up(upload)
    return waiting


def _read(reading: Reading) -> bool:
    finish = partial(LEASES.finish, reading, state=State.DONE)
    if is_packed(reading.upload):
        unpack(reading.upload, is_ours=finish)
    else:
        uploads.read(reading.upload, is_ours=finish)
    return not open_readings().filter(pk=reading.pk).exists()


def _is_small(lead: Upload) -> bool:
    """Archives are a worker's: what is in them is not known beforehand."""
    sizes = [lead.size, *lead.parts.values_list("size", flat=True)]
    return sum(sizes) <= AT_ONCE and not is_packed(lead)


def _fault() -> ParseError:
    return ParseError(
        "This file could not be taken in because of a fault in lossacc.",
        advice="Tell your administrator; the log of the server says more.",
    )


@contextmanager
def _signs_of_life(reading_id: int) -> Iterator[None]:
    stopped = Event()
    thread = Thread(target=_renew, args=(reading_id, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _renew(reading_id: int, stopped: Event) -> None:
    """As long as the lease stays with the one who held it first."""
    lease = None
    while not stopped.wait(LEASE.total_seconds() / 4):
        reading = open_readings().filter(pk=reading_id, lease__isnull=False).first()
        if reading is None or lease not in (None, reading.lease):
            break
        lease = reading.lease
        LEASES.renew(reading)
    connection.close()
