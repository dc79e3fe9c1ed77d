"""The runs of a comparison with all that is read of them, and their tests in pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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


def asked_runs(user: User, asked: CompareQuery) -> list[Run]:
    runs = queries_comparison.visible_runs(user, asked.uuids)
    if len(runs) < len(asked.uuids):
        raise Http404(_missing(asked, runs))
    return runs


def _missing(asked: CompareQuery, runs: Sequence[Run]) -> str:
    there = {run.uuid for run in runs}
    places = [str(i) for i, uuid in enumerate(asked.uuids, start=1) if uuid not in there]
    which = f"Run {places[0]}" if len(places) == 1 else f"Runs {', '.join(places)}"
    return (
        f"{which} of this address cannot be shown: deleted, or in a project of which you are no "
        "member. Choose the runs again."
    )


def compared_runs(runs: Sequence[Run], doubts: Mapping[int, str] | None = None) -> list[Compared]:
    """`doubts` say by primary key why the numbers of a run are suspicious; charts need none."""
    series = queries.judged_series_of(runs)
    measured = queries_comparison.measured_of_runs(runs)
    return [
        _compared(i, run, series[run.pk], measured[run.pk], (doubts or {}).get(run.pk, ""))
        for i, run in enumerate(runs)
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
