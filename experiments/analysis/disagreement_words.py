"""What `disagreement` says: raw numbers at both ends, averages only where raw ends mislead."""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.parting import RISING, Parting
from experiments.analysis.rises import GAIN
from experiments.analysis.smoothing import noise, without_spikes
from experiments.analysis.tracks import Pair
from experiments.analysis.wording import from_to, mark, percent, points, relative, span, split_name
from experiments.curves import Curves

CAUSES = {
    "held": "Over-confidence is the likely cause: the same answers, but surer of the wrong ones.",
    "improved": (
        "The model gets more answers right, and most likely grows surer of the ones it gets wrong."
    ),
    "stuck": "The model only grows surer of the answers that it already gives.",
    "inverted": (
        "Fewer answers are right although the loss gets better: a few hard samples may gain what "
        "many easy ones lose, or the two are not measured on the same samples."
    ),
}
WORSE = "Both got worse: accuracy fell from its start and then held, while the loss rose on."
PASSING = "For a while the model only grew surer of its answers; both got better afterwards."

NOTHING = "Nothing needs to be done about it."
TOGETHER = "Read it together with that one."
LOST = 0.01
ALIKE = 0.0001
LOST_NOISE = 2


@dataclass(frozen=True)
class Ends:
    """Loss and accuracy at both ends of a stretch, as they are told.

    - `loss_ratio`: change of the loss relative to its start; to the range where losses reach zero
      or below
    - `smoothed`, `averaged`: whether loss and accuracy are those of the smoothed curves, as the raw
      ends would tell another story
    """

    loss_from: float
    loss_to: float
    loss_ratio: float
    accuracy_from: float
    accuracy_to: float
    smoothed: bool
    averaged: bool

    @property
    def accuracy_change(self) -> float:
        return self.accuracy_to - self.accuracy_from


def ends(both: Pair, parting: Parting) -> Ends:
    """The raw values at both ends; averages where a spike or a chance value stands there.

    >>> loss, accuracy = np.array([0.5, 0.6, 0.7, 0.8]), np.array([0.80, 0.82, 0.81, 0.83])
    >>> parting = Parting("improved", 0, 3, 0.53, 0.77, 0.81, 0.82, scale=0.53)
    >>> told = ends(Pair("val", np.arange(4.0), loss, accuracy), parting)
    >>> told.loss_from, told.loss_to, round(told.loss_ratio, 2), round(told.accuracy_change, 2)
    (0.5, 0.8, 0.6, 0.03)
    """
    at = [parting.first, parting.last]
    (loss_from, loss_to), (accuracy_from, accuracy_to) = both.loss[at], both.accuracy[at]
    smoothed = _misleads(both.loss, parting)
    averaged = _other_story(parting, accuracy_to - accuracy_from)
    if smoothed:
        loss_from, loss_to = parting.loss_from, parting.loss_to
    if averaged:
        accuracy_from, accuracy_to = parting.accuracy_from, parting.accuracy_to
    scale = loss_from if both.loss.min() > 0 else parting.scale
    return Ends(
        loss_from=float(loss_from),
        loss_to=float(loss_to),
        loss_ratio=float((loss_to - loss_from) / scale),
        accuracy_from=float(accuracy_from),
        accuracy_to=float(accuracy_to),
        smoothed=smoothed,
        averaged=averaged,
    )


def _misleads(losses: np.ndarray, parting: Parting) -> bool:
    """Whether a spike ends the stretch, or the raw loss changed the other way."""
    change = losses[parting.last] - losses[parting.first]
    spike = without_spikes(losses)[parting.last] != losses[parting.last]
    return bool(spike or change * parting.loss_change <= 0)


def _other_story(parting: Parting, change: float) -> bool:
    """Whether the raw ends of the accuracy belong to another kind of stretch."""
    if parting.kind == "improved":
        return change < GAIN
    if parting.kind == "held":
        return change >= GAIN
    return parting.kind == "inverted" and change >= 0


def stretch(curves: Curves, both: Pair, parting: Parting) -> str:
    """From when to when, and what loss and accuracy did meanwhile.

    >>> loss, accuracy = np.array([0.5, 0.6, 0.7, 0.8]), np.array([0.80, 0.82, 0.81, 0.83])
    >>> both = Pair("val", np.arange(1.0, 5.0), loss, accuracy)
    >>> parting = Parting("improved", 0, 3, 0.53, 0.77, 0.81, 0.82, scale=0.53)
    >>> stretch(Curves.of(val_loss=loss), both, parting)
    'Epochs 1 to 4: the validation loss rose by 60 % while accuracy gained 3 points (80 % to 83 %).'
    """
    told = ends(both, parting)
    where = span(curves, both.epoch[parting.first], both.epoch[parting.last])
    name = f"{'smoothed ' if told.smoothed else ''}{split_name(both.split)} loss"
    moved = "rose" if parting.kind in RISING else "fell"
    return (
        f"{where[0].upper()}{where[1:]}: the {name} {moved} by {relative(told.loss_ratio)} while "
        f"accuracy{', averaged over neighbouring epochs,' if told.averaged else ''} "
        f"{_accuracy(both, parting, told)}."
    )


def _accuracy(both: Pair, parting: Parting, told: Ends) -> str:
    if parting.kind == "stuck":
        inside = both.accuracy[parting.first : parting.last + 1]
        middle = percent(float(np.median(inside)))
        return f"stayed at {middle}" if np.ptp(inside) == 0 else f"stayed near {middle}"
    change = told.accuracy_change
    size, between = points(change), from_to(told.accuracy_from, told.accuracy_to)
    if parting.kind == "inverted":
        return f"lost {size} ({between})"
    if parting.kind == "improved":
        return f"gained {size} ({between})"
    if change <= -GAIN:
        return f"lost {'only ' if change > -LOST else ''}{size} ({between})"
    return f"held at {percent(told.accuracy_to)}" if abs(change) < ALIKE else f"held ({between})"


def lost_clearly(both: Pair, parting: Parting) -> bool:
    """Whether an accuracy that held on average fell in a chart, by more than chance explains.

    >>> both = Pair("val", np.arange(4.0), np.ones(4), np.array([0.83, 0.81, 0.81, 0.81]))
    >>> lost_clearly(both, Parting("held", 0, 3, 0.5, 0.8, 0.82, 0.81, scale=0.5))
    True
    """
    fallen = float(both.accuracy[parting.first]) - parting.accuracy_to
    lost = -ends(both, parting).accuracy_change
    return parting.kind == "held" and min(fallen, lost) > max(
        LOST, LOST_NOISE * noise(both.accuracy)
    )


def cause(both: Pair, parting: Parting) -> str:
    """What most likely lies behind a stretch.

    >>> both = Pair("val", np.arange(4.0), np.ones(4), np.array([0.83, 0.81, 0.81, 0.81]))
    >>> cause(both, Parting("held", 0, 3, 0.5, 0.8, 0.82, 0.81, scale=0.5)).split(":")[0]
    'Both got worse'
    """
    return WORSE if lost_clearly(both, parting) else CAUSES[parting.kind]


def with_cause(sentence: str, measured: str) -> str:
    """The sentence of a stretch with what was measured in the place of the likely cause.

    A finding that says something else, such as which rise is larger, gets it at the end.

    >>> with_cause(f"Epochs 2 to 9: the loss rose. {WORSE} So it did before.", "Measured: so.")
    'Epochs 2 to 9: the loss rose. Measured: so. So it did before.'
    """
    for guess in (*CAUSES.values(), WORSE):
        if guess in sentence:
            return sentence.replace(guess, measured)
    return f"{sentence} {measured}"


def measure_advice(curves: Curves, both: Pair, parting: Parting) -> str:
    """Which predictions to upload; which epoch to keep is for the whole run to say.

    >>> both = Pair("val", np.arange(4.0), np.ones(4), np.ones(4))
    >>> held = Parting("held", 1, 3, 0.5, 0.8, 0.8, 0.8, scale=0.5)
    >>> measure_advice(Curves.of(val_loss=[1]), both, held).split(":")[0]
    'Upload validation predictions of epochs 1 and 3'
    """
    first, last = mark(both.epoch[parting.first]), mark(both.epoch[parting.last])
    upload = (
        f"Upload {split_name(both.split)} predictions of {curves.counted_by}s {first} and {last}"
    )
    if parting.kind in RISING:
        return f"{upload}: if few wrong samples carry most of the loss, it is over-confidence."
    if parting.kind == "stuck":
        return (
            "Compare the accuracy with the share of the largest class, and look at the accuracy "
            f"of each class. {upload} to see which answers grew surer."
        )
    return (
        f"Check that both are computed on the same samples and labels. {upload} to see which "
        "answers were lost."
    )
