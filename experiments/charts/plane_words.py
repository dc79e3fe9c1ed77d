"""The loss-accuracy plane in words."""

import numpy as np

from experiments.analysis.two_numbers import ceiling, floor
from experiments.charts.words import SPLIT_NAMES, number_of, value_label

# Values are printed with four digits: a bound is passed only where this shows.
PRINTED = 5e-5
CHANCE = "By chance alone a point can lie a little above; a finding names what is more than chance."


def described(
    split: str, counted_by: str, epoch: np.ndarray, accuracy: np.ndarray, loss: np.ndarray
) -> str:
    """Where the run begins and ends in the plane; accuracies as fractions.

    >>> one = np.array([1.0]), np.array([0.981]), np.array([0.1882])
    >>> described("val", "epoch", *one)
    'Validation accuracy 98.1 % with loss 0.1882 at epoch 1.'
    """
    ends = [
        f"{value_label('accuracy', 100 * accuracy[i])} with loss {value_label('loss', loss[i])} "
        f"at {counted_by} {number_of(epoch[i])}"
        for i in (0, -1)
    ]
    name = f"{SPLIT_NAMES[split]} accuracy"
    return f"{name} {ends[0]}." if len(epoch) == 1 else f"{name} from {ends[0]} to {ends[1]}."


def noted(
    counted_by: str,
    accuracy: np.ndarray,
    loss: np.ndarray,
    classes: int | None,
    is_cross_entropy: bool,
) -> str:
    """What the bounds mean, and how many points lie outside of them.

    >>> noted("epoch", np.array([0.991]), np.array([0.05]), 10, True)
    'A calibrated model of 10 classes lies in the grey band. The only epoch does.'
    """
    if not is_cross_entropy:
        return "This loss is no plain mean cross-entropy: how low or high it can be is not known."
    below = sum(v < floor(a) - PRINTED for a, v in zip(accuracy, loss, strict=True))
    if classes is None:
        begin = "The lowest mean cross-entropy that an accuracy allows is drawn."
        end = "Enter the number of classes to see the highest that a calibrated model has."
        return " ".join(filter(None, (begin, _outside(len(loss), 0, below, counted_by), end)))
    limits = [ceiling(a, classes) for a in accuracy]
    above = sum(v > limit + PRINTED for v, limit in zip(loss, limits, strict=True))
    begin = f"A calibrated model of {classes:,} classes lies in the grey band."
    outside = _outside(len(loss), above, below, counted_by)
    return " ".join(
        filter(None, (begin, outside or _all(len(loss), counted_by), CHANCE if above else ""))
    )


def _outside(count: int, above: int, below: int, counted_by: str) -> str:
    if count == 1 and above + below:
        return f"The only {counted_by} lies {'above' if above else 'below'} it."
    sides = ((above, "above"), (below, "below"))
    if count in (above, below):
        return f"All {count:,} {counted_by}s lie {'above' if above else 'below'} it."
    told = [f"{n:,} {'lies' if n == 1 else 'lie'} {side} it" for n, side in sides if n]
    return f"Of {count:,} {counted_by}s, {' and '.join(told)}." if told else ""


def _all(count: int, counted_by: str) -> str:
    if count <= 2:
        return f"The only {counted_by} does." if count == 1 else f"Both {counted_by}s do."
    return f"All {count:,} {counted_by}s do."
