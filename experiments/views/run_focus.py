"""The finding whose epochs the charts show, as the address names it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.http import QueryDict

from experiments.charts.panels import Band, Options
from experiments.charts.run_lines import Window, at_epoch
from experiments.curves import Curves, Series
from experiments.models import Finding
from experiments.views.run_findings import BY_NAME, key, span

MARGIN = 0.2
LEAST_MARGIN = 1.0


def chosen(query: QueryDict, findings: Iterable[Finding]) -> Finding | None:
    wanted = query.get("finding", "")
    return next((f for f in findings if wanted and key(f) == wanted), None)


def turned_to(finding: Finding | None, options: Options, series: Sequence[Series]) -> Options:
    """A window around the finding's epochs, unless another part was asked for."""
    if finding is None or options.window is not None:
        return options
    return replace(options, window=_window(finding, options.x, series))


def with_mark(bands: Iterable[Band], finding: Finding | None) -> list[Band]:
    """The finding is shaded in a colour of its own, also where it is shaded anyway."""
    if finding is None:
        return list(bands)
    shown = mark(finding)
    return [*(b for b in bands if (b.first, b.last) != (shown.first, shown.last)), shown]


def mark(finding: Finding) -> Band:
    last = finding.first_epoch if finding.last_epoch is None else finding.last_epoch
    title = BY_NAME[finding.rule].title if finding.rule in BY_NAME else finding.rule
    return Band(finding.first_epoch, last, f"{title.lower()}, {span(finding)}", "focus")


def _window(finding: Finding, x: str, series: Sequence[Series]) -> Window | None:
    first = finding.first_epoch
    last = first if finding.last_epoch is None else finding.last_epoch
    margin = max(LEAST_MARGIN, MARGIN * (last - first))
    epoch = Curves.from_series(series).epoch
    begin, end = max(first - margin, float(epoch[0])), min(last + margin, float(epoch[-1]))
    low, high = at_epoch(begin, series, x), at_epoch(end, series, x)
    low = 0.0 if low is None else low
    return (low, high) if high is not None and low < high else None
