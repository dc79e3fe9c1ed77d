"""The onset of overfitting, and what the advised checkpoint costs beside plain choices."""

from collections.abc import Mapping, Sequence

from experiments.scoring import baselines
from experiments.scoring.bootstrap import Statistic
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import select
from experiments.scoring.overfitting import (
    Prediction,
    is_scored,
    onset_statistics,
    overfits,
    predict,
    regret_statistics,
)
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

TITLES = {
    OURS: "lossacc",
    "lowest": "lowest",
    "smoothed_lowest": "lowest smoothed",
    "patience_10": "patience 10",
    "last": "last epoch",
}
ONSET = (
    Column("median_epochs", "median, epochs", "epochs"),
    Column("mean_epochs", "mean, epochs", "epochs"),
    Column("mean_share", "mean, % of length", "%"),
)
REGRET = (
    Column("median", "median, %", "%"),
    Column("mean", "mean, %", "%"),
    Column("p90", "90th percentile, %", "%"),
)
NOTES = (
    "Onset error: distance of the first epoch said to overfit (where none is said, of the advised "
    "epoch) from the lowest population loss, on runs labelled yes.",
    "Regret: population loss at the advised epoch above its minimum, in per cent, at most 200 a "
    "run. “Lowest” is the lowest logged validation loss; patience 10 keeps the lowest before it "
    "stops. It is given on runs labelled yes, and on all labelled yes or no.",
)

Said = Mapping[str, Prediction]


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs without the label are left out of the tables.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> loss = [0.9, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 20)]
    >>> truth = {"labels": {"overfits_loss": "yes", "onset_epoch": 2}, "population": {"loss": loss}}
    >>> found = section(read([Labelled.of("a", Curves.of(val_loss=loss), truth)]), rounds=0)
    >>> {row.key: round(row.cells["mean"].value, 1) for row in found.tables[1].rows}
    {'lossacc': 0.0, 'lowest': 0.0, 'smoothed_lowest': 4.0, 'patience_10': 0.0, 'last': 76.0}
    """
    runs, said = [r.run for r in readings], [_all_choices(r) for r in readings]
    yes, scored = select(runs, said, overfits), select(runs, said, is_scored)
    ours = scored[0], said_by(OURS, scored[1])
    known = select(yes[0], said_by(OURS, yes[1]), lambda run: run.has("onset_epoch"))
    onset = by_group(*known, onset_statistics, rounds)
    tables = [
        Table("onset", "Onset error of lossacc", ONSET, onset),
        *_regret("yes", "labelled yes", yes, rounds),
        *_regret("scored", "all scored", scored, rounds),
        Table("groups", "lossacc, all scored", REGRET, by_group(*ours, regret_statistics, rounds)),
    ]
    compared = [
        *_compared("mean regret, labelled yes", *yes, rounds),
        *_compared("mean regret, all scored", *scored, rounds),
    ]
    return Section("checkpoint", "The epoch to keep", tables, compared, NOTES)


def _all_choices(reading: Reading) -> Said:
    plain = {name: choose(reading.run) for name, choose in baselines.CHECKPOINTS.items()}
    ours = predict(reading.run.curves, reading.report)
    return {OURS: ours, **{name: Prediction("no", at, at) for name, at in plain.items()}}


def _regret(
    key: str, which: str, kept: tuple[list[Labelled], list[Said]], rounds: int
) -> list[Table]:
    """The regret by method, and its mean by group and method."""
    methods = by_method(TITLES, *kept, regret_statistics, rounds)
    means = [Column(name, title, "%", interval=False) for name, title in TITLES.items()]
    groups = by_group(*kept, _means, rounds)
    return [
        Table(f"regret_{key}", f"Regret, {which}", REGRET, methods),
        Table(f"regret_{key}_groups", f"Mean regret, {which}, %", means, groups),
    ]


def _means(runs: Sequence[Labelled], said: Sequence[Said]) -> dict[str, Statistic]:
    return {name: regret_statistics(runs, said_by(name, said))["mean"] for name in TITLES}


def _compared(
    measure: str, runs: Sequence[Labelled], said: Sequence[Said], rounds: int
) -> list[Comparison]:
    means = _means(runs, said)
    return compare(measure, TITLES, means, len(runs), rounds, "%", higher_is_better=False)
