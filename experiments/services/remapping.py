"""Runs whose metrics are read in another way than before: points, notes and verdict anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from experiments.curves import Series
from experiments.models import Run
from experiments.queries import series_of
from experiments.services.analyses import Cause, request_analysis
from experiments.services.locks import lock_run
from experiments.services.meaning import remapped
from experiments.services.points import Points, prepare_points, replace_points, series_ids
from experiments.services.ruling import ruled, rules_of, without_rule_notes
from experiments.services.text import storable


@dataclass(frozen=True)
class NewReading:
    """A run's points read in another way, in place of the series that they were made from."""

    points: Points
    notes: list[str]
    instead_of: list[int]


def remap(run: Run, mapping: Mapping[str, tuple[str, str]]) -> Run:
    """Reads the named metrics as these kinds and splits, and makes everything else from that anew.

    Raises ValueError with a plain sentence for a metric that the run does not have, for two that
    would be the same, and for an accuracy that is neither a fraction nor a percentage.
    """
    new = prepare_remap(run, mapping)
    with transaction.atomic():
        write_reading(run, new)
    return run


def reread(run: Run) -> bool:
    """Reads the run as its project's rules say; False where it is read so already.

    Raises ValueError where the run was changed meanwhile, or cannot be stored so.
    """
    rules, before, old = rules_of(run.project), series_ids(run), series_of(run)
    read, said = ruled(old, rules)
    notes = _noted(run, rules, said)
    if _meanings(read) == _meanings(old) and notes == run.reading_notes:
        return False
    new = NewReading(prepare_points(read), notes, before)
    with transaction.atomic():
        write_reading(run, new)
    return True


def prepare_remap(
    run: Run, mapping: Mapping[str, tuple[str, str]], said: Sequence[str] = ()
) -> NewReading:
    """The run with the named metrics read as these; `said` are notes on that."""
    before = series_ids(run)
    points = prepare_points(remapped(series_of(run), mapping))
    return NewReading(points, _noted(run, mapping, said), before)


def write_reading(run: Run, new: NewReading) -> None:
    """Stores the reading and asks for an analysis; the caller has opened the transaction."""
    lock_run(run)
    replace_points(run, new.points, instead_of=new.instead_of)
    run.reading_notes = new.notes
    run.save(update_fields=["reading_notes"])
    request_analysis(run, Cause.METRICS)


def _noted(run: Run, mapping: Mapping[str, object], said: Sequence[str]) -> list[str]:
    return without_rule_notes(run.reading_notes, mapping) + [storable(note) for note in said]


def _meanings(series: Sequence[Series]) -> list[tuple[str, str]]:
    return [(s.kind, s.split) for s in series]
