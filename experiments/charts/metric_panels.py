"""Charts of any other metric: one for each quantity, its splits together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.panel_axes import ROOM, axis_of_x
from experiments.charts.panel_notes import noted
from experiments.charts.panels import Options, Panel
from experiments.charts.run_lines import ORDER, Line, line_of
from experiments.charts.run_places import available_x, elapsed
from experiments.charts.run_points import logged_points
from experiments.charts.scale import Axis, linear_axis, log_axis
from experiments.charts.words import SPLIT_NAMES, end_label, number_of, value_label
from experiments.curves import Series

OTHERS = "Others"
LARGEST = float(np.finfo(float).max)
LONGEST_LABEL = 6


@dataclass(frozen=True, eq=False)
class Metric:
    """One quantity that a run logged beside losses and accuracies.

    - `title`: what it is called; unlike that of any other one of the run
    - `section`: what it is listed under: a beginning that several names share, or ``Others``
    - `series`: at most one a split
    """

    title: str
    section: str
    series: tuple[Series, ...]

    def matches(self, text: str) -> bool:
        """Whether its title or the name of one of its series contains a text, in any case.

        >>> series = Series.of("val_F1", "f1", "val", [0.5])
        >>> Metric("f1", OTHERS, (series,)).matches("VAL_"), Metric("f1", OTHERS, ()).matches("lr")
        (True, False)
        """
        names = (self.title, *(s.name for s in self.series))
        return any(text.casefold() in name.casefold() for name in names)

    @property
    def constant(self) -> str:
        """The value that all its points have, in words; ``""`` where they differ.

        >>> Metric("layers", OTHERS, (Series.of("layers", "layers", "", [4, 4]),)).constant
        '4'
        >>> Metric("lr", OTHERS, (Series.of("lr", "lr", "", [0.1, 0.01]),)).constant
        ''
        """
        values = np.concatenate([s.value for s in self.series])
        is_one = np.isfinite(values[0]) and bool((values == values[0]).all())
        return value_label(self.series[0].kind, float(values[0])) if is_one else ""


def metrics(series: Sequence[Series]) -> list[Metric]:
    """What a run logged beside its losses and accuracies, in the order of its log.

    >>> logged = [Series.of(f"{s}_f1", "f1", s, [0.5]) for s in ("train", "val")]
    >>> [(metric.title, len(metric.series)) for metric in metrics(logged)]
    [('f1', 2)]
    """
    together: dict[str, list[Series]] = {}
    for s in series:
        if s.column or not len(s.value):
            continue
        same = together.setdefault(s.kind, [])
        if any(other.split == s.split for other in same):
            same = together.setdefault(s.name, [])
        same.append(s)
    titled = {_title(key, group): group for key, group in together.items()}
    shared = Counter(_beginning(title) for title in titled)
    return [
        Metric(
            title,
            _beginning(title) if shared[_beginning(title)] > 1 else OTHERS,
            tuple(sorted(group, key=lambda s: ORDER.index(s.split))),
        )
        for title, group in titled.items()
    ]


def metric_panel(metric: Metric, series: Sequence[Series], options: Options) -> Panel | None:
    """The chart of one metric; None where it has no finite value on the axis or in the window.

    - `series`: all series of the run, which say how it is counted

    >>> run = [Series.of("lr", "lr", "", [0.1, 0.01], epoch=[1, 2])]
    >>> panel = metric_panel(metrics(run)[0], run, Options())
    >>> panel.title, panel.ends, panel.description
    ('lr', {'': '0.01'}, 'From 0.1 at 1 to 0.01 at 2, lowest 0.01 at 2, highest 0.1 at 1.')
    """
    possible = available_x(series)
    x = options.x if options.x in possible else possible[0]
    lines = [line for s in metric.series if (line := _line(s, series, x, options))]
    if not lines:
        return None
    counted = f"time, {elapsed(series)[0]}" if x == "time" else x
    kind = metric.series[0].kind
    zoomed = options.window is not None
    return Panel(
        kind=kind,
        title=metric.title,
        unit="",
        x_name=counted,
        x_axis=axis_of_x(lines, options.window, whole=x != "time"),
        y_axis=_axis_of_y(lines, log=options.scale == "log"),
        lines=tuple(lines),
        note=noted(lines, counted, zoomed=zoomed),
        description=_described(kind, lines),
        ends={line.split: end_label(kind, line.split, line.last) for line in lines},
    )


def _title(key: str, group: Sequence[Series]) -> str:
    return group[0].name if len(group) == 1 else key


def _beginning(title: str) -> str:
    for mark in ("/", ".", "_"):
        if mark in title.strip(mark):
            return title.strip(mark).split(mark)[0]
    return title


def _line(s: Series, series: Sequence[Series], x: str, options: Options) -> Line | None:
    if s.split and s.split not in options.splits:
        return None
    points = logged_points(s, series, x)
    if not len(points.x):
        return None
    return line_of(s.split, points, options.smooth, options.window, options.most, banded=True)


def _axis_of_y(lines: Iterable[Line], *, log: bool) -> Axis:
    finite = np.concatenate([line.reached[np.isfinite(line.reached)] for line in lines])
    low, high = float(finite.min()), float(finite.max())
    if log and low > 0:
        return log_axis(low * 0.9, high * 1.1)
    # Halves first: the difference of two huge numbers need not be a number.
    room = 2 * ROOM * (high / 2 - low / 2)
    bottom = max(low - room, 0.0 if low >= 0 else -LARGEST)
    return _short(linear_axis(bottom, min(high + room, LARGEST), most=4))


def _short(axis: Axis) -> Axis:
    """Labels that would not fit beside a small chart as short as they can be."""
    if max(map(len, axis.labels), default=0) <= LONGEST_LABEL:
        return axis
    return replace(axis, labels=tuple(f"{tick:.3g}".replace("-", "−") for tick in axis.ticks))


def _described(kind: str, lines: Iterable[Line]) -> str:
    return " ".join(_sentence(kind, line) for line in lines)


def _sentence(kind: str, line: Line) -> str:
    x, y = _logged(line)
    places = (0, -1, int(y.argmin()), int(y.argmax()))
    first, last, low, high = (f"{value_label(kind, y[i])} at {number_of(x[i])}" for i in places)
    begin = f"{SPLIT_NAMES[line.split]} from" if line.split else "From"
    return f"{begin} {first} to {last}, lowest {low}, highest {high}."


def _logged(line: Line) -> tuple[np.ndarray, np.ndarray]:
    """The points that are drawn, and the extremes of those that are not, in order."""
    x, y = (line.x, line.y) if line.raw_x is None else (line.raw_x, line.raw_y)
    if line.envelope is not None:
        x = np.concatenate([x, line.envelope.low_x, line.envelope.high_x])
        y = np.concatenate([y, line.envelope.low, line.envelope.high])
    order = np.argsort(x, kind="stable")
    order = order[np.isfinite(y[order])]
    return x[order], y[order]
