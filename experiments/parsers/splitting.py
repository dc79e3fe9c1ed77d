"""Runs appended in one file: told apart, or kept together as a resumed run."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.parsers.errors import ParseError

MAX_RUNS = 500
_NOTES_EACH = 3


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one run, `first` inclusive to `last` exclusive, and how they were told apart."""

    first: int
    last: int
    name: str = ""
    notes: tuple[str, ...] = ()


def split(
    count: np.ndarray,
    place: np.ndarray,
    *,
    unit: str = "line",
    what: str = "epoch",
    breaks: tuple[int, ...] = (),
) -> tuple[Part, ...]:
    """The runs of a log by its epoch (or step) column, NaN where a row has none.

    Back to the first epoch of the log or below, a new run starts; back to a later one, a run was
    resumed. Without any count, `breaks` part the runs.
    Raises ParseError for more than `MAX_RUNS` runs.

    >>> parts = split(np.array([0., 1, 2, 0, 1]), np.array([2, 3, 4, 5, 6]))
    >>> [(p.first, p.last, p.name) for p in parts]
    [(0, 3, 'run 1'), (3, 5, 'run 2')]
    >>> split(np.array([0., 1, 2, 1, 2]), np.array([2, 3, 4, 5, 6]))[0].notes
    ('At line 5 the epoch goes back from 2 to 1: read as one run that was resumed; \
of an epoch logged twice the later values count.',)
    """
    known = np.flatnonzero(~np.isnan(count))
    if not len(known):
        return _parts([b for b in breaks if 0 < b < len(count)], [], count, place, unit, what)
    counted = count if len(known) == len(count) else count[known]
    back = np.flatnonzero(np.diff(counted) < 0) + 1
    anew = _starts_anew(counted[back], counted[0])
    starts = known[back[anew]]
    resumed = [(int(known[b]), counted[b - 1], counted[b]) for b in back[~anew]]
    return _parts(starts.tolist(), resumed, count, place, unit, what)


def _starts_anew(to: np.ndarray, first: float) -> np.ndarray:
    return (to <= first) | (to == 0)


def _parts(
    starts: list[int],
    resumed: list[tuple[int, float, float]],
    count: np.ndarray,
    place: np.ndarray,
    unit: str,
    what: str,
) -> tuple[Part, ...]:
    if len(starts) >= MAX_RUNS:
        raise ParseError(
            f"The {what} starts again {len(starts)} times; at most {MAX_RUNS} runs can be read "
            "from one file.",
            advice=f"If they are one run, add an epoch column or leave out the {what} column.",
            line=int(place[starts[0]]) if unit == "line" else None,
        )
    bounds = [0, *starts, len(count)]
    parts = []
    for number, (first, last) in enumerate(pairwise(bounds), 1):
        notes = [_new_run(number, len(starts) + 1, first, count, place, unit, what)]
        own = [r for r in resumed if first <= r[0] < last]
        notes += _resumes(own, place, unit, what)
        name = f"run {number}" if starts else ""
        parts.append(Part(first, last, name, tuple(n for n in notes if n)))
    return tuple(parts)


def _new_run(
    number: int, of: int, first: int, count: np.ndarray, place: np.ndarray, unit: str, what: str
) -> str:
    if of == 1:
        return ""
    before = count[:first][~np.isnan(count[:first])]
    told = f"One of {of} runs in this file, from {unit} {place[first]} on"
    if number == 1 or not len(before):
        return f"{told}."
    return f"{told}, where the {what} goes back from {before[-1]:g} to {count[first]:g}."


def _resumes(
    resumed: list[tuple[int, float, float]], place: np.ndarray, unit: str, what: str
) -> list[str]:
    read = (
        f"read as one run that was resumed; of an {what} logged twice the later values count."
        if what == "epoch"
        else "read as one run that was resumed."
    )
    if len(resumed) > _NOTES_EACH:
        where = f"first at {unit} {place[resumed[0][0]]}"
        return [f"The {what} goes back {len(resumed)} times, {where}: {read}"]
    return [
        f"At {unit} {place[row]} the {what} goes back from {before:g} to {to:g}: {read}"
        for row, before, to in resumed
    ]
