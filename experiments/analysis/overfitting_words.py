"""What `overfitting` says: the numbers are those that a chart of the raw values shows."""

import numpy as np

from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import Track, pair
from experiments.analysis.turn import Turn
from experiments.analysis.wording import (
    at,
    count,
    mark,
    number,
    percent,
    relative,
    row_noun,
    span,
    split_name,
)
from experiments.curves import Curves

NEXT_TO_NOTHING = 0.01
UNSURE = "too much to be sure of a rise"
TOO_MUCH = "too much to call that overfitting"
LONG = 5
SMOOTHED_LESS = 1.5
WORTHWHILE = 0.01


def calm_sentence(curves: Curves, losses: Track, found: Turn) -> str:
    """Where the loss was lowest, how it ended, and why that does not count.

    >>> from experiments.analysis.turn import turn
    >>> values = np.array([0.9, 0.6, 0.5, 0.4, 0.52])
    >>> losses = Track("val", np.arange(1.0, 6.0), values)
    >>> calm_sentence(Curves.of(val_loss=values), losses, turn(values)).split("; ")[1]
    'the one epoch since is 30 % higher, too early to tell.'
    """
    lowest = _lowest(curves, losses, found)
    since = len(losses) - 1 - found.onset
    if since == 0:
        value = number(found.lowest)
        return (
            f"The {split_name(losses.split)} loss was lowest, {value}, at the last "
            f"{curves.counted_by}."
        )
    if found.back and not found.by_descent and (_next_to_nothing(found) or not found.ends_exactly):
        within = "1 %" if _next_to_nothing(found) else "2 %"
        return f"{lowest}, and its last value lies within {within} of that."
    if since == 1:
        noun = row_noun(curves, losses.epoch)
        return f"{lowest}; the one {noun} since is {_higher(found)}, too early to tell."
    if not found.lasting:
        return f"{lowest}, near the end."
    return f"{lowest} and {ending(found)}, {_why_little(curves, losses, found)}."


def _next_to_nothing(found: Turn) -> bool:
    return found.last is not None and found.last / found.lowest - 1 < NEXT_TO_NOTHING


def _why_little(curves: Curves, losses: Track, found: Turn) -> str:
    if found.told <= found.jump:
        noun = row_noun(curves, losses.epoch)
        return f"no more than it jumps from {noun} to {noun} ({relative(found.jump)})"
    if found.told > SMOOTHED_LESS * max(found.rise, 0.0) and found.strength <= 1:
        return f"{_smoothed(found)} when smoothed: too little to count"
    return "too little to count"


def _smoothed(found: Turn) -> str:
    return f"but only {relative(found.rise)}" if found.rise > 0 else "but no higher"


def unclear(curves: Curves, losses: Track, found: Turn) -> str:
    """Why a rise cannot be told from noise: its size, and how far the loss jumps.

    >>> from experiments.analysis.turn import turn
    >>> values = np.array([1.0, 0.5, 0.9, 0.45, 0.8, 0.55, 0.7])
    >>> unclear(Curves.of(val_loss=values), Track("val", np.arange(1.0, 8.0), values), turn(values))
    ... # doctest: +ELLIPSIS
    'the validation loss was lowest, 0.4500, at epoch 4 and ended at 0.7000, 56 % higher...'
    """
    noun, text = row_noun(curves, losses.epoch), _lowest(curves, losses, found)
    smooth = ""
    if found.told > SMOOTHED_LESS * found.rise:
        smooth = f" ({relative(found.rise)} when smoothed)"
    of = " of its descent" if found.by_descent else ""
    return (
        f"{text[0].lower()}{text[1:]} and {ending(found)}{smooth}, but it jumps by about "
        f"{relative(found.jump)}{of} from one {noun} to the next, {UNSURE}."
    )


def unclear_advice(losses: Track, found: Turn) -> str:
    """More samples; more epochs only where few came after the lowest loss.

    >>> from experiments.analysis.turn import turn
    >>> values = np.array([1.0, 0.5, 0.9, 0.45, 0.8, 0.55, 0.7])
    >>> unclear_advice(Track("val", np.arange(7.0), values), turn(values))
    'Use more validation samples, or train on until the trend is clear.'
    """
    longer = len(losses) - 1 - found.onset < LONG
    return (
        f"Use more validation samples{', or train on until the trend is clear' if longer else ''}."
    )


def _lowest(curves: Curves, losses: Track, found: Turn) -> str:
    best = at(curves, losses.epoch[found.onset])
    return f"The {split_name(losses.split)} loss was lowest, {number(found.lowest)}, at {best}"


def ending(found: Turn) -> str:
    """Where the line ends in a chart, and how far above the lowest value that is.

    >>> from experiments.analysis.turn import turn
    >>> ending(turn(np.array([1.0, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8])))
    'ended at 0.8000, 60 % higher'
    """
    where = "at" if found.ends_exactly else "around"
    return f"ended {where} {number(found.ended)}, {_higher(found)}"


def _higher(found: Turn) -> str:
    if found.by_descent:
        return f"higher by {relative(found.told)} of its descent"
    return f"{relative(found.told)} higher"


def risen(curves: Curves, losses: Track, found: Turn, train_change_pct: float | None) -> str:
    """How the loss left its lowest value, and what the training loss did meanwhile.

    >>> from experiments.analysis.turn import turn
    >>> values = np.array([1.0, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8])
    >>> losses = Track("val", np.arange(1.0, 8.0), values)
    >>> risen(Curves.of(val_loss=values), losses, turn(values), -30.0).split(". ")[1]
    'The training loss fell by 30 % over epochs 3 to 7.'
    """
    since = len(losses) - 1 - found.onset
    text = (
        f"{_lowest(curves, losses, found)} and {ending(found)}; "
        f"the last {count(since, row_noun(curves, losses.epoch))} "
        f"{'was' if since == 1 else 'were'} spent after the best one."
    )
    if train_change_pct is None:
        return f"{text} Without a training loss this evidence is weaker."
    if found.by_descent:
        text += " Losses at or below zero make this evidence weaker."
    if train_change_pct < -1:
        over = span(curves, float(losses.epoch[found.onset]), float(losses.epoch[-1]))
        text += f" The training loss fell by {relative(train_change_pct / 100)} over {over}."
    return text


def stop_advice(curves: Curves, losses: Track, found: Turn) -> str:
    """Which checkpoint to keep; for probabilities only where accuracy went on to rise clearly.

    >>> from experiments.analysis.turn import turn
    >>> values = np.array([1.0, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8])
    >>> stop_advice(Curves.of(val_loss=values), Track("val", np.arange(7.0), values), turn(values))
    'Keep epoch 2. Stop there, or regularise: dropout, weight decay, more data.'
    """
    best, regularise = at(curves, losses.epoch[found.onset]), "dropout, weight decay, more data."
    both = pair(curves, losses.split)
    later = both.accuracy[both.epoch > losses.epoch[found.onset]]
    there = both.accuracy[both.epoch == losses.epoch[found.onset]]
    if len(later) and len(there):
        gained = float(later.max() - there[0])
        if gained > max(WORTHWHILE, 2 * noise(both.accuracy)):
            top = both.epoch[len(both) - len(later) + int(np.argmax(later))]
            return (
                f"Keep {best} for probabilities; accuracy went on to rise, to "
                f"{percent(float(later.max()))} at {mark(top)}. Regularise: {regularise}"
            )
    return f"Keep {best}. Stop there, or regularise: {regularise}"
