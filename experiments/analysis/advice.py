"""Stop this training, or let it go on? Said from the curves so far, for runs that still train."""

import numpy as np

from experiments.analysis.finding import Advice
from experiments.analysis.outlook import BETTER, MIN_EPOCHS, RECENT_SHARE, Outlook, outlook
from experiments.analysis.tracks import HELD_OUT, Track, bounded, pair
from experiments.analysis.wording import (
    at,
    count,
    number,
    percent,
    points,
    relative,
    row_noun,
    split_name,
)
from experiments.curves import Curves

VERSION = 1
"""Raised whenever the advice may change."""

CANNOT_TELL = "Stop or go on? Cannot tell yet"
STILL_GAINS = 0.01
"""An accuracy that gained so much since the best loss, and lately, is a reason to go on."""


def advise(curves: Curves) -> Advice:
    """Whether to stop, the best epoch so far, and what stopping now may give away.

    Reads the epochs that it is given and nothing else; it knows neither how long the run is
    planned to be nor a coming change of the learning rate. See `outlook` for the formula.

    >>> risen = advise(Curves.of(val_loss=[0.9, 0.6, 0.5, 0.52, 0.56, 0.6, 0.65, 0.7]))
    >>> risen.action, risen.best_epoch, round(risen.risk, 2)
    ('stop', 3.0, 0.09)
    >>> advise(Curves.of(val_loss=[0.9, 0.6])).sentence
    '2 epochs with a validation loss are too few; 5 are needed.'
    """
    losses = logged(curves)
    if losses is None:
        return Advice("cannot_tell", CANNOT_TELL, "No validation loss was logged.")
    seen = outlook(losses.value)
    best = int(seen.best[-1])
    so_far = {
        "best_epoch": float(losses.epoch[best]),
        "best_loss": float(losses.value[best]),
        "epochs_since_best": len(losses) - 1 - best,
    }
    if len(losses) < MIN_EPOCHS:
        return Advice("cannot_tell", CANNOT_TELL, _too_few(curves, losses), **so_far)
    if not seen.learnt[-1]:
        return Advice("cannot_tell", CANNOT_TELL, _not_learnt(losses), **so_far)
    return _told(curves, losses, seen, so_far)


def logged(curves: Curves) -> Track | None:
    """Held-out losses from the first finite one on, NaN where one was logged that was not finite.

    >>> logged(Curves.of(val_loss=[float("nan"), 0.5, float("inf"), 0.4])).value.tolist()
    [0.5, nan, 0.4]
    """
    for split in HELD_OUT:
        column = f"{split}_loss"
        value = bounded(curves, column)
        finite = np.isfinite(value)
        if finite.any():
            there = finite | np.isin(curves.epoch, curves.non_finite.get(column, ()))
            there[: int(np.argmax(finite))] = False
            return Track(split, curves.epoch[there], value[there])
    return None


def _too_few(curves: Curves, losses: Track) -> str:
    amount = count(len(losses), row_noun(curves, losses.epoch))
    are = "is" if len(losses) == 1 else "are"
    name = split_name(losses.split)
    return f"{amount} with a {name} loss {are} too few; {MIN_EPOCHS} are needed."


def _not_learnt(losses: Track) -> str:
    return (
        f"The {split_name(losses.split)} loss has hardly fallen since it began at "
        f"{number(losses.value[0])}: the curve does not show whether learning is yet to start."
    )


def _told(curves: Curves, losses: Track, seen: Outlook, so_far: dict[str, object]) -> Advice:
    risk, missed = float(seen.risk[-1]), float(seen.missed[-1])
    action = str(seen.actions[-1])
    sentence = (
        f"{_best(curves, losses, int(seen.best[-1]))} The chance that an epoch at least "
        f"{relative(BETTER)} better is still to come is {chance(risk)}; its loss would be "
        f"{relative(missed)} lower on the average."
    )
    if action == "stop":
        sentence += _for_labels(curves, losses, int(seen.best[-1]))
    return Advice(
        action,
        "Stop now" if action == "stop" else "Keep going",
        sentence,
        risk=risk,
        missed_pct=100 * missed,
        cost_pct=100 * risk * missed,
        **so_far,
    )


def _best(curves: Curves, losses: Track, best: int) -> str:
    since = len(losses) - 1 - best
    when = f"{count(since, row_noun(curves, losses.epoch))} ago" if since else "the latest"
    lowest = number(losses.value[best])
    return (
        f"The {split_name(losses.split)} loss was lowest, {lowest}, at "
        f"{at(curves, losses.epoch[best])}, {when}."
    )


def _for_labels(curves: Curves, losses: Track, best: int) -> str:
    """What the loss alone would hide: accuracy that still climbs."""
    both = pair(curves, losses.split)
    later = both.epoch > losses.epoch[best]
    if later.all() or not later.any():
        return ""
    gained = both.accuracy[later].max() - both.accuracy[~later].max()
    lately = int(np.argmax(both.accuracy)) >= (1 - RECENT_SHARE) * (len(both) - 1)
    if gained < STILL_GAINS or not lately:
        return ""
    return f" Accuracy still gained {points(gained)} since then: go on if only labels count."


def chance(probability: float) -> str:
    """A probability in words that never claim to be certain.

    >>> [chance(x) for x in (0.004, 0.126, 0.998)]
    ['under 1 %', 'about 13 %', 'over 99 %']
    """
    if probability < 0.01:
        return "under 1 %"
    return "over 99 %" if probability > 0.99 else f"about {percent(round(probability, 2))}"
