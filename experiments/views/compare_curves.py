"""The curves of the runs of a comparison, as its address asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from experiments.charts.overlay import OverlayPanel, overlay_panels, possible_x
from experiments.charts.overlay_figure import overlay_figure
from experiments.charts.overlay_progress import PROGRESS, is_needed
from experiments.charts.overlay_run import OverlayMean, OverlayRun
from experiments.charts.overlay_svg import draw_overlay
from experiments.charts.overlay_table import OverlayRow, overlay_table
from experiments.charts.panel_svg import LONE, MEDIUM, NARROW, WIDE, Size
from experiments.charts.panels import MOST_SMOOTH, Options
from experiments.charts.plane_scene import COLOURS
from experiments.charts.run_lines import available_splits
from experiments.charts.words import value_label
from experiments.comparison.comparable import Comparability, comparability
from experiments.comparison.groups import Group
from experiments.curves import SPLITS
from experiments.models import Run
from experiments.views.compare_runs import Compared


@dataclass(frozen=True)
class CurveControls:
    """What can be chosen for the curves of these runs, and what is."""

    options: Options
    x: tuple[str, ...]
    splits: tuple[str, ...]
    most_smooth: int = MOST_SMOOTH


@dataclass(frozen=True)
class Reading:
    """The last value of a run, or of a group's mean; `name` is that of its line in the figure."""

    name: str
    mark: str
    colour: int
    title: str
    text: str


@dataclass(frozen=True)
class CurveChart:
    """One panel with its drawings; the style sheet shows the one that fits the screen."""

    panel: OverlayPanel
    drawings: Sequence[SafeString]
    rows: Sequence[OverlayRow]
    readings: Sequence[Reading]


@dataclass(frozen=True)
class ComparedCurves:
    """The charts of a comparison, and what can be chosen for them."""

    controls: CurveControls
    panels: Sequence[OverlayPanel]

    @classmethod
    def of(
        cls, compared: Sequence[Compared], groups: Sequence[Group], asked: Options
    ) -> "ComparedCurves":
        found = comparability([c.entry for c in compared])
        colours = _group_colours(groups)
        runs = [_overlay_run(c, colours.get(c.key, c.colour), found) for c in compared]
        controls = _controls(compared, runs, groups, asked)
        means = _means(compared, groups, colours)
        return cls(controls, overlay_panels(runs, options=controls.options, means=means))

    @property
    def figures(self) -> dict[str, dict]:
        return {panel.kind: overlay_figure(panel, self._sizes) for panel in self.panels}

    @property
    def charts(self) -> list[CurveChart]:
        return [
            CurveChart(
                panel=panel,
                drawings=[_svg(panel, size) for size in self._sizes],
                rows=overlay_table(panel),
                readings=_mean_readings(panel) if panel.means else _run_readings(panel),
            )
            for panel in self.panels
        ]

    @property
    def _sizes(self) -> tuple[Size, ...]:
        """A chart that is alone takes the whole row."""
        sizes = (WIDE, MEDIUM, NARROW)
        return (LONE, *sizes) if len(self.panels) == 1 else sizes


def _controls(
    compared: Sequence[Compared],
    runs: Sequence[OverlayRun],
    groups: Sequence[Group],
    asked: Options,
) -> CurveControls:
    logged = {split for c in compared for split in available_splits(c.series)}
    possible = tuple(split for split in SPLITS if split in logged)
    held_out = {c.entry.split for c in compared if c.entry.split} or {"train"}
    splits = tuple(s for s in possible if s in asked.splits)
    usual = tuple(s for s in possible if s in held_out)
    x = possible_x(runs)
    shown = [run for run in runs if set(available_splits(run.series)) & set(splits or usual)]
    usual_x = PROGRESS if _is_squeezed(compared, shown, grouped=bool(groups)) else x[0]
    options = replace(asked, x=asked.x if asked.x in x else usual_x, splits=splits or usual)
    return CurveControls(options, x, possible)


def _is_squeezed(
    compared: Sequence[Compared], runs: Sequence[OverlayRun], *, grouped: bool
) -> bool:
    """Whether short runs are seen by their progress only.

    That of a run in training is not known, and means are taken at equal epochs.
    """
    training = any(c.run.status == Run.Status.RUNNING for c in compared)
    return not training and not grouped and is_needed(runs)


def _overlay_run(compared: Compared, colour: int, found: Comparability) -> OverlayRun:
    best = {"loss": compared.entry.best_by_loss, "accuracy": compared.entry.best_by_accuracy}
    return OverlayRun(
        letter=compared.letter,
        colour=colour,
        name=compared.run.name,
        series=compared.series,
        split=compared.entry.split or "train",
        best={kind: moment.epoch if moment else None for kind, moment in best.items()},
        ranked=compared.key not in found.losses_refused,
        in_nats=found.is_plain,
        table=compared.curves,
    )


def _group_colours(groups: Sequence[Group]) -> dict[str, int]:
    return {entry.key: i % COLOURS + 1 for i, group in enumerate(groups) for entry in group.entries}


def _means(
    compared: Sequence[Compared], groups: Sequence[Group], colours: Mapping[str, int]
) -> list[OverlayMean]:
    """None where some runs count epochs and others steps: they have no row in common."""
    counted = {c.curves.counted_by for c in compared}
    if len(counted) > 1:
        return []
    return [
        OverlayMean(
            title=group.title or "not set",
            colour=colours[group.entries[0].key],
            curves={"loss": group.loss, "accuracy": group.accuracy},
            x=next(iter(counted)),
        )
        for group in groups
    ]


def _svg(panel: OverlayPanel, size: Size) -> SafeString:
    return mark_safe(draw_overlay(panel, size))  # noqa: S308, the drawing escapes all text


def _run_readings(panel: OverlayPanel) -> list[Reading]:
    return [
        Reading(d.letter, d.letter, d.run.colour, d.run.name, _last(panel, d.line.last))
        for d in panel.lines
        if d.is_main
    ]


def _mean_readings(panel: OverlayPanel) -> list[Reading]:
    return [
        Reading(f"mean {i}", str(i), m.colour, m.title, _last(panel, float(m.y[-1])))
        for i, m in enumerate(panel.means, start=1)
    ]


def _last(panel: OverlayPanel, value: float) -> str:
    return value_label(panel.kind, value).removesuffix(" %")
