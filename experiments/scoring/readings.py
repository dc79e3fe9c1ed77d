"""The runs of a corpus as the shipped rules read them: the log alone, without facts."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.analysis import analyse
from experiments.analysis.finding import Report
from experiments.facts import Facts
from experiments.scoring.corpus import Labelled


@dataclass(frozen=True, eq=False)
class Reading:
    """A run, and what the rules say about its log."""

    run: Labelled
    report: Report


def read(runs: Sequence[Labelled]) -> list[Reading]:
    """Each run with its report, in the same order.

    >>> from experiments.curves import Curves
    >>> broken = Curves.of(val_loss=[0.9, float("nan"), float("nan")])
    >>> run = Labelled.of("a", broken, {"labels": {}})
    >>> read([run])[0].report.verdict.label
    'diverged'
    """
    return [Reading(run, analyse(run.curves, Facts())) for run in runs]
