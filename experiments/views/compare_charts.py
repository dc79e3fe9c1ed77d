"""The drawings of a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from experiments.analysis.two_numbers import wilson_interval
from experiments.charts.overlay import (
    OverlayPanel,
    OverlayRow,
    OverlayRun,
    draw_overlay,
    overlay_panels,
    overlay_table,
)
from experiments.charts.panel_svg import NARROW, WIDE, Size
from experiments.charts.pareto import ParetoRun, draw_pareto, pareto
from experiments.charts.run_lines import available_splits
from experiments.comparison.decision import Decision
from experiments.comparison.entry import Moment
from experiments.curves import SPLITS
from experiments.views.compare_query import CompareQuery
from experiments.views.compare_runs import Compared

FRONT = Size("wide", 390, 290, right=20)
"""It stands in a third of the page."""


@dataclass(frozen=True)
class Drawing:
    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True)
class CurveChart:
    panel: OverlayPanel
    drawing: Drawing
    rows: Sequence[OverlayRow]


def curve_charts(compared: Sequence[Compared], asked: CompareQuery) -> list[CurveChart]:
    runs = [_overlay_run(c) for c in compared]
    splits = asked.splits or tuple(dict.fromkeys(c.entry.split or "train" for c in compared))
    panels = overlay_panels(runs, splits=splits, scale=asked.scale, smooth=asked.smooth)
    return [
        CurveChart(
            panel,
            Drawing(_safe(draw_overlay(panel, WIDE)), _safe(draw_overlay(panel, NARROW))),
            overlay_table(panel),
        )
        for panel in panels
    ]


def _overlay_run(compared: Compared) -> OverlayRun:
    best = {"loss": compared.entry.best_by_loss, "accuracy": compared.entry.best_by_accuracy}
    return OverlayRun(
        letter=compared.letter,
        colour=compared.colour,
        name=compared.run.name,
        series=compared.series,
        best={kind: moment.epoch if moment else None for kind, moment in best.items()},
    )


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308, the drawing escapes all text


def splits_of(compared: Sequence[Compared]) -> list[str]:
    logged = {split for c in compared for split in available_splits(c.series)}
    return [split for split in SPLITS if split in logged]


def pareto_chart(decision: Decision, compared: Sequence[Compared]) -> Drawing | None:
    """Each run at its lowest loss and at its highest accuracy."""
    outside = {out.entry.key for out in decision.unranked}
    front = {on.entry.key for on in decision.front}
    points = [_pareto_run(c, c.key not in outside, c.key in front) for c in compared]
    scene = pareto(points)
    if scene is None:
        return None
    return Drawing(_safe(draw_pareto(scene, FRONT)), _safe(draw_pareto(scene, NARROW)))


def _pareto_run(compared: Compared, is_comparable: bool, on_front: bool) -> ParetoRun:
    by_loss, by_accuracy = compared.entry.best_by_loss, compared.entry.best_by_accuracy
    return ParetoRun(
        letter=compared.letter,
        colour=compared.colour,
        name=compared.run.name,
        loss_best=_point(by_loss),
        accuracy_best=_point(by_accuracy),
        accuracy_interval=_accuracy_interval(by_loss),
        loss_interval=by_loss.measured.log_loss_interval if by_loss and by_loss.measured else None,
        comparable=is_comparable,
        on_front=on_front,
    )


def _point(moment: Moment | None) -> tuple[float, float, float] | None:
    """Epoch, loss and accuracy, where both are known."""
    if moment is None or None in (moment.epoch, moment.loss, moment.accuracy):
        return None
    return moment.epoch, moment.loss, moment.accuracy


def _accuracy_interval(moment: Moment | None) -> tuple[float, float] | None:
    if moment is None or moment.accuracy is None or not moment.n:
        return None
    return wilson_interval(moment.accuracy * moment.n, moment.n)
