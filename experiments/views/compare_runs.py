"""The runs of a comparison with all that is read of them, and their tests in pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404

from experiments import queries, queries_comparison
from experiments.charts.plane_scene import COLOURS, LETTERS
from experiments.comparison.entry import Entry, Measured, entry
from experiments.comparison.same_data import data_named
from experiments.curves import Curves, Series
from experiments.facts import Facts
from experiments.models import Predictions, Run
from experiments.predictions.pair import NotPaired, PairTest, compare_pair
from experiments.predictions.samples import Samples, read_samples
from experiments.queries_predictions import report_of
from experiments.views.compare_query import CompareQuery


@dataclass(frozen=True, eq=False)
class Compared:
    """One run with its letter and colour, its points, and how it is ranked."""

    run: Run
    letter: str
    colour: int
    series: Sequence[Series]
    curves: Curves
    facts: Facts
    entry: Entry
    measured: Sequence[Predictions]

    @cached_property
    def key(self) -> str:
        return str(self.run.uuid)


@dataclass(frozen=True)
class AskedRuns:
    """The runs of an address that the user may see, and what became of the others.

    - `trashed`: those in the trash of a project that the user sees
    - `hidden`: how many are gone for good or in projects of others; which of the two is not told
    """

    uuids: Sequence[UUID]
    runs: Sequence[Run]
    trashed: Sequence[Run] = ()

    @property
    def placed(self) -> list[tuple[int, Run]]:
        """Each run with its place in the address, from 0."""
        places = {uuid: place for place, uuid in enumerate(self.uuids)}
        return [(places[run.uuid], run) for run in self.runs]

    @property
    def hidden(self) -> int:
        return len(self.uuids) - len(self.runs) - len(self.trashed)

    @property
    def missing(self) -> list[str]:
        there = {run.uuid for run in self.runs}
        return [str(uuid) for uuid in self.uuids if uuid not in there]


def asked_runs(user: User, asked: CompareQuery) -> AskedRuns:
    """Raises Http404 where runs are asked for and none can be shown."""
    runs = queries_comparison.visible_runs(user, asked.uuids)
    if asked.uuids and not runs:
        raise Http404(
            "None of the runs of this address can be shown: they are deleted, or in projects of "
            "which you are no member. Choose runs from a project’s run table."
        )
    there = {run.uuid for run in runs}
    missing = [uuid for uuid in asked.uuids if uuid not in there]
    return AskedRuns(asked.uuids, runs, queries_comparison.trashed_runs(user, missing))


def compared_runs(asked: AskedRuns, doubts: Mapping[int, str] | None = None) -> list[Compared]:
    """`doubts` say by primary key why the numbers of a run are suspicious; charts need none.

    A run has the letter of its place in the address, so that it stays when another one goes.
    """
    series = queries.judged_series_of(asked.runs)
    measured = queries_comparison.measured_of_runs(asked.runs)
    told = doubts or {}
    return [
        _compared(place, run, series[run.pk], measured[run.pk], told.get(run.pk, ""))
        for place, run in asked.placed
    ]


def _compared(
    i: int, run: Run, series: list[Series], rows: list[Predictions], doubt: str
) -> Compared:
    curves = Curves.from_series(series)
    facts = queries_comparison.facts_of_run(run, rows)
    reports = [(p, report_of(p)) for p in rows]
    told = [Measured.of(str(p.uuid), p.split, p.epoch, r) for p, r in reports if r is not None]
    return Compared(
        run=run,
        letter=LETTERS[i],
        colour=i % COLOURS + 1,
        series=series,
        curves=curves,
        facts=facts,
        entry=entry(
            str(run.uuid), run.name, curves, facts, told, data_named(run.parameters), doubt
        ),
        measured=rows,
    )


class PairTests:
    """Tests of two predictions; each file is read once, each pair tested once."""

    def __init__(self, compared: Sequence[Compared]) -> None:
        self._rows = {str(row.uuid): row for c in compared for row in c.measured}
        self._samples: dict[str, Samples | None] = {}
        self._tests: dict[tuple[str, str], PairTest | NotPaired | None] = {}

    def __call__(self, a: Measured, b: Measured) -> PairTest | NotPaired | None:
        key = (a.key, b.key)
        if key not in self._tests:
            first, second = self._read(a.key), self._read(b.key)
            missing = first is None or second is None
            self._tests[key] = None if missing else compare_pair(first, second)
        return self._tests[key]

    def _read(self, key: str) -> Samples | None:
        if key not in self._samples:
            self._samples[key] = _samples(self._rows[key])
        return self._samples[key]


def _samples(row: Predictions) -> Samples | None:
    """None where the file is gone: the page must not fall with it."""
    if not row.samples or not row.samples.storage.exists(row.samples.name):
        return None
    with row.samples.open("rb") as stored:
        return read_samples(stored)
