"""Did the loss rise and later reach a new minimum?"""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import NO_VALIDATION_LOSS, long_enough, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, running_mean, running_median
from experiments.analysis.tracks import Track, held_out
from experiments.analysis.wording import at, mark, number, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "double_descent"
MIN_EPOCHS = 8
RISE = 0.05
NEW_MINIMUM = 0.01
NARROWEST = 5


@dataclass(frozen=True)
class Limits:
    """What is smoothed away.

    - `smoothing`: share of the epochs that the running median spans, at least 5 epochs
    - `noises`: the rise must be this many times the noise between epochs
    """

    smoothing: float = 0.05
    noises: float = 3.0


LIMITS = Limits()


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the held-out loss.

    >>> loss = [9.0, 5, 4, 4, 4, 6, 8, 8, 8, 6, 4, 3, 2, 2, 2]
    >>> [found] = check(Curves.of(val_loss=loss), Facts())
    >>> found.verdict, found.first_epoch, found.last_epoch
    ('yes', 4.0, 14.0)
    """
    losses = long_enough(NAME, curves, held_out(curves), MIN_EPOCHS, NO_VALIDATION_LOSS)
    if isinstance(losses, Finding):
        return [losses]
    found = second_descent(losses.value)
    if found is None:
        sentence = f"The {split_name(losses.split)} loss did not rise and then reach a new minimum."
        return [no(NAME, sentence, losses.split)]
    return [_finding(curves, losses, *found)]


def second_descent(values: np.ndarray, limits: Limits = LIMITS) -> tuple[int, int, int] | None:
    """Positions of the first minimum, the top after it and the new minimum, on the smoothed loss.

    The rise is at least 5 % of the first minimum and stands out from the noise; the new minimum is
    at least 1 % lower (of the curve's range where losses reach zero or below). None where there is
    no such rise. The last one counts where there are several.

    >>> second_descent(np.array([9.0, 5, 4, 4, 4, 6, 8, 8, 8, 6, 4, 3, 2, 2, 2]))
    (3, 7, 13)
    """
    smooth = _smoothed(values, limits)
    size = float(np.ptp(smooth)) if values.min() <= 0 else 0.0
    jitter = limits.noises * noise(values)
    low = top = 0
    best: tuple[int, int] | None = None
    for i, value in enumerate(smooth):
        rise = smooth[top] - smooth[low]
        scale = size or abs(smooth[low])
        if value < smooth[low] - NEW_MINIMUM * scale:
            if rise > max(RISE * scale, jitter):
                best = (low, top)
            low = top = i
        elif value > smooth[top]:
            top = i
    if best is None:
        return None
    return (*best, best[1] + int(np.argmin(smooth[best[1] :])))


def _smoothed(values: np.ndarray, limits: Limits) -> np.ndarray:
    """Wider than `smoothed`: a spike of two epochs is no rise."""
    width = max(NARROWEST, int(limits.smoothing * len(values)) // 2 * 2 + 1)
    return running_mean(running_median(values, width), 3)


def _finding(curves: Curves, losses: Track, low: int, top: int, new: int) -> Finding:
    smooth = _smoothed(losses.value, LIMITS)
    first, peak, second = (float(smooth[i]) for i in (low, top, new))
    name, epochs = split_name(losses.split), losses.epoch
    rise = (peak - first) / abs(first) if first else 0.0
    return Finding(
        NAME,
        "yes",
        f"Smoothed, the {name} loss rose by {relative(rise)} after {at(curves, epochs[low])} "
        f"({number(first)} to {number(peak)} at {mark(epochs[top])}) and later fell to a new "
        f"minimum, {number(second)} at {mark(epochs[new])}.",
        severity="note",
        split=losses.split,
        first_epoch=float(epochs[low]),
        last_epoch=float(epochs[new]),
        evidence={"first_minimum": first, "top": peak, "new_minimum": second},
        advice=(
            "Early stopping with little patience would have ended this run at its first minimum. "
            "Where the rise comes with a warm restart, it is its ordinary effect."
        ),
    )


RULE = Rule(
    name=NAME,
    version=3,
    title="Second descent",
    question="Did the validation loss rise and later reach a new minimum?",
    method=(
        "On the smoothed loss: a rise of at least 5 % above a minimum, and later a value at least "
        "1 % below it.\nSmoothing spans 5 % of the epochs; the rise must be 3 times the noise."
    ),
    check=check,
    evidence={
        "first_minimum": ("First minimum, smoothed", "loss"),
        "top": ("Top between", "loss"),
        "new_minimum": ("New minimum, smoothed", "loss"),
    },
)
