"""What a loss-accuracy plane shows, before anybody draws it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.analysis.two_numbers import ceiling, floor
from experiments.charts.plane_range import loss_axis, percent_axis
from experiments.charts.scale import Axis
from experiments.curves import Curves

MOST_POINTS = 500
MOST_TOGETHER, FEWEST_EACH = 2000, 60
EDGE_POINTS = 64
LETTERS = "ABCDEFGHIJKLMNOPQRST"
COLOURS = 8


@dataclass(frozen=True, eq=False)
class PlaneRun:
    """One run of a plane: its name, its curves, and epochs to name beside its last one.

    `place` gives its letter and colour, from 0 to 19; None for its place among the runs drawn.
    """

    name: str
    curves: Curves
    keep: tuple[float | None, ...] = ()
    place: int | None = None


@dataclass(frozen=True, eq=False)
class Trail:
    """The way of one run through the plane: accuracies in percent and losses, by epoch.

    - `letter`: what stands for the run, ``""`` where it is alone
    - `colour`: 1 to 8, and then from 1 again; `shape` tells those of one colour apart
    - `marks`: the epochs that are named
    """

    name: str
    letter: str
    colour: int
    shape: int
    epoch: np.ndarray
    accuracy: np.ndarray
    loss: np.ndarray
    marks: tuple[float, ...]
    counted_by: str

    @property
    def age(self) -> np.ndarray:
        """How far into the run each point lies, from 0 for its first to 1 for its last."""
        length = self.epoch[-1] - self.epoch[0]
        return (self.epoch - self.epoch[0]) / length if length > 0 else np.ones(len(self.epoch))


@dataclass(frozen=True, eq=False)
class Scene:
    """Trails with their axes, and the bounds along `edge` (percent), None where unknown."""

    trails: tuple[Trail, ...]
    split: str
    x_axis: Axis
    y_axis: Axis
    edge: np.ndarray
    lower: np.ndarray | None
    upper: np.ndarray | None

    @property
    def counted_by(self) -> str:
        return self.trails[0].counted_by


def trails(runs: Sequence[PlaneRun], split: str) -> list[Trail]:
    """The ways of those runs that have a loss and an accuracy; letters follow `runs` or are given.

    >>> one = PlaneRun("baseline", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> [trail] = trails([one], "val")
    >>> trail.accuracy.tolist(), trail.age.tolist(), trail.letter
    ([80.0, 90.0], [0.0, 1.0], '')
    """
    found = (_trail(runs, i, split) for i in range(len(runs)))
    return [trail for trail in found if trail is not None]


def _trail(runs: Sequence[PlaneRun], i: int, split: str) -> Trail | None:
    run = runs[i]
    loss, accuracy = (run.curves.values(f"{split}_{kind}") for kind in ("loss", "accuracy"))
    both = np.isfinite(loss) & np.isfinite(accuracy) & (accuracy >= 0) & (accuracy <= 1)
    if not both.any():
        return None
    epoch = run.curves.epoch[both]
    place = i if run.place is None else run.place
    named = [e for e in run.keep if e is not None] + [float(epoch[-1])]
    return Trail(
        name=run.name,
        letter=LETTERS[place] if len(runs) > 1 else "",
        colour=place % COLOURS + 1,
        shape=place // COLOURS,
        epoch=epoch,
        accuracy=100 * accuracy[both],
        loss=loss[both],
        marks=tuple(dict.fromkeys(named)),
        counted_by=run.curves.counted_by,
    )


def scene(drawn: Sequence[Trail], split: str, classes: int | None, is_cross_entropy: bool) -> Scene:
    """Axes around all trails, and what a mean cross-entropy can be there.

    - `drawn`: at least one trail, all of the same split
    - `classes`: at least 2; without it there is no upper bound
    - `is_cross_entropy`: False for losses that have neither bound

    >>> one = PlaneRun("baseline", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> shown = scene(trails([one], "val"), "val", 10, is_cross_entropy=True)
    >>> shown.x_axis.low, shown.x_axis.high, shown.edge.shape
    (79.0, 91.0, (64,))
    >>> bool((shown.lower < shown.upper).all())
    True
    >>> scene(trails([one], "val"), "val", None, is_cross_entropy=True).upper is None
    True
    """
    y_axis = loss_axis(*(trail.loss for trail in drawn))
    within = [trail.accuracy[trail.loss <= y_axis.high] for trail in drawn]
    x_axis = percent_axis(np.concatenate(within))
    edge = np.linspace(x_axis.low, x_axis.high, EDGE_POINTS)
    shares = np.clip(edge / 100, 0, 1)
    upper = classes is not None and is_cross_entropy
    return Scene(
        trails=tuple(_thinned(trail, most_points(len(drawn))) for trail in drawn),
        split=split,
        x_axis=x_axis,
        y_axis=y_axis,
        edge=edge,
        lower=np.array([floor(a) for a in shares]) if is_cross_entropy else None,
        upper=np.array([ceiling(a, classes) for a in shares]) if upper else None,
    )


def most_points(runs: int) -> int:
    """How many points each of so many runs may have, so that a page of 20 stays light.

    >>> most_points(1), most_points(8), most_points(20)
    (500, 250, 100)
    """
    return min(MOST_POINTS, max(FEWEST_EACH, MOST_TOGETHER // runs))


def _thinned(trail: Trail, most: int) -> Trail:
    """Positions at even distances, with the extremes and the named epochs among them."""
    count = len(trail.epoch)
    if count <= most:
        return trail
    even = np.linspace(0, count - 1, most).round().astype(int)
    extremes = [f(v) for v in (trail.loss, trail.accuracy) for f in (np.argmin, np.argmax)]
    few = np.unique([*even, *extremes, *np.flatnonzero(np.isin(trail.epoch, trail.marks))])
    values = {name: getattr(trail, name)[few] for name in ("epoch", "accuracy", "loss")}
    return replace(trail, **values)
