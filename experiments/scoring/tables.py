"""What the benchmark says, before it is printed: sections of tables and comparisons."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from experiments.scoring.bootstrap import Estimate, Statistic, estimate, minus
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import GROUPS, select

P = TypeVar("P")

OURS = "lossacc"
Statistics = Callable[[Sequence[Labelled], Sequence[P]], Mapping[str, Statistic]]


@dataclass(frozen=True)
class Column:
    """One number of each row; `unit` is ``%``, ``epochs``, ``count``, or ``""`` for a rate.

    `interval`: whether people see the interval too; programs always get it.
    """

    key: str
    title: str
    unit: str = ""
    interval: bool = True


RATES = (
    Column("precision", "precision"),
    Column("recall", "recall"),
    Column("f1", "F1"),
)


@dataclass(frozen=True)
class Row:
    """A method or a group, how many runs it was scored on, and an estimate for each column."""

    key: str
    title: str
    runs: int
    cells: Mapping[str, Estimate]


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Comparison:
    """What lossacc scores less what a plain rule scores, on the same resampled runs."""

    measure: str
    other: str
    difference: Estimate
    unit: str = ""
    higher_is_better: bool = True

    @property
    def conclusion(self) -> str:
        """``better`` or ``worse`` where the interval leaves zero out, else ``inside the noise``.

        ``the same`` where no resample makes a difference, ``without an interval`` where none was
        drawn.

        >>> Comparison("regret", "last epoch", Estimate(-3, -4, -2), "%", False).conclusion
        'better'
        """
        if self.difference == Estimate(0.0, 0.0, 0.0):
            return "the same"
        if math.isnan(self.difference.low):
            return "without an interval"
        if not self.difference.shown:
            return "inside the noise"
        return "better" if (self.difference.value > 0) == self.higher_is_better else "worse"


@dataclass(frozen=True)
class Section:
    """The scores of one question; `notes` say what was left out or how to read it."""

    key: str
    title: str
    tables: Sequence[Table]
    comparisons: Sequence[Comparison] = ()
    notes: Sequence[str] = ()


def row(
    key: str, title: str, runs: Sequence[Labelled], statistics: Mapping[str, Statistic], rounds: int
) -> Row:
    """Each statistic of these runs with its interval.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.bootstrap import mean
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}})
    >>> row("all", "all", [run, run], {"f1": mean([0.5, 0.5])}, 100).cells["f1"]
    Estimate(value=0.5, low=0.5, high=0.5)
    """
    n = len(runs)
    return Row(key, title, n, {name: estimate(s, n, rounds) for name, s in statistics.items()})


def by_group(
    runs: Sequence[Labelled], predictions: Sequence[P], statistics: Statistics, rounds: int
) -> list[Row]:
    """One row for each of `GROUPS` that has runs.

    >>> import numpy as np
    >>> from experiments.curves import Curves
    >>> from experiments.scoring.bootstrap import mean
    >>> runs = [Labelled.of("a", Curves.of(val_loss=[0.9] * n), {"labels": {}}) for n in (5, 30)]
    >>> shares = lambda runs, said: {"yes": mean(np.array(said))}
    >>> [(r.key, r.runs, r.cells["yes"].value) for r in by_group(runs, [1, 0], shares, 0)]
    [('all', 2, 0.5), ('to_20_epochs', 1, 1.0), ('21_to_50_epochs', 1, 0.0)]
    """
    rows = []
    for group in GROUPS:
        kept, said = select(runs, predictions, group.holds)
        if kept:
            rows.append(row(group.key, group.title, kept, statistics(kept, said), rounds))
    return rows


def said_by(name: str, said: Sequence[Mapping[str, P]]) -> list[P]:
    """What one of several methods said of each run.

    >>> said_by("last", [{"lossacc": "yes", "last": "no"}, {"lossacc": "no", "last": "no"}])
    ['no', 'no']
    """
    return [predictions[name] for predictions in said]


def by_method(
    titles: Mapping[str, str],
    runs: Sequence[Labelled],
    said: Sequence[Mapping[str, P]],
    statistics: Statistics,
    rounds: int,
) -> list[Row]:
    """One row for each method in `titles`, none without runs.

    >>> import numpy as np
    >>> from experiments.curves import Curves
    >>> from experiments.scoring.bootstrap import mean
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}})
    >>> said = [{"lossacc": 1, "last": 0}, {"lossacc": 1, "last": 1}]
    >>> shares = lambda runs, said: {"yes": mean(np.array(said))}
    >>> rows = by_method({"lossacc": "lossacc", "last": "last epoch"}, [run, run], said, shares, 0)
    >>> [(r.title, r.cells["yes"].value) for r in rows]
    [('lossacc', 1.0), ('last epoch', 0.5)]
    """
    if not runs:
        return []
    return [
        row(name, title, runs, statistics(runs, said_by(name, said)), rounds)
        for name, title in titles.items()
    ]


def compare(
    measure: str,
    titles: Mapping[str, str],
    statistics: Mapping[str, Statistic],
    n: int,
    rounds: int,
    unit: str = "",
    higher_is_better: bool = True,
) -> list[Comparison]:
    """`OURS` less each of the other methods, by the same statistic of the same `n` runs.

    >>> import numpy as np
    >>> from experiments.scoring.bootstrap import mean
    >>> each = {OURS: mean(np.array([0.9, 0.8])), "last": mean(np.array([0.5, 0.4]))}
    >>> [found] = compare("F1", {OURS: "lossacc", "last": "last epoch"}, each, 2, 100)
    >>> found.other, round(found.difference.value, 2), found.conclusion
    ('last epoch', 0.4, 'better')
    """
    if not n:
        return []
    return [
        Comparison(
            measure,
            titles[name],
            estimate(minus(statistics[OURS], theirs), n, rounds),
            unit,
            higher_is_better,
        )
        for name, theirs in statistics.items()
        if name != OURS
    ]
