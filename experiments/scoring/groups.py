"""By what the scores are given: all runs, their length, the size of the validation set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from experiments.scoring.corpus import Labelled

P = TypeVar("P")


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    holds: Callable[[Labelled], bool]


def _sized(low: int, high: float) -> Callable[[Labelled], bool]:
    return lambda run: run.n_val is not None and low <= run.n_val <= high


ALL = Group("all", "all", lambda run: True)

GROUPS = (
    ALL,
    Group("to_20_epochs", "≤ 20 epochs", lambda run: run.epochs <= 20),
    Group("21_to_50_epochs", "21–50 epochs", lambda run: 20 < run.epochs <= 50),
    Group("over_50_epochs", "> 50 epochs", lambda run: run.epochs > 50),
    Group("n_val_below_200", "n_val < 200", _sized(0, 199)),
    Group("n_val_200_to_999", "n_val 200–999", _sized(200, 999)),
    Group("n_val_from_1000", "n_val ≥ 1000", _sized(1000, float("inf"))),
    Group("edge", "edge", lambda run: run.edge),
)
"""A run whose validation size is not known is in none of the three groups of sizes."""


def select(
    runs: Sequence[Labelled], predictions: Sequence[P], holds: Callable[[Labelled], bool]
) -> tuple[list[Labelled], list[P]]:
    """The runs for which `holds` is true, and their predictions.

    >>> from experiments.curves import Curves
    >>> runs = [Labelled.of("a", Curves.of(val_loss=[0.5] * n), {"labels": {}}) for n in (5, 60)]
    >>> select(runs, ["yes", "no"], lambda run: run.epochs > 50)[1]
    ['no']
    """
    kept = [(r, p) for r, p in zip(runs, predictions, strict=True) if holds(r)]
    return [run for run, _ in kept], [prediction for _, prediction in kept]
