"""The charts of a run as its address asks for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from experiments.charts import panel_svg
from experiments.charts.figure import figure
from experiments.charts.panels import (
    MOST_SMOOTH,
    Band,
    Options,
    Panel,
    available_splits,
    available_x,
    run_panels,
)
from experiments.charts.sheet import Size
from experiments.curves import SPLITS, Series
from experiments.models import Finding, Run
from experiments.templatetags.lossacc import epoch
from experiments.views import run_focus
from experiments.views.chart_query import scale_of, smooth_of, window_over
from experiments.views.run_findings import span

DISAGREE, DISAGREE_SHORT = "loss and accuracy disagree", "disagree"
ON_ALL_SPLITS = ("val", "test", "train")
PASSING = {"accuracy_dip": "dip", "loss_spike": "spike"}


@dataclass(frozen=True)
class Controls:
    """What can be chosen for the charts of this run, and what is."""

    options: Options
    x: tuple[str, ...]
    splits: tuple[str, ...]
    finding: Finding | None = None
    most_smooth: int = MOST_SMOOTH

    @property
    def all_splits(self) -> tuple[str, ...]:
        return SPLITS


@dataclass(frozen=True)
class Reading:
    """The last value of one line, for the caption."""

    split: str
    text: str


@dataclass(frozen=True)
class Chart:
    """One panel with its drawings; the style sheet shows the one that fits the screen."""

    panel: Panel
    last: str
    readings: list[Reading]
    is_alone: bool = False

    @property
    def key(self) -> str:
        return self.panel.kind

    @cached_property
    def wide(self) -> SafeString:
        return drawing(self.panel, panel_svg.WHOLE if self.is_alone else panel_svg.WIDE)

    @cached_property
    def narrow(self) -> SafeString:
        return drawing(self.panel, panel_svg.NARROW)

    @cached_property
    def drawings(self) -> list[SafeString]:
        """One for each width that a chart of the run's page can have."""
        return [drawing(self.panel, size) for size in _sizes(is_alone=self.is_alone)]


def controls(
    query: QueryDict,
    series: Sequence[Series],
    findings: Iterable[Finding] = (),
) -> Controls:
    """Values that mean nothing are passed over, so that an old link still opens."""
    possible_x, possible_splits = available_x(series), available_splits(series)
    splits = tuple(s for s in possible_splits if s in query.getlist("split"))
    x = query.get("x", "")
    x = x if x in possible_x else possible_x[0]
    finding = run_focus.chosen(query, findings)
    options = Options(
        x=x,
        scale=scale_of(query),
        smooth=smooth_of(query),
        splits=splits or possible_splits,
        window=window_over(x, query),
    )
    options = run_focus.turned_to(finding, options, series)
    return Controls(options, possible_x, possible_splits, finding)


def panels(
    run: Run, series: Sequence[Series], findings: Iterable[Finding], chosen: Controls
) -> list[Panel]:
    return run_panels(
        series,
        bands=run_focus.with_mark(bands(findings), chosen.finding),
        keep_by_loss=run.keep_by_loss,
        keep_by_accuracy=run.keep_by_accuracy,
        options=chosen.options,
    )


def charts(drawn: Iterable[Panel]) -> list[Chart]:
    """A chart that is alone takes the whole row."""
    shown = list(drawn)
    return [_chart(panel, len(shown) == 1) for panel in shown]


def figures(drawn: Iterable[Panel]) -> dict[str, dict]:
    shown = list(drawn)
    sizes = _sizes(is_alone=len(shown) == 1)
    return {panel.kind: figure(panel, sizes) for panel in shown}


def bands(findings: Iterable[Finding]) -> list[Band]:
    """Where loss and accuracy disagree, on the split that decides; else where the run overfits."""
    said = [f for f in findings if f.verdict == "yes" and f.first_epoch is not None]
    shaded = _of_deciding_split([f for f in said if f.rule == "disagreement"])
    words = DISAGREE if len(shaded) == 1 else DISAGREE_SHORT
    if not shaded:
        shaded = [f for f in said if f.rule == "overfitting"]
        words = "overfits"
    passing = [f for f in said if f.rule in PASSING and f.split != "train"]
    marked = [_band(finding, f"{words}, {span(finding)}") for finding in shaded]
    marked += [_band(finding, PASSING[finding.rule]) for finding in passing]
    return sorted(marked, key=lambda band: band.first)


def _of_deciding_split(findings: list[Finding]) -> list[Finding]:
    splits = {finding.split for finding in findings}
    deciding = next((split for split in ON_ALL_SPLITS if split in splits), "")
    return [finding for finding in findings if finding.split == deciding]


def _band(finding: Finding, label: str) -> Band:
    first = finding.first_epoch
    last = first if finding.last_epoch is None else finding.last_epoch
    passes = finding.rule in PASSING or finding.severity == "note"
    return Band(first, last, label, "note" if passes else "warn")


def _sizes(*, is_alone: bool) -> tuple[Size, ...]:
    sizes = (panel_svg.WIDE, panel_svg.MEDIUM, panel_svg.NARROW)
    return (panel_svg.LONE, *sizes) if is_alone else sizes


def drawing(panel: Panel, size: Size, name: str = "") -> SafeString:
    return mark_safe(panel_svg.draw(panel, size, name))  # noqa: S308, it escapes all text


def readings(panel: Panel) -> list[Reading]:
    return [Reading(line.split, _last(panel, line.split)) for line in panel.lines]


def _chart(panel: Panel, is_alone: bool) -> Chart:
    last = max(float(line.x[-1]) for line in panel.lines)
    return Chart(panel, epoch(last), readings(panel), is_alone)


def _last(panel: Panel, split: str) -> str:
    return panel.ends[split].removeprefix(f"{split} ").removesuffix(" %")
