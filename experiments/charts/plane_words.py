"""The loss-accuracy plane in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.two_numbers import ceiling, floor
from experiments.charts.plane_scene import Trail
from experiments.charts.words import SPLIT_NAMES, number_of, value_label

# Values are printed with four digits: a bound is passed only where this shows.
PRINTED = 5e-5
CHANCE = "By chance alone a point can lie a little above; a finding names what is more than chance."
OTHER_LOSS = "This loss is no plain mean cross-entropy: how low or high it can be is not known."
NO_CLASSES = (
    "The lowest mean cross-entropy that an accuracy allows is drawn.",
    "Enter the number of classes to see the highest that a calibrated model has.",
)


@dataclass(frozen=True)
class Bounds:
    """What a loss can be at an accuracy: `classes` None has no ceiling, other losses neither."""

    classes: int | None
    is_cross_entropy: bool = True

    def below(self, percent: np.ndarray, loss: np.ndarray) -> int:
        """How many points lie below the floor; accuracies in percent, losses in nats.

        >>> Bounds(2).below(np.array([50.0, 50.0]), np.array([0.1, 0.69]))
        1
        """
        if not self.is_cross_entropy:
            return 0
        return sum(self.side(p, v) < 0 for p, v in zip(percent, loss, strict=True))

    def above(self, percent: np.ndarray, loss: np.ndarray) -> int:
        """How many points lie above the ceiling; accuracies in percent, losses in nats.

        >>> Bounds(10).above(np.array([99.1, 98.5]), np.array([0.2544, 0.0997]))
        1
        """
        return sum(self.side(p, v) > 0 for p, v in zip(percent, loss, strict=True))

    def side(self, percent: float, loss: float) -> int:
        """-1 below the floor, 1 above the ceiling, 0 between the two.

        >>> Bounds(10).side(99.1, 0.2544), Bounds(10).side(98.5, 0.0997), Bounds(2).side(50, 0.1)
        (1, 0, -1)
        """
        share = percent / 100
        if self.is_cross_entropy and loss < floor(share) - PRINTED:
            return -1
        top = self.ceiling(percent)
        return int(top is not None and loss > top + PRINTED)

    def ceiling(self, percent: float) -> float | None:
        """The highest mean loss in nats of a calibrated model; None where that is not known.

        >>> round(Bounds(10).ceiling(98.5), 4), Bounds(None).ceiling(98.5)
        (0.1108, None)
        """
        if self.classes is None or not self.is_cross_entropy:
            return None
        return ceiling(min(1.0, percent / 100), self.classes)

    def place(self, percent: float, loss: float) -> str:
        """Where a point lies, in words; empty where nothing is known.

        >>> Bounds(10).place(99.1, 0.2544), Bounds(None).place(99.1, 0.2544)
        ('above the ceiling', 'above the floor')
        """
        if not self.is_cross_entropy:
            return ""
        between = "in the band" if self.classes else "above the floor"
        return {-1: "below the floor", 0: between, 1: "above the ceiling"}[self.side(percent, loss)]


def described(split: str, trails: Sequence[Trail]) -> str:
    """Where each run begins and ends in the plane.

    >>> from experiments.charts.plane_scene import PlaneRun, trails
    >>> from experiments.curves import Curves
    >>> run = PlaneRun("baseline", Curves.of(val_loss=[0.4], val_accuracy=[0.8]))
    >>> described("val", trails([run], "val"))
    'Validation accuracy 80.0 % with loss 0.4000 at epoch 1.'
    """
    return " ".join(_described(split, trail) for trail in trails)


def _described(split: str, trail: Trail) -> str:
    ends = [
        f"{value_label('accuracy', trail.accuracy[i])} with loss "
        f"{value_label('loss', trail.loss[i])} at {trail.counted_by} {number_of(trail.epoch[i])}"
        for i in (0, -1)
    ]
    name = f"{trail.letter}, {trail.name}: " if trail.letter else ""
    name += f"{SPLIT_NAMES[split].lower() if name else SPLIT_NAMES[split]} accuracy"
    return f"{name} {ends[0]}." if len(trail.epoch) == 1 else f"{name} from {ends[0]} to {ends[1]}."


def noted(trails: Sequence[Trail], bounds: Bounds) -> str:
    """What the bounds mean, and how many points lie outside of them.

    Of one run its epochs are counted, of several their last ones.

    >>> from experiments.charts.plane_scene import PlaneRun, trails
    >>> from experiments.curves import Curves
    >>> run = PlaneRun("baseline", Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> noted(trails([run], "val"), Bounds(2))
    'A calibrated model of 2 classes lies in the grey band. Both epochs do.'
    >>> high = PlaneRun("baseline", Curves.of(val_loss=[2.4, 0.3], val_accuracy=[0.8, 0.9]))
    >>> noted(trails([high], "val"), Bounds(2)).split(". ")[1]
    'Of 2 epochs, 1 lies above it'
    """
    if not bounds.is_cross_entropy:
        return OTHER_LOSS
    percent, loss, nouns = _counted(trails)
    below, above = bounds.below(percent, loss), bounds.above(percent, loss)
    if bounds.classes is None:
        begin, end = NO_CLASSES
        return " ".join(filter(None, (begin, _outside(len(loss), 0, below, nouns), end)))
    begin = f"A calibrated model of {bounds.classes:,} classes lies in the grey band."
    outside = _outside(len(loss), above, below, nouns)
    return " ".join(filter(None, (begin, outside or _all(len(loss), nouns), above and CHANCE)))


def _counted(trails: Sequence[Trail]) -> tuple[np.ndarray, np.ndarray, tuple[str, str]]:
    if len(trails) == 1:
        [one] = trails
        return one.accuracy, one.loss, (one.counted_by, f"{one.counted_by}s")
    ends = [(trail.accuracy[-1], trail.loss[-1]) for trail in trails]
    percent, loss = np.array(ends).T
    return percent, loss, ("run", "runs at their end")


def _outside(count: int, above: int, below: int, nouns: tuple[str, str]) -> str:
    one, many = nouns
    if count == 1 and above + below:
        return f"The only {one} lies {'above' if above else 'below'} it."
    sides = ((above, "above"), (below, "below"))
    if count in (above, below):
        return f"All {count:,} {many} lie {'above' if above else 'below'} it."
    told = [f"{n:,} {'lies' if n == 1 else 'lie'} {side} it" for n, side in sides if n]
    return f"Of {count:,} {many}, {' and '.join(told)}." if told else ""


def _all(count: int, nouns: tuple[str, str]) -> str:
    one, many = nouns
    if count <= 2:
        return f"The only {one} does." if count == 1 else f"Both {many} do."
    return f"All {count:,} {many} do."
