"""The points that are named on a run's charts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.charts.run_places import at_epoch
from experiments.charts.words import number_of, value_label
from experiments.curves import Curves, Series

DECIDING = ("val", "test", "train")


@dataclass(frozen=True)
class Mark:
    """A point of one line that is named: ``best``, or ``ghost`` for the other metric's best.

    - `label`, `short`: what stands beside it, and what does where there is little room
    """

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
