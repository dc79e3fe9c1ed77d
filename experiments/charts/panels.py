"""What the two charts of a run show, before anybody draws it.

The server's SVG and the interactive chart are both made from these panels, so they cannot tell
different stories.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from experiments.analysis.wording import row_noun
from experiments.charts.panel_axes import axis_of_x, axis_of_y
from experiments.charts.panel_marks import DECIDING, Mark, marks_of
from experiments.charts.panel_notes import begun, noted
from experiments.charts.reduction import MOST_POINTS
from experiments.charts.run_lines import (
    X_NAMES,
    Line,
    Window,
    at_epoch,
    available_splits,
    available_x,
    elapsed,
    lines_of,
)
from experiments.charts.scale import Axis
from experiments.charts.words import described, end_label
from experiments.curves import KINDS, Curves, Series

__all__ = [
    "DECIDING",
    "Band",
    "Mark",
    "Options",
    "Panel",
    "available_splits",
    "available_x",
    "run_panels",
]

MOST_SMOOTH = 20


@dataclass(frozen=True)
class Options:
    """How the charts are looked at.

    `x` counts ``epoch``, ``step`` or ``time``; `window` is the part of it that is shown, from and
    to, all of it where there is none. `smooth` is how many neighbours on either side are taken
    into the mean of what is drawn; `most` how many points a line may have.
    """

    x: str = "epoch"
    scale: str = "lin"
    smooth: int = 0
    splits: tuple[str, ...] = ("train", "val", "test")
    window: Window | None = None
    most: int = MOST_POINTS


@dataclass(frozen=True)
class Band:
    """Epochs to be shaded, both ends included, and what is said above them."""

    first: float
    last: float
    label: str
    tone: str = "warn"


@dataclass(frozen=True, eq=False)
class Panel:
    """One chart: lines over an x axis, shaded stretches and marked points.

    - `kind`: ``loss`` or ``accuracy``; `unit` is the unit of the y axis
    - `bands`, `marks`, `broken`: in units of the x axis; `broken` are places where values begin not
      to be finite
    - `cut`: the highest value, where the y axis ends below it
    - `note`: what is left out or smoothed
    - `description`: the chart in words, for those who cannot see it
    """

    kind: str
    title: str
    unit: str
    x_name: str
    x_axis: Axis
    y_axis: Axis
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    broken: tuple[float, ...] = ()
    cut: float | None = None
    note: str = ""
    description: str = ""
    ends: dict[str, str] = field(default_factory=dict)


def run_panels(
    series: Sequence[Series],
    *,
    bands: Sequence[Band] = (),
    keep_by_loss: float | None = None,
    keep_by_accuracy: float | None = None,
    options: Options | None = None,
) -> list[Panel]:
    """The charts of one run, loss first; none where it logged neither loss nor accuracy.

    - `series`: all series of the run; others than losses and accuracies are passed over
    - `bands`, `keep_by_loss`, `keep_by_accuracy`: epochs as the log counts them

    An x axis that the run cannot have falls back to the first that it can, and a window beside
    all of its points to the whole run.

    >>> run = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(run, keep_by_loss=2)
    >>> panel.marks[0].label, panel.ends
    ('lowest loss, 2', {'val': 'val 0.6000'})
    """
    options = options or Options()
    curves = Curves.from_series(series)
    possible = available_x(series)
    x = options.x if options.x in X_NAMES and options.x in possible else possible[0]
    keep = {"loss": keep_by_loss, "accuracy": keep_by_accuracy}
    panels = []
    for kind in KINDS:
        lines = _lines(kind, series, curves, x, options)
        if lines:
            panels.append(_panel(kind, lines, series, curves, x, bands, keep, options))
    if options.window is not None and not panels:
        return run_panels(series, bands=bands, **_kept(keep), options=replace(options, window=None))
    return panels


def _lines(
    kind: str, series: Sequence[Series], curves: Curves, x: str, options: Options
) -> list[Line]:
    chosen = (options.smooth, options.splits, options.window, options.most)
    return lines_of(kind, series, curves, x, *chosen, banded=True)


def _kept(keep: dict[str, float | None]) -> dict[str, float | None]:
    return {f"keep_by_{kind}": epoch for kind, epoch in keep.items()}


def _panel(
    kind: str,
    lines: list[Line],
    series: Sequence[Series],
    curves: Curves,
    x: str,
    bands: Sequence[Band],
    keep: dict[str, float | None],
    options: Options,
) -> Panel:
    window = options.window
    x_axis = axis_of_x(lines, window, whole=x != "time")
    zoomed = window is not None
    y_axis, cut = axis_of_y(kind, lines, log=options.scale == "log", zoomed=zoomed)
    counted = curves.counted_by if x == "epoch" else x
    row = row_noun(curves, curves.epoch) if x == "epoch" else x
    marks = [
        mark
        for mark in marks_of(kind, curves, series, x, keep, options.splits)
        if x_axis.holds(mark.x)
    ]
    return Panel(
        kind=kind,
        title=kind.capitalize(),
        unit="%" if kind == "accuracy" else "",
        x_name=f"time, {elapsed(series)[0]}" if x == "time" else counted,
        x_axis=x_axis,
        y_axis=y_axis,
        lines=tuple(lines),
        bands=tuple(_placed(bands, series, x, x_axis)),
        marks=tuple(marks),
        broken=tuple(
            place
            for place in _broken(kind, curves, series, x, options.splits)
            if x_axis.holds(place)
        ),
        cut=cut,
        note=" ".join(
            filter(None, (begun(kind, y_axis, zoomed=zoomed), noted(lines, row, zoomed=zoomed)))
        ),
        description=described(kind, curves, options.splits),
        ends={line.split: end_label(kind, line.split, line.last) for line in lines},
    )


def _placed(
    bands: Sequence[Band], series: Sequence[Series], x: str, x_axis: Axis
) -> Iterator[Band]:
    """Bands in units of the axis, as far as they are on it."""
    for band in bands:
        first, last = at_epoch(band.first, series, x), at_epoch(band.last, series, x)
        if first is not None and last is not None and first <= x_axis.high and last >= x_axis.low:
            shown = (max(first, x_axis.low), min(last, x_axis.high))
            yield Band(*shown, band.label, band.tone)


def _broken(
    kind: str, curves: Curves, series: Sequence[Series], x: str, splits: Sequence[str]
) -> tuple[float, ...]:
    """Where each stretch of rows begins in which a line of this kind is not finite."""
    epochs = [e for s in splits for e in curves.non_finite.get(f"{s}_{kind}", ())]
    rows = np.unique(np.searchsorted(curves.epoch, epochs))
    begins = rows[np.diff(rows, prepend=-2) > 1]
    places = (at_epoch(float(curves.epoch[row]), series, x) for row in begins)
    return tuple(place for place in places if place is not None)
