"""The points that are named on a run's charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from experiments.charts.run_places import at_epoch
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, text_width, value_label
from experiments.curves import Curves, Series

DECIDING = ("val", "test", "train")
WIDTH, HEIGHT = 440.0, 240.0
"""Of a plot beside another one, on which words are widest in relation to it, in pixels."""
APART = 0.02
"""How far words keep off a mark, as a share of the axis."""
BELOW, ABOVE = (-22.0, -4.0), (4.0, 22.0)
"""Between which heights words lie, counted from their mark, in pixels."""


@dataclass(frozen=True)
class Mark:
    """A point of one line that is named: ``best``, or ``ghost`` for the other metric's best.

    `above`: the words of the best point stand above it, as those of a ghost do anyway.
    """

    x: float
    y: float
    label: str
    short: str
    kind: str = "best"
    above: bool = False


@dataclass(frozen=True)
class Area:
    """A part of a plot, in shares of its axes."""

    left: float
    right: float
    bottom: float
    top: float


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
    [Mark(x=2.0, y=0.5, label='lowest loss, 2', short='best 2', kind='best', above=False)]
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
    """Words that would cover each other or another mark move away, or are left out.

    The best point's words go above it where a ghost is in their way. A ghost that is still too
    near keeps its ring and loses its words.

    >>> axis = Axis(0, 10, (), ())
    >>> best, ghost = Mark(5, 5, "best", "best"), Mark(5.4, 4.8, "at 5.4", "at 5.4", "ghost")
    >>> [(mark.label, mark.above) for mark in uncrowded([best, ghost], axis, axis)]
    [('best', True), ('', False)]
    """
    place = partial(_words_at, x_axis=x_axis, y_axis=y_axis)
    rings = [_ring(mark, x_axis, y_axis) for mark in marks if mark.kind == "ghost"]
    words = [place(mark) for mark in marks if mark.kind == "ghost"]
    free = [_raised(mark, place, rings, words) if mark.kind == "best" else mark for mark in marks]
    best = [place(mark) for mark in free if mark.kind == "best"]
    return [
        replace(mark, label="", short="")
        if mark.kind == "ghost" and any(_overlap(place(mark), words) for words in best)
        else mark
        for mark in free
    ]


def _raised(
    mark: Mark, place: Callable[[Mark], Area], rings: Sequence[Area], words: Sequence[Area]
) -> Mark:
    raised = replace(mark, above=True)
    is_free = place(raised).top <= 1 and not any(_overlap(place(raised), ring) for ring in rings)
    is_covered = any(_overlap(place(mark), other) for other in (*rings, *words))
    return raised if is_covered and is_free else mark


def _words_at(mark: Mark, x_axis: Axis, y_axis: Axis) -> Area:
    """About where the words of a mark lie."""
    x, y = x_axis.place(mark.x), y_axis.place(mark.y)
    width = text_width(mark.label, 12) / WIDTH + 2 * APART
    low, high = ABOVE if _is_above(mark, y) else BELOW
    # Words go to the left of their mark where there is no room on its right.
    left = x - width if x + width > 1 else x
    return Area(left, left + width, y + low / HEIGHT, y + high / HEIGHT)


def _is_above(mark: Mark, y: float) -> bool:
    """Words of the best point go below it and those of a ghost above, but for the plot's ends."""
    if mark.kind == "ghost":
        return y + ABOVE[1] / HEIGHT <= 1
    return mark.above or y + BELOW[0] / HEIGHT < 0


def _ring(mark: Mark, x_axis: Axis, y_axis: Axis) -> Area:
    x, y = x_axis.place(mark.x), y_axis.place(mark.y)
    return Area(x - 5 / WIDTH, x + 5 / WIDTH, y - 5 / HEIGHT, y + 5 / HEIGHT)


def _overlap(one: Area, other: Area) -> bool:
    beside = one.left > other.right or other.left > one.right
    return not beside and one.bottom < other.top and other.bottom < one.top
