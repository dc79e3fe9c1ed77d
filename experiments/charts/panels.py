"""What the two charts of a run show, before anybody draws it.

The server's SVG and the interactive chart are both made from these panels, so they cannot tell
different stories.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from experiments.charts.run_lines import (
    X_NAMES,
    Line,
    at_epoch,
    available_splits,
    available_x,
    elapsed,
    lines_of,
)
from experiments.charts.scale import Axis, linear_axis, log_axis
from experiments.charts.words import described, end_label, number_of, value_label
from experiments.curves import KINDS, Curves, Series

__all__ = ["Band", "Options", "Panel", "available_splits", "available_x", "run_panels"]

MOST_SMOOTH = 20
DECIDING = ("val", "test", "train")
# The first tenth of a run may lie above the chart, where it would press the rest flat.
START, CUT = 0.1, 1.3
FEWEST_ROWS_TO_CUT = 8
# Shares of the axes within which the words of two marks would overlap.
CROWDED_X, CROWDED_Y = 0.3, 0.12


@dataclass(frozen=True)
class Options:
    """How the charts are looked at; `x` counts ``epoch``, ``step`` or ``time``."""

    x: str = "epoch"
    scale: str = "lin"
    smooth: int = 0
    splits: tuple[str, ...] = ("train", "val", "test")


@dataclass(frozen=True)
class Band:
    """Epochs to be shaded, both ends included, and what is said above them."""

    first: float
    last: float
    label: str
    tone: str = "warn"


@dataclass(frozen=True)
class Mark:
    """A point of one line that is named: ``best``, or ``ghost`` for the other metric's best."""

    x: float
    y: float
    label: str
    short: str
    kind: str = "best"


@dataclass(frozen=True, eq=False)
class Panel:
    """One chart: lines over an x axis, shaded stretches and marked points.

    - `kind`: ``loss`` or ``accuracy``; `unit` is the unit of the y axis
    - `bands`, `marks`, `broken`: in units of the x axis; `broken` are places where values begin not
      to be finite
    - `cut`: the highest value, where the y axis ends below it
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

    An x axis that the run cannot have falls back to the first that it can.

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
        lines = lines_of(kind, series, curves, x, options.smooth, options.splits)
        if lines:
            panels.append(_panel(kind, lines, series, curves, x, bands, keep, options))
    return panels


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
    x_axis = _x_axis(lines, whole=x != "time")
    y_axis, cut = _y_axis(kind, lines, options.scale == "log")
    counted = curves.counted_by if x == "epoch" else x
    marks = _marks(kind, curves, series, x, keep, options.splits)
    return Panel(
        kind=kind,
        title=kind.capitalize(),
        unit="%" if kind == "accuracy" else "",
        x_name=f"time, {elapsed(series)[0]}" if x == "time" else counted,
        x_axis=x_axis,
        y_axis=y_axis,
        lines=tuple(lines),
        bands=_placed(bands, series, x),
        marks=tuple(_uncrowded(marks, x_axis, y_axis)),
        broken=_broken(kind, curves, series, x, options.splits),
        cut=cut,
        description=described(kind, curves, options.splits),
        ends={line.split: end_label(kind, line.split, line.last) for line in lines},
    )


def _x_axis(lines: Sequence[Line], whole: bool) -> Axis:
    low = min(float(line.x.min()) for line in lines)
    high = max(float(line.x.max()) for line in lines)
    if low == high:
        return Axis(low - 1, high + 1, (low,), (number_of(low),))
    return linear_axis(low, high, most=6, whole=whole and high - low >= 2)


def _y_axis(kind: str, lines: Sequence[Line], log: bool) -> tuple[Axis, float | None]:
    finite = np.concatenate([line.logged[np.isfinite(line.logged)] for line in lines])
    low, high = float(finite.min()), float(finite.max())
    if kind == "accuracy":
        low = low if high > low else low - 1
        axis = linear_axis(low, high, most=5)
        step = axis.ticks[1] - axis.ticks[0] if len(axis.ticks) > 1 else 1.0
        bottom = max(0.0, np.floor(low / step) * step) if low >= 0 else low
        top = min(100.0, np.ceil(high / step) * step) if high <= 100 else high
        return linear_axis(float(bottom), float(top), most=6), None
    if log and low > 0:
        return log_axis(low * 0.9, high * 1.1), None
    later = [_after_start(line) for line in lines]
    settled = max((float(part.max()) for part in later if len(part)), default=high)
    cut = low >= 0 and high > CUT * settled
    top = settled if cut else high
    return linear_axis(min(0.0, low), top * 1.05 if top > 0 else top, most=6), high if cut else None


def _after_start(line: Line) -> np.ndarray:
    y = line.logged
    if len(y) < FEWEST_ROWS_TO_CUT:
        return y[np.isfinite(y)]
    later = y[max(1, round(len(y) * START)) :]
    return later[np.isfinite(later)]


def _marks(
    kind: str,
    curves: Curves,
    series: Sequence[Series],
    x: str,
    keep: dict[str, float | None],
    splits: Sequence[str],
) -> list[Mark]:
    split = next((s for s in DECIDING if curves.has(f"{s}_{kind}")), "")
    if split not in splits:
        return []
    words = {"loss": "lowest loss", "accuracy": "highest accuracy"}
    marks = []
    for owner, epoch in keep.items():
        if epoch is None or (owner != kind and epoch == keep[kind]):
            continue
        found = np.flatnonzero(curves.epoch == epoch)
        place = at_epoch(epoch, series, x)
        value = curves.values(f"{split}_{kind}")[found]
        if not len(found) or place is None or not np.isfinite(value[0]):
            continue
        y = float(value[0]) * (100 if kind == "accuracy" else 1)
        name = number_of(epoch)
        if owner == kind:
            marks.append(Mark(place, y, f"{words[kind]}, {name}", f"best {name}"))
        else:
            label = f"{value_label(kind, y)} at {name}"
            marks.append(Mark(place, y, label, label, "ghost"))
    return marks


def _uncrowded(marks: list[Mark], x_axis: Axis, y_axis: Axis) -> list[Mark]:
    """A ghost next to the best point keeps its ring and loses its words, which would overlap."""
    best = [(x_axis.place(m.x), y_axis.place(m.y)) for m in marks if m.kind == "best"]
    kept = []
    for mark in marks:
        x, y = x_axis.place(mark.x), y_axis.place(mark.y)
        near = any(abs(x - bx) < CROWDED_X and abs(y - by) < CROWDED_Y for bx, by in best)
        silent = mark.kind == "ghost" and near
        kept.append(replace(mark, label="", short="") if silent else mark)
    return kept


def _placed(bands: Sequence[Band], series: Sequence[Series], x: str) -> tuple[Band, ...]:
    placed = []
    for band in bands:
        first, last = at_epoch(band.first, series, x), at_epoch(band.last, series, x)
        if first is not None and last is not None:
            placed.append(Band(first, last, band.label, band.tone))
    return tuple(placed)


def _broken(
    kind: str, curves: Curves, series: Sequence[Series], x: str, splits: Sequence[str]
) -> tuple[float, ...]:
    """Where each stretch of rows begins in which a line of this kind is not finite."""
    epochs = [e for s in splits for e in curves.non_finite.get(f"{s}_{kind}", ())]
    rows = np.unique(np.searchsorted(curves.epoch, epochs))
    begins = rows[np.diff(rows, prepend=-2) > 1]
    places = (at_epoch(float(curves.epoch[row]), series, x) for row in begins)
    return tuple(place for place in places if place is not None)
