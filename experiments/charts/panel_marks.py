"""The points that are named on a run's charts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.charts.run_places import at_epoch
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, value_label
from experiments.curves import Curves, Series

DECIDING = ("val", "test", "train")
# Shares of the axes within which the words of two marks would overlap.
CROWDED_X, CROWDED_Y = 0.3, 0.12


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
    best = [(x_axis.place(m.x), y_axis.place(m.y)) for m in marks if m.kind == "best"]
    kept = []
    for mark in marks:
        x, y = x_axis.place(mark.x), y_axis.place(mark.y)
        near = any(abs(x - bx) < CROWDED_X and abs(y - by) < CROWDED_Y for bx, by in best)
        silent = mark.kind == "ghost" and near
        kept.append(replace(mark, label="", short="") if silent else mark)
    return kept
