"""Whether a file is a longer version of a run's: the same metrics, and the same rows first."""

import hashlib
from dataclasses import replace

import numpy as np

from experiments.analysis.wording import count
from experiments.curves import Curves, Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedLog
from experiments.queries import live_runs, series_of
from experiments.services.meaning import read_as
from experiments.services.text import storable
from experiments.summaries import epochs_trained, length_noun

MOST_COMPARED = 20


def beginning(log_format: str, series: tuple[Series, ...]) -> str:
    """A hash of the format, the metrics and the first point of each: longer versions share it."""
    first = sorted((s.name, s.step[:1].tobytes(), s.value[:1].tobytes()) for s in series)
    return hashlib.blake2b(repr((log_format, first)).encode(), digest_size=16).hexdigest()


def run_extended_by(project: Project, parsed: ParsedLog) -> Run | None:
    """The longest run of the project that this file begins with; None where there is none."""
    if len(parsed.runs) != 1:
        return None
    series = parsed.runs[0].series
    alike = live_runs(project).filter(beginning=beginning(parsed.format, series))
    longest_first = alike.order_by("-epoch_count", "-pk")[:MOST_COMPARED]
    return next((run for run in longest_first if extended(run, series) is not None), None)


def extended(run: Run, series: tuple[Series, ...]) -> list[Series] | None:
    """The file's series, read as the run's are; None where it is no longer version of the run."""
    old = {s.name: s for s in series_of(run)}
    new = [replace(s, name=storable(s.name)) for s in series]
    if set(old) != {s.name for s in new}:
        return None
    try:
        new = [read_as(s, old[s.name].kind, old[s.name].split) for s in new]
    except ValueError:  # What the run reads as an accuracy goes out of range in the file.
        return None
    longer = sum(len(s.value) for s in new) > sum(len(s.value) for s in old.values())
    return new if longer and all(_begins_with(s, old[s.name]) for s in new) else None


def what_is_new(run: Run, series: tuple[Series, ...]) -> str:
    """How much longer the file's series are than the run that they extend.

    Rows that a later epoch does not follow, such as those of a metric logged within an epoch, are
    counted as points.
    """
    epochs = int(epochs_trained(series, Curves.from_series(series))) - run.epoch_count
    if epochs > 0:
        return f"{count(epochs, length_noun(run.counted_by))} {'is' if epochs == 1 else 'are'} new."
    points = sum(len(s.value) for s in series) - sum(len(s.value) for s in series_of(run))
    return f"{count(points, 'point')} {'is' if points == 1 else 'are'} new."


def _begins_with(new: Series, old: Series) -> bool:
    n = len(old.value)
    return new.scale == old.scale and all(
        np.array_equal(getattr(old, column), getattr(new, column)[:n], equal_nan=True)
        for column in ("step", "epoch", "time", "value")
    )
