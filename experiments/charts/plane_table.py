"""The named points of a loss-accuracy plane as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.two_numbers import floor
from experiments.charts.plane_scene import Trail
from experiments.charts.plane_words import Bounds
from experiments.charts.words import number_of, value_label

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class PlaneRow:
    """One point: of which run, at which epoch, and between which bounds it lies."""

    run: str
    when: str
    accuracy: str
    loss: str
    floor: str
    ceiling: str
    place: str


def plane_rows(trails: Sequence[Trail], bounds: Bounds) -> tuple[PlaneRow, ...]:
    """First, named and last epoch of each run, in their order.

    >>> from experiments.charts.plane_scene import PlaneRun, trails
    >>> from experiments.curves import Curves
    >>> run = PlaneRun("wide", Curves.of(val_loss=[0.4, 0.2, 0.3], val_accuracy=[0.8, 0.9, 0.9]))
    >>> [(row.when, row.accuracy, row.place) for row in plane_rows(trails([run], "val"), Bounds(2))]
    [('1', '80.0 %', 'in the band'), ('3', '90.0 %', 'in the band')]
    """
    return tuple(row for trail in trails for row in _rows(trail, bounds))


def _rows(trail: Trail, bounds: Bounds) -> Iterator[PlaneRow]:
    shown = np.isin(trail.epoch, trail.marks)
    shown[0] = True
    for i in np.flatnonzero(shown):
        percent, loss = float(trail.accuracy[i]), float(trail.loss[i])
        top = bounds.ceiling(percent)
        yield PlaneRow(
            run=f"{trail.letter} {trail.name}".strip(),
            when=number_of(float(trail.epoch[i])),
            accuracy=value_label("accuracy", percent),
            loss=value_label("loss", loss),
            floor=_bound(floor(percent / 100) if bounds.is_cross_entropy else None),
            ceiling=_bound(top),
            place=bounds.place(percent, loss) or NOT_KNOWN,
        )


def _bound(value: float | None) -> str:
    return NOT_KNOWN if value is None else value_label("loss", value)
