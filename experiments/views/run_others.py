"""The metrics of a run that are neither losses nor accuracies, each as a chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.safestring import SafeString

from experiments.charts import metric_panels
from experiments.charts.metric_panels import Metric, metric_panel
from experiments.charts.metric_table import MetricRow, metric_rows
from experiments.charts.panel_svg import MULTIPLE
from experiments.charts.panels import Options, Panel
from experiments.curves import Series
from experiments.templatetags.lossacc import epoch
from experiments.views.run_charts import Reading, drawing, readings

PREFIX = "metric:"
"""Before the title of such a metric in addresses, where losses and accuracies have none."""
MOST_SMALL = 12
SMALL_POINTS = 160


@dataclass(frozen=True)
class SmallChart:
    """A small chart with its words and numbers; without a panel there is nothing to draw."""

    key: str
    title: str
    names: str
    section: str
    id: str = ""
    panel: Panel | None = None
    drawing: SafeString | str = ""
    last: str = ""
    readings: Sequence[Reading] = ()
    rows: Sequence[MetricRow] = ()


@dataclass(frozen=True)
class Others:
    """The small charts of a run's page: those that are shown, and how many there are.

    - `constant`: metrics of one value alone, which need no chart
    """

    charts: Sequence[SmallChart]
    constant: Sequence[Metric]
    search: str
    found: int
    count: int
    kept: Sequence[tuple[str, str]] = ()

    @property
    def left_out(self) -> int:
        return self.found - self.shown

    @property
    def shown(self) -> int:
        return len(self.charts) + len(self.constant)


def others(query: QueryDict, series: Sequence[Series], options: Options) -> Others:
    """Those whose name holds the text that was searched for; the first of them are drawn."""
    search = query.get("metric", "").strip()
    every = metric_panels.metrics(series)
    found = [metric for metric in every if metric.matches(search)]
    # The scale of the page's controls is that of losses.
    small = replace(options, most=SMALL_POINTS, scale="lin")
    drawn, constant = drawn_and_constant(found)
    shown = small_charts(drawn[:MOST_SMALL], series, small)
    kept = [(name, value) for name in query for value in query.getlist(name) if name != "metric"]
    return Others(shown, constant, search, len(found), len(every), kept)


def drawn_and_constant(metrics: Iterable[Metric]) -> tuple[list[Metric], list[Metric]]:
    """Those that a chart says something about, and those of one value alone."""
    drawn: list[Metric] = []
    constant: list[Metric] = []
    for metric in metrics:
        (constant if metric.constant else drawn).append(metric)
    return drawn, constant


def small_charts(
    metrics: Iterable[Metric], series: Sequence[Series], options: Options
) -> list[SmallChart]:
    return [_chart(i, metric, series, options) for i, metric in enumerate(metrics)]


def small_chart(key: str, title: str, section: str, panel: Panel, name: str) -> SmallChart:
    return SmallChart(
        key=key,
        title=title,
        names=title,
        section=section,
        id=name,
        panel=panel,
        drawing=drawing(panel, MULTIPLE, name),
        last=epoch(max(float(line.x[-1]) for line in panel.lines)),
        readings=readings(panel),
        rows=metric_rows(panel),
    )


def title_of(key: str) -> str:
    return key.removeprefix(PREFIX)


def metric_of(key: str, series: Sequence[Series]) -> tuple[Series, ...]:
    found = (m for m in metric_panels.metrics(series) if PREFIX + m.title == key)
    return next((metric.series for metric in found), ())


def panel_of(key: str, series: Sequence[Series], options: Options) -> Panel | None:
    found = (m for m in metric_panels.metrics(series) if PREFIX + m.title == key)
    return next((metric_panel(metric, series, options) for metric in found), None)


def _chart(i: int, metric: Metric, series: Sequence[Series], options: Options) -> SmallChart:
    key, names = PREFIX + metric.title, ", ".join(s.name for s in metric.series)
    panel = metric_panel(metric, series, options)
    if panel is None:
        return SmallChart(key, metric.title, names, metric.section)
    return replace(small_chart(key, metric.title, metric.section, panel, f"m{i}"), names=names)
