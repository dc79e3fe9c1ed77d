"""What people write beside a run: notes and tags."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction

from experiments.models import Run
from experiments.services.creation import tags_named
from experiments.services.locks import lock_run
from experiments.services.text import storable


class ChangedMeanwhileError(Exception):
    """Somebody else saved other notes since these were shown; nothing was stored."""


def state_of(notes: str) -> str:
    """Tells one text from another; a form carries it along."""
    return sha256(_plain(notes).encode()).hexdigest()[:16]


def edit_notes(run: Run, notes: str, *, seen: str) -> Run:
    """Saves the notes. Raises ChangedMeanwhileError where those that are stored are not `seen`."""
    notes = _plain(storable(notes))
    with transaction.atomic():
        lock_run(run)
        run.refresh_from_db(fields=["notes"])
        if seen != state_of(run.notes) and notes != _plain(run.notes):
            raise ChangedMeanwhileError
        run.notes = notes
        run.save(update_fields=["notes"])
    return run


def add_tags(run: Run, names: Iterable[str]) -> None:
    """Tags of the project that the run is in by now."""
    with transaction.atomic():
        lock_run(run)
        run.refresh_from_db(fields=["project"])
        run.tags.add(*tags_named(run.project, names))


def remove_tag(run: Run, name: str) -> None:
    run.tags.remove(*run.tags.filter(name=name))


def _plain(notes: str) -> str:
    """Browsers send line ends of two characters, whatever was stored."""
    return notes.replace("\r\n", "\n").strip()
