"""The points that are named on a run's charts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.run_places import at_epoch
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, text_width, value_label
from experiments.curves import Curves, Series

DECIDING = ("val", "test", "train")
PLOT = 440.0
"""The width of a plot beside another one, on which words are widest in relation to it."""
# In shares of the axes: how far words keep off a mark, and within which height they overlap.
APART, CROWDED = 0.02, 0.12


@dataclass(frozen=True)
class Mark:
    """A point of one line that is named: ``best``, or ``ghost`` for the other metric's best."""

    x: float
    y: float
    label: str
    short: str
    kind: str = "best"


def marks_of(
    kind: str,
    curves: Curves,
    series: Sequence[Series],
    x: str,
    keep: dict[str, float | None],
    splits: Sequence[str],
) -> list[Mark]:
    """The best epoch of this kind, and that of the other kind as a ghost, on the deciding split.

    - `keep`: the best epoch by each kind, as the log counts them; `x`: what the axis counts

    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> keep = {"loss": 2.0, "accuracy": None}
    >>> marks_of("loss", Curves.from_series(losses), losses, "epoch", keep, ("val",))
    [Mark(x=2.0, y=0.5, label='lowest loss, 2', short='best 2', kind='best')]
    """
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


def uncrowded(marks: list[Mark], x_axis: Axis, y_axis: Axis) -> list[Mark]:
    """A ghost next to the best point keeps its ring and loses its words, which would overlap.

    >>> axis = Axis(0, 10, (), ())
    >>> best, ghost = Mark(5, 5, "best", "best"), Mark(6, 5, "at 6", "at 6", "ghost")
    >>> [mark.label for mark in uncrowded([best, ghost], axis, axis)]
    ['best', '']
    """
    best = [_words_at(mark, x_axis, y_axis) for mark in marks if mark.kind == "best"]
    kept = []
    for mark in marks:
        near = any(_overlap(_words_at(mark, x_axis, y_axis), other) for other in best)
        silent = mark.kind == "ghost" and near
        kept.append(replace(mark, label="", short="") if silent else mark)
    return kept


def _words_at(mark: Mark, x_axis: Axis, y_axis: Axis) -> tuple[float, float, float]:
    """About where a mark and its words begin and end, and how high, in shares of the axes."""
    x, y = x_axis.place(mark.x), y_axis.place(mark.y)
    width = text_width(mark.label, 12) / PLOT + 2 * APART
    # Words go to the left of their mark where there is no room on its right.
    return (x - width, x + APART, y) if x + width > 1 else (x - APART, x + width, y)


def _overlap(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    beside = one[0] > other[1] or other[0] > one[1]
    return not beside and abs(one[2] - other[2]) < CROWDED
