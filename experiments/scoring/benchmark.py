"""The whole benchmark: a corpus in, sections of scores out, and the same as JSON."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.analysis import VERSION
from experiments.scoring.bootstrap import Estimate
from experiments.scoring.corpus import Labelled
from experiments.scoring.readings import read
from experiments.scoring.sections import SECTIONS, tuned
from experiments.scoring.tables import Comparison, Row, Section, Table
from experiments.scoring.tuning import Tunable, cross_validate


@dataclass(frozen=True)
class Benchmark:
    """Scores of the shipped rules on a corpus.

    - `rules_version`: which rules; `runs`: how many; `labels`: how many of each overfitting label
    - `rounds`: bootstrap rounds behind each interval
    """

    rules_version: str
    runs: int
    labels: Mapping[str, int]
    rounds: int
    sections: Sequence[Section]


def score(runs: Sequence[Labelled], rounds: int, tunables: Sequence[Tunable] = ()) -> Benchmark:
    """Read all runs with the shipped rules and score what they say; cross-validate `tunables`.

    >>> from experiments.curves import Curves
    >>> loss = [0.9, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 20)]
    >>> truth = {"labels": {"overfits_loss": "yes"}, "population": {"loss": loss}}
    >>> found = score([Labelled.of("a", Curves.of(val_loss=loss), truth)], rounds=0)
    >>> found.runs, [section.key for section in found.sections]
    (1, ['overfitting', 'checkpoint', 'disagreement', 'health', 'advice', 'predictions'])
    """
    readings = read(runs)
    labels = Counter(str(run.labels.get("overfits_loss", "none")) for run in runs)
    return Benchmark(
        rules_version=VERSION,
        runs=len(runs),
        labels=dict(labels.most_common()),
        rounds=rounds,
        sections=[
            *(section(readings, rounds) for section in SECTIONS),
            *_cross_validated(runs, tunables),
        ],
    )


def _cross_validated(runs: Sequence[Labelled], tunables: Sequence[Tunable]) -> list[Section]:
    found = [cross_validate(tunable, runs) for tunable in tunables]
    return [tuned.section(found, len(runs))] if found else []


def as_json(benchmark: Benchmark) -> dict[str, object]:
    """JSON values only, none NaN: null where a number is not defined.

    >>> from experiments.scoring.tables import Column
    >>> row = Row("all", "all", 1, {"f1": Estimate(0.75)})
    >>> table = Table("methods", "By method", [Column("f1", "F1")], [row])
    >>> found = Benchmark("1", 1, {"yes": 1}, 0, [Section("overfitting", "Overfitting", [table])])
    >>> as_json(found)["sections"]["overfitting"]["tables"]["methods"]["rows"]
    {'all': {'runs': 1, 'f1': {'value': 0.75, 'low': None, 'high': None}}}
    """
    return {
        "rules_version": benchmark.rules_version,
        "runs": benchmark.runs,
        "labels": dict(benchmark.labels),
        "rounds": benchmark.rounds,
        "sections": {section.key: _section(section) for section in benchmark.sections},
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "notes": list(section.notes),
        "tables": {table.key: _table(table) for table in section.tables},
        "comparisons": [_comparison(comparison) for comparison in section.comparisons],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "units": {column.key: column.unit for column in table.columns},
        "rows": {row.key: _row(table, row) for row in table.rows},
    }


def _row(table: Table, row: Row) -> dict[str, object]:
    cells = {c.key: _estimate(row.cells[c.key]) for c in table.columns if c.key in row.cells}
    return {"runs": row.runs, **cells}


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {key: value if math.isfinite(value) else None for key, value in numbers.items()}


def _comparison(comparison: Comparison) -> dict[str, object]:
    return {
        "measure": comparison.measure,
        "other": comparison.other,
        "unit": comparison.unit,
        "difference": _estimate(comparison.difference),
        "conclusion": comparison.conclusion,
    }
