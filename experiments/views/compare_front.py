"""What each run of a comparison offers, drawn as accuracy against loss."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from experiments.analysis.two_numbers import wilson_interval
from experiments.charts.panel_svg import NARROW, Size
from experiments.charts.pareto import ParetoRun, draw_pareto, pareto
from experiments.comparison.comparable import comparability
from experiments.comparison.decision import Decision
from experiments.comparison.entry import Moment
from experiments.views.compare_runs import Compared

FRONT = Size("wide", 390, 290, right=20)
"""It stands in a third of the page."""


@dataclass(frozen=True)
class Drawing:
    wide: SafeString
    narrow: SafeString


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308, the drawing escapes all text


def pareto_chart(decision: Decision, compared: Sequence[Compared]) -> Drawing | None:
    """Each run at its lowest loss and at its highest accuracy."""
    found = comparability([c.entry for c in compared])
    outside = found.refused.keys() | found.losses_refused.keys()
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
