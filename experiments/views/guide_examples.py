"""The trainings of the demo project as the guide shows them: read from their logs, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from experiments.analysis import analyse
from experiments.analysis.advice import advise
from experiments.analysis.finding import Advice, Finding, Report
from experiments.analysis.two_numbers import nats_per_error, probability_left
from experiments.charts.panels import Options, run_panels
from experiments.charts.plane import Plane, plane
from experiments.curves import Curves, Series
from experiments.facts import Facts, facts_from_parameters
from experiments.services.demo import LOGS, read_example
from experiments.views import run_charts, run_findings


@dataclass(frozen=True)
class Moment:
    """One epoch of a run on its validation split."""

    epoch: float
    loss: float
    accuracy: float
    nats_per_error: float | None
    probability_left: float | None
    wrong: int | None


@dataclass(frozen=True, eq=False)
class Example:
    """One training, and what the rules say about it."""

    name: str
    about: str
    series: tuple[Series, ...]
    curves: Curves
    facts: Facts
    report: Report

    @property
    def last(self) -> Moment:
        return self.at(float(self.curves.epoch[-1]))

    @property
    def best_by_loss(self) -> Moment:
        return self.at(float(self.curves.epoch[np.nanargmin(self.curves.values("val_loss"))]))

    @property
    def best_by_accuracy(self) -> Moment:
        return self.at(float(self.curves.epoch[np.nanargmax(self.curves.values("val_accuracy"))]))

    def at(self, epoch: float) -> Moment:
        [row] = self.curves.epochs[self.curves.epoch == epoch].to_dict("records")
        loss, accuracy = row["val_loss"], row["val_accuracy"]
        n = self.facts.n_val
        return Moment(
            epoch=epoch,
            loss=loss,
            accuracy=accuracy,
            nats_per_error=nats_per_error(loss, accuracy),
            probability_left=probability_left(loss, accuracy),
            wrong=None if n is None else round((1 - accuracy) * n),
        )

    def of(self, rules: Sequence[str], *verdicts: str) -> list[Finding]:
        """What these rules say, in their order, if it is one of these verdicts."""
        said = [f for f in self.report.findings if f.rule in rules and f.verdict in verdicts]
        return sorted(said, key=lambda finding: rules.index(finding.rule))


@cache
def example(name: str) -> Example:
    log, about = read_example(LOGS / f"{name}.csv")
    [run] = log.runs
    facts = facts_from_parameters(run.parameters)
    return Example(name, about, run.series, run.curves, facts, analyse(run.curves, facts))


@cache
def advices_of(name: str) -> list[tuple[float, Advice]]:
    """What would have been said after each epoch, from the epochs up to it."""
    curves = example(name).curves
    seen = (Curves(curves.epochs.iloc[: i + 1]) for i in range(len(curves)))
    return list(zip(curves.epoch.tolist(), map(advise, seen), strict=True))


@cache
def charts_of(name: str) -> list[run_charts.Chart]:
    shown = example(name)
    keep = shown.report.keep
    panels = run_panels(
        shown.series,
        bands=run_charts.bands(shown.report.findings),
        keep_by_loss=keep.by_loss,
        keep_by_accuracy=keep.by_accuracy,
        options=Options(),
    )
    return run_charts.charts(panels)


@cache
def plane_of(name: str) -> Plane | None:
    shown = example(name)
    keep = shown.report.keep
    return plane(shown.curves, "val", shown.facts.classes, keep=(keep.by_loss, keep.by_accuracy))


def finding_rows(shown: Example, findings: Iterable[Finding]) -> list[run_findings.Row]:
    first, last = float(shown.curves.epoch[0]), float(shown.curves.epoch[-1])
    return run_findings.rows(findings, "epoch", first, last)
