"""Several runs on one chart, before it is drawn: colour tells the run, line style the split."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.overlay_axes import shared_y_axis
from experiments.charts.overlay_progress import PROGRESS, helps, lengths_noted
from experiments.charts.overlay_run import MeanLine, OverlayMean, OverlayRun, RunLine, logged_at
from experiments.charts.panel_axes import axis_of_x
from experiments.charts.panel_notes import noted_together
from experiments.charts.panels import DECIDING, Options
from experiments.charts.run_lines import (
    SCALES,
    X_NAMES,
    Line,
    at_epoch,
    lines_of,
)
from experiments.charts.scale import Axis
from experiments.charts.words import value_label
from experiments.comparison.groups import MeanCurve
from experiments.curves import KINDS

LEAST_POINTS, ALL_POINTS = 200, 4000
"""Of a line, where there are many; of all lines of a chart together."""


@dataclass(frozen=True, eq=False)
class OverlayPanel:
    """One chart of several runs; `cut` is the highest value where the y axis ends below it.

    `means` are there where runs are grouped; the runs' own lines then stand behind them. `absent`
    holds the letters of runs that logged this kind but have no such x axis, `elsewhere` of those
    that logged it on other splits only. `note` says how many points are drawn where not all are.
    """

    kind: str
    title: str
    unit: str
    x_name: str
    x_axis: Axis
    y_axis: Axis
    lines: tuple[RunLine, ...]
    cut: float | None
    description: str
    means: tuple[MeanLine, ...] = ()
    absent: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    note: str = ""

    @property
    def thin(self) -> tuple[str, ...]:
        """Letters of the runs whose losses are not ranked with the others'."""
        return tuple(d.letter for d in self.lines if d.is_main and d.is_thin)


def possible_x(runs: Sequence[OverlayRun]) -> tuple[str, ...]:
    """What the x axis can count, because one of the runs has it: ``epoch``, ``step``, ``time``.

    Runs of very different lengths can be drawn by their ``progress``, too.

    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> possible_x([OverlayRun("A", 1, "first", logged)])
    ('epoch',)
    """
    found = {x for run in runs for x in run.x_names}
    counted = tuple(x for x in X_NAMES if x in found) or X_NAMES[:1]
    return (*counted, PROGRESS) if helps(runs) else counted


def overlay_panels(
    runs: Sequence[OverlayRun],
    *,
    options: Options | None = None,
    means: Sequence[OverlayMean] = (),
) -> list[OverlayPanel]:
    """Loss and accuracy of all runs on one x axis; a kind that no run logged is left out.

    Runs that do not have the x axis asked for are left out of the chart and named. Means stand
    on the axis that they were taken over. A window beside all points falls back to the whole.

    >>> from experiments.curves import Series
    >>> logged = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = overlay_panels([OverlayRun("A", 1, "first", logged)])
    >>> panel.title, [line.letter for line in panel.lines]
    ('Loss', ['A'])
    """
    options = options or Options(splits=("val",))
    possible = possible_x(runs)
    options = replace(options, x=options.x if options.x in possible else possible[0])
    panels = [_panel(kind, runs, options, means) for kind in KINDS]
    found = [panel for panel in panels if panel is not None]
    if not found and options.window is not None:
        return overlay_panels(runs, options=replace(options, window=None), means=means)
    return found


def _panel(
    kind: str, runs: Sequence[OverlayRun], options: Options, means: Sequence[OverlayMean]
) -> OverlayPanel | None:
    there = [run for run in runs if _own_x(run, options.x) in run.x_names]
    unit = _time_unit(there) if options.x == "time" else None
    most = max(LEAST_POINTS, ALL_POINTS // max(1, len(there) * len(options.splits)))
    drawn = [line for run in there for line in _run_lines(kind, run, options, unit, most)]
    if not drawn:
        return None
    mean_lines = _mean_lines(kind, [mean for mean in means if mean.x == options.x])
    lines, drawn_runs = [d.line for d in drawn], list(dict.fromkeys(d.run for d in drawn))
    y_axis, cut = shared_y_axis(
        kind, lines, log=options.scale == "log", zoomed=options.window is not None
    )
    return OverlayPanel(
        kind=kind,
        title=kind.capitalize(),
        unit=_unit(kind, there),
        x_name=_x_name(options.x, unit),
        x_axis=axis_of_x(lines, options.window, whole=options.x != "time"),
        y_axis=y_axis,
        lines=tuple(drawn),
        cut=cut,
        description=_described(kind, drawn),
        means=tuple(mean_lines),
        absent=tuple(r.letter for r in runs if r not in there and _splits(r, kind)),
        elsewhere=tuple(
            r.letter
            for r in there
            if (logged := _splits(r, kind)) and logged.isdisjoint(options.splits)
        ),
        note=" ".join(filter(None, (noted_together(lines), lengths_noted(drawn_runs, options.x)))),
    )


def _unit(kind: str, runs: Sequence[OverlayRun]) -> str:
    """Losses of several kinds have none in common."""
    if kind == "accuracy":
        return "%"
    return "nats" if all(run.ranked and run.in_nats for run in runs) else ""


def _x_name(x: str, time_unit: tuple[str, int] | None) -> str:
    if x == PROGRESS:
        return "progress, %"
    return f"time, {time_unit[0]}" if time_unit else x


def _splits(run: OverlayRun, kind: str) -> set[str]:
    """Those on which it logged this kind."""
    return {s.split for s in run.series if s.kind == kind and s.column}


def _run_lines(
    kind: str, run: OverlayRun, options: Options, unit: tuple[str, int] | None, most: int
) -> list[RunLine]:
    x, stretch = _own_x(run, options.x), _stretch(run, options.x, unit)
    window = options.window and (options.window[0] / stretch, options.window[1] / stretch)
    lines = lines_of(kind, run.series, run.curves, x, options.smooth, options.splits, window, most)
    order = (run.split, *DECIDING)
    main = min((line.split for line in lines), key=order.index, default="")
    return [
        RunLine(
            run=run,
            kind=kind,
            line=_stretched(line, stretch),
            best=_best(kind, run, x, stretch) if line.split == run.split else None,
            is_main=line.split == main,
        )
        for line in lines
    ]


def _own_x(run: OverlayRun, x: str) -> str:
    """What the run counts itself where the axis has its progress."""
    return next(iter(run.x_names), "") if x == PROGRESS else x


def _stretch(run: OverlayRun, x: str, time_unit: tuple[str, int] | None) -> float:
    """From the run's own x axis to that of the chart: time has one unit for all."""
    if x == PROGRESS:
        return 100 / run.length if run.length > 0 else 1.0
    return run.elapsed[1] / time_unit[1] if time_unit else 1.0


def _stretched(line: Line, factor: float) -> Line:
    raw = None if line.raw_x is None else line.raw_x * factor
    return line if factor == 1 else replace(line, x=line.x * factor, raw_x=raw)


def _best(kind: str, run: OverlayRun, own_x: str, stretch: float) -> tuple[float, float] | None:
    epoch = run.best.get(kind)
    if epoch is None:
        return None
    y = float(logged_at(kind, run.split, run.curves, np.array([epoch]))[0])
    x = at_epoch(epoch, run.series, own_x)
    return (x * stretch, y) if x is not None and np.isfinite(y) else None


def _time_unit(runs: Sequence[OverlayRun]) -> tuple[str, int]:
    """The unit of the longest run, and its milliseconds."""
    return max((run.elapsed for run in runs), key=lambda unit: unit[1])


def _mean_lines(kind: str, means: Sequence[OverlayMean]) -> list[MeanLine]:
    found = [(mean, mean.curves[kind]) for mean in means]
    return [_mean_line(mean, curve, SCALES[kind]) for mean, curve in found if len(curve.epoch)]


def _mean_line(mean: OverlayMean, curve: MeanCurve, scale: float) -> MeanLine:
    # Where a run has ended, the mean of those that go on would jump though none of them does.
    whole = curve.n == curve.n.max()
    parts = (curve.epoch, curve.mean * scale, curve.low * scale, curve.high * scale)
    return MeanLine(mean.title, mean.colour, *(part[whole] for part in parts))


def _described(kind: str, drawn: Sequence[RunLine]) -> str:
    word, best = ("lowest", np.nanmin) if kind == "loss" else ("highest", np.nanmax)
    told = (
        f"{d.letter}, {d.run.name}, {d.split}: {word} "
        f"{value_label(kind, float(best(d.line.logged[np.isfinite(d.line.logged)])))}"
        for d in drawn
    )
    return "; ".join(told) + "."
