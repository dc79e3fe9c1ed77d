"""Runs that differ by their seed only, taken together."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from scipy.stats import t as student

from experiments.comparison.entry import Entry
from experiments.comparison.parameters import differences, same, shown

SEEDS = {"seed", "seeds", "randomstate", "randomseed", "rngseed", "manualseed"} | {
    f"{library}seed" for library in ("torch", "np", "numpy", "python", "tf", "data", "model")
}

Limits = tuple[float, float]
UNLIMITED, SHARE = (-math.inf, math.inf), (0.0, 1.0)


@dataclass(frozen=True)
class Mean:
    """A mean over n runs; `interval` 95 % by Student's t, None for a single run."""

    value: float
    interval: tuple[float, float] | None
    n: int


@dataclass(frozen=True, eq=False)
class MeanCurve:
    """A mean a row over the `n` runs that have the epoch; `low`, `high` NaN where n is 1."""

    epoch: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray


@dataclass(frozen=True, eq=False)
class Group:
    """Runs of one value of the parameter.

    - `title`: the value as shown, ``""`` where the runs have no such parameter (`missing`)
    - `also_differ`: names of further parameters that differ within the group, seeds left out
    - `best_loss`, `best_accuracy`, `last_loss`, `last_accuracy`: None where no run has them
    """

    title: str
    missing: bool
    entries: tuple[Entry, ...]
    also_differ: tuple[str, ...]
    best_loss: Mean | None
    best_accuracy: Mean | None
    last_loss: Mean | None
    last_accuracy: Mean | None
    loss: MeanCurve
    accuracy: MeanCurve


def grouped(
    entries: Sequence[Entry], parameters: Sequence[Mapping[str, object]], name: str
) -> tuple[Group, ...]:
    """Groups of the runs by a parameter, with means over the runs of each.

    `parameters` are those of the runs, in their order. Groups come in the order of their values,
    numbers first; runs without the parameter last. Raises ValueError for unequal lengths.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> runs = [entry(str(i), f"seed {i}", Curves.of(val_loss=[0.3 + i / 10])) for i in (0, 1)]
    >>> [group] = grouped(runs, [{"lr": "1e-3", "seed": 0}, {"lr": 0.001, "seed": 1}], "lr")
    >>> group.title, round(group.best_loss.value, 2), group.best_loss.n, group.also_differ
    ('1e-3', 0.35, 2, ())
    """
    members: dict[Decimal | str | None, list[tuple[Entry, Mapping[str, object]]]] = {}
    for run, own in zip(entries, parameters, strict=True):
        members.setdefault(same(own[name]) if name in own else None, []).append((run, own))
    return tuple(_group(members[value], name) for value in sorted(members, key=_order))


def _order(value: Decimal | str | None) -> tuple[bool, bool, Decimal, str]:
    is_number = isinstance(value, Decimal)
    return value is None, not is_number, value if is_number else Decimal(0), str(value)


def mean(values: Sequence[float], limits: Limits = UNLIMITED) -> Mean | None:
    """Mean and 95 % interval, mean ± t(n-1) s / sqrt(n) (Student 1908); None without values.

    The interval is cut at the `limits`, which are 0 and 1 for accuracies.

    >>> found = mean([1.0, 2.0, 3.0])
    >>> found.value, [round(x, 3) for x in found.interval], mean([1.0]).interval
    (2.0, [-0.484, 4.484], None)
    """
    n = len(values)
    if n == 0:
        return None
    centre = float(np.mean(values))
    if n == 1:
        return Mean(centre, None, 1)
    half = float(student.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    low, high = limits
    return Mean(centre, (max(centre - half, low), min(centre + half, high)), n)


def mean_curve(
    curves: Sequence[tuple[np.ndarray, np.ndarray]], limits: Limits = UNLIMITED
) -> MeanCurve:
    """The mean of (epochs, values) at each epoch that one of them has, over those that have it.

    Intervals as in `mean`.

    >>> both = mean_curve([(np.array([1, 2]), np.array([1, 2])), (np.array([1]), np.array([3]))])
    >>> both.mean.tolist(), both.n.tolist()
    ([2.0, 2.0], [2, 1])
    """
    kept = [(e[np.isfinite(v)], v[np.isfinite(v)]) for e, v in curves]
    epoch = np.unique(np.concatenate([e for e, _ in kept] or [np.empty(0)])).astype(float)
    table = np.full((len(kept), len(epoch)), np.nan)
    for row, (e, v) in zip(table, kept, strict=True):
        row[np.searchsorted(epoch, e)] = v
    n = np.isfinite(table).sum(axis=0)
    centre = np.nansum(table, axis=0) / np.maximum(n, 1)
    squares = np.nansum((table - centre) ** 2, axis=0)
    half = np.full(len(epoch), np.nan)
    many = n > 1
    half[many] = student.ppf(0.975, n[many] - 1) * np.sqrt(squares[many] / (n[many] - 1) / n[many])
    low, high = limits
    return MeanCurve(
        epoch, centre, np.maximum(centre - half, low), np.minimum(centre + half, high), n
    )


def _group(members: list[tuple[Entry, Mapping[str, object]]], name: str) -> Group:
    entries = tuple(run for run, _ in members)
    own = [parameters for _, parameters in members]
    differ = (row.name for row in differences(own).rows)

    def over(part: str, number: str) -> Mean | None:
        moments = (getattr(run, part) for run in entries)
        values = (getattr(moment, number) for moment in moments if moment is not None)
        limits = SHARE if number == "accuracy" else UNLIMITED
        return mean([value for value in values if value is not None], limits)

    return Group(
        title=shown(own[0][name]) if name in own[0] else "",
        missing=name not in own[0],
        entries=entries,
        also_differ=tuple(d for d in differ if not is_seed(d)),
        best_loss=over("best_by_loss", "loss"),
        best_accuracy=over("best_by_accuracy", "accuracy"),
        last_loss=over("last", "loss"),
        last_accuracy=over("last", "accuracy"),
        loss=mean_curve([(run.epoch, run.loss) for run in entries]),
        accuracy=mean_curve([(run.epoch, run.accuracy) for run in entries], SHARE),
    )


def is_seed(name: str) -> bool:
    """Whether a parameter only starts the random numbers: its last part is a seed's name.

    >>> is_seed("trainer/seed"), is_seed("randomState"), is_seed("seed_fraction")
    (True, True, False)
    """
    last = re.split(r"[/.]", name)[-1]
    return re.sub(r"[^a-z]", "", last.lower()) in SEEDS
