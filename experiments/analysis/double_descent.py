"""Did the loss rise and later reach a new minimum?"""

import numpy as np

from experiments.analysis.answers import NO_VALIDATION, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, held_out
from experiments.analysis.wording import at, number, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "double_descent"
MIN_EPOCHS = 8
RISE_LIMIT = 0.05
NEW_MINIMUM = 0.01
NOISE_LIMIT = 3.0


def check(curves: Curves, facts: Facts) -> list[Finding]:
    losses = held_out(curves)
    if losses is None:
        return [cannot_tell(NAME, NO_VALIDATION)]
    if len(losses) < MIN_EPOCHS:
        return [too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)]
    found = second_descent(losses.value)
    if found is None:
        sentence = f"The {split_name(losses.split)} loss did not rise and then reach a new minimum."
        return [no(NAME, sentence, losses.split)]
    return [_finding(curves, losses, *found)]


def second_descent(values: np.ndarray) -> tuple[int, int, int] | None:
    """Positions of the first minimum, the top after it and the new minimum, on the smoothed loss.

    The rise is at least 5 % of the first minimum and the new minimum at least 1 % lower (of the
    curve's range where losses reach zero or below); both stand out from the noise.

    >>> second_descent(np.array([9.0, 5, 4, 4, 4, 6, 8, 8, 8, 6, 4, 3, 2, 2, 2]))
    (3, 7, 13)
    """
    smooth = smoothed(values)
    size = float(np.ptp(smooth)) if values.min() <= 0 else 0.0
    jitter = NOISE_LIMIT * noise(values)
    low = top = 0
    best: tuple[int, int] | None = None
    for i, value in enumerate(smooth):
        rise = smooth[top] - smooth[low]
        scale = size or abs(smooth[low])
        if value < smooth[low] - NEW_MINIMUM * scale:
            if rise > max(RISE_LIMIT * scale, jitter):
                best = (low, top)
            low = top = i
        elif value > smooth[top]:
            top = i
    if best is None:
        return None
    return (*best, best[1] + int(np.argmin(smooth[best[1] :])))


def _finding(curves: Curves, losses: Track, low: int, top: int, new: int) -> Finding:
    smooth = smoothed(losses.value)
    first, peak, second = (float(smooth[i]) for i in (low, top, new))
    name, epochs = split_name(losses.split), losses.epoch
    rise = (peak - first) / abs(first) if first else 0.0
    return Finding(
        NAME,
        "yes",
        f"The {name} loss rose by {relative(rise)} after {at(curves, epochs[low])} "
        f"({number(first)} to {number(peak)} at {epochs[top]:g}) and later fell to a new minimum, "
        f"{number(second)} at {epochs[new]:g}.",
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
    version=1,
    title="Second descent",
    question="Did the validation loss rise and later reach a new minimum?",
    method=(
        "On the smoothed loss: a rise of at least 5 % above a minimum, and later a value at least "
        "1 % below it.\nThe rise must be three times the noise between epochs."
    ),
    check=check,
    evidence={
        "first_minimum": ("First minimum, smoothed", "loss"),
        "top": ("Top between", "loss"),
        "new_minimum": ("New minimum, smoothed", "loss"),
    },
)
