"""Disagreements of loss and accuracy: kinds and intervals."""

from collections.abc import Mapping, Sequence

from experiments.scoring import baselines
from experiments.scoring.bootstrap import Statistic
from experiments.scoring.corpus import Labelled
from experiments.scoring.disagreement import (
    Prediction,
    interval_statistics,
    is_scored,
    kind_statistics,
    predict,
)
from experiments.scoring.groups import select
from experiments.scoring.readings import Reading
from experiments.scoring.tables import (
    OURS,
    Column,
    Comparison,
    Section,
    Table,
    by_group,
    by_method,
    compare,
    said_by,
)

TITLES = {OURS: "lossacc", "label_rule": "label rule"}
KINDS = (
    Column("none", "F1 none"),
    Column("held", "F1 held"),
    Column("improved", "F1 improved"),
    Column("macro_f1", "macro-F1"),
)
ANY = (Column("any", "F1 any"),)
INTERVALS = (
    Column("interval_precision", "precision"),
    Column("interval_recall", "recall"),
    Column("interval_f1", "F1"),
)
COMPARED = {
    "held": "F1 held",
    "improved": "F1 improved",
    "any": "F1 any",
    "interval_f1": "F1 of intervals",
}
NOTES = (
    "A run's kind is that of its largest rise. An interval is a hit where it overlaps a true one "
    "by at least half of their union; intervals of all scored runs are counted together.",
    "“Label rule”: the rule that labels the population curves, on the logged ones.",
)

Said = Mapping[str, Prediction]


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs that are not scored are left out of the tables.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> loss = [2.0 - 0.05 * i for i in range(20)] + [1.05 + 0.025 * i for i in range(1, 21)]
    >>> curves = Curves.of(val_loss=loss, val_accuracy=[0.4 + 0.01 * i for i in range(40)])
    >>> labels = {"disagreement": "improved", "disagreement_scored": True}
    >>> kinds = section(read([Labelled.of("a", curves, {"labels": labels})]), rounds=0).tables[0]
    >>> {row.key: row.cells["improved"].value for row in kinds.rows}
    {'lossacc': 1.0, 'label_rule': 1.0}
    """
    runs, said = [r.run for r in readings], [_both(r) for r in readings]
    scored = select(runs, said, is_scored)
    methods = by_method(TITLES, *scored, _statistics, rounds)
    groups = by_group(scored[0], said_by(OURS, scored[1]), _statistics, rounds)
    tables = [
        Table(f"{what}_{key}", f"{title} {way}", columns, rows)
        for what, title, columns in (
            ("kinds", "Kind", KINDS),
            ("any", "Any", ANY),
            ("intervals", "Intervals", INTERVALS),
        )
        for key, way, rows in (("methods", "by method", methods), ("groups", "by group", groups))
    ]
    compared = _compared(*scored, rounds)
    return Section("disagreement", "Loss and accuracy disagree", tables, compared, NOTES)


def _both(reading: Reading) -> Said:
    ours = predict(reading.run.curves, reading.report)
    return {OURS: ours, "label_rule": baselines.disagreements(reading.run)}


def _statistics(
    runs: Sequence[Labelled], predictions: Sequence[Prediction]
) -> dict[str, Statistic]:
    intervals = interval_statistics(runs, predictions)
    return kind_statistics(runs, predictions) | {f"interval_{k}": s for k, s in intervals.items()}


def _compared(runs: Sequence[Labelled], said: Sequence[Said], rounds: int) -> list[Comparison]:
    each = {name: _statistics(runs, said_by(name, said)) for name in TITLES}
    return [
        comparison
        for key, measure in COMPARED.items()
        for comparison in compare(
            measure, TITLES, {name: each[name][key] for name in TITLES}, len(runs), rounds
        )
    ]
