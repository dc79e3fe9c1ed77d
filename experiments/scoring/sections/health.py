"""The other health rules against the regimes of the population."""

from collections.abc import Callable, Sequence

from experiments.scoring.bootstrap import Statistic
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import select
from experiments.scoring.health import (
    ALL,
    REGIME_OF,
    REPORTED_APART,
    is_scored,
    mean_f1,
    predict,
    statistics,
)
from experiments.scoring.readings import Reading
from experiments.scoring.tables import RATES, Column, Row, Section, Table, by_group, row

TITLES = {
    "never_learns": "never learns",
    "numeric_divergence": "diverges",
    "under_trained": "under-trained",
    "oscillation": "oscillates",
    "accuracy_dip": "acc. dip",
    "double_descent": "new minimum",
    "val_better_than_train": "val better",
    "stuck": "accuracy stuck",
}
MEAN = Column("mean", "mean of six")
NOTES = (
    "Each rule's yes against a regime of the population: "
    + ", ".join(f"{rule} against {regime}" for rule, regime in REGIME_OF.items())
    + ". The mean is over these six.",
    "Reported apart, since a log cannot show their label: val_better_than_train (its label knows "
    "of the dropout), and the disagreement of kind stuck against loss_down_acc_stuck.",
)

Said = frozenset[str]


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs without regimes are left out of the tables.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> curves = Curves.of(val_loss=[2.0 - 0.05 * i for i in range(20)])
    >>> run = Labelled.of("a", curves, {"labels": {"regimes": ["undertrained"]}})
    >>> rules = section(read([run]), rounds=0).tables[0]
    >>> {row.key: row.cells["f1"].value for row in rules.rows if row.key == "under_trained"}
    {'under_trained': 1.0}
    """
    runs = [r.run for r in readings]
    kept, said = select(runs, [predict(r.report) for r in readings], is_scored)
    columns = [Column(r, TITLES[r], interval=False) for r in REGIME_OF]
    groups = by_group(kept, said, _f1, rounds)
    tables = [
        Table("rules", "Rules", RATES, _rules(kept, said, REGIME_OF, rounds)),
        Table("mean", "Mean F1 of the six by group", (MEAN,), groups),
        Table("groups", "F1 by group", columns, groups),
        Table("apart", "Reported apart", RATES, _rules(kept, said, REPORTED_APART, rounds)),
    ]
    tables += [
        Table(rule, f"{TITLES[rule]} by group", RATES, by_group(kept, said, _of(rule), rounds))
        for rule in ALL
    ]
    return Section("health", "Health rules", tables, notes=NOTES)


def _of(rule: str) -> Callable[[Sequence[Labelled], Sequence[Said]], dict[str, Statistic]]:
    return lambda runs, said: statistics(runs, said, rule)


def _rules(
    runs: Sequence[Labelled], said: Sequence[Said], rules: Sequence[str], rounds: int
) -> list[Row]:
    if not runs:
        return []
    return [row(r, TITLES[r], runs, statistics(runs, said, r), rounds) for r in rules]


def _f1(runs: Sequence[Labelled], said: Sequence[Said]) -> dict[str, Statistic]:
    found = {rule: statistics(runs, said, rule)["f1"] for rule in REGIME_OF}
    return {**found, "mean": mean_f1(runs, said)}
