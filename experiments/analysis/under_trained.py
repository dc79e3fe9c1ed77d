"""Was the loss still falling when training stopped?"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import long_enough, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, judged, track
from experiments.analysis.wording import (
    count,
    number,
    percent,
    relative,
    span,
    split_name,
)
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "under_trained"
MIN_EPOCHS = 6
END_SHARE = 0.10
MOST_MORE = 3
LEAST_WINDOW = 3
AS_LOW = 0.01
SLOWING = 0.7
LEARNT_ACCURACY = 0.99
LEARNT_SHARE = 0.15
MORE_DATA = (
    "The model has the training samples by heart: more data, augmentation or stronger "
    "regularisation will bring more than more epochs."
)


@dataclass(frozen=True)
class Limits:
    """From where on a loss is still falling.

    - `fall`: of the smoothed loss over the last 10 % of the epochs, relative
    - `noises`: that fall must be this many times the noise between epochs
    """

    fall: float = 0.015
    noises: float = 1.0


LIMITS = Limits()


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the held-out loss; on the training loss without one.

    >>> [found] = check(Curves.of(val_loss=np.linspace(2.0, 1.0, 20)), Facts())
    >>> found.verdict, found.first_epoch, found.last_epoch
    ('yes', 18.0, 20.0)
    """
    losses = long_enough(NAME, curves, judged(curves), MIN_EPOCHS)
    if isinstance(losses, Finding):
        return [losses]
    if still_falling(losses.value):
        return [_finding(curves, losses)]
    length = end_length(len(losses))
    sentence = f"The {split_name(losses.split)} loss was no longer falling clearly at the end."
    decided = 100 * recent_fall(losses.value, length)
    return [no(NAME, sentence, losses.split, smoothed_fall_pct=decided, window=length)]


def still_falling(values: np.ndarray, limits: Limits = LIMITS) -> bool:
    """Whether the loss is as good as lowest at the end and its fall there is more than noise.

    >>> still_falling(np.linspace(2.0, 1.0, 20)), still_falling(np.ones(20))
    (True, False)
    """
    length, smooth = end_length(len(values)), smoothed(values)
    lowest = float(values.min())
    room = AS_LOW * (lowest if lowest > 0 else float(np.ptp(values)))
    if values.max() == lowest or values[-length:].min() > lowest + room:
        return False
    beyond_noise = smooth[-1 - length] - smooth[-1] >= limits.noises * noise(values)
    return bool(beyond_noise) and recent_fall(values, length) >= limits.fall


def end_length(epochs: int) -> int:
    """How many epochs count as the end: 10 %, at least 2.

    >>> end_length(8), end_length(60)
    (2, 6)
    """
    return max(2, math.ceil(END_SHARE * epochs))


def recent_fall(values: np.ndarray, length: int) -> float:
    """Fall of the smoothed loss over the last `length` epochs, relative to where it began there.

    Relative to the whole descent where losses reach zero or below.

    >>> round(recent_fall(np.linspace(2.0, 1.0, 11), 2), 3)
    0.139
    """
    smooth = smoothed(values)
    before, now = float(smooth[-1 - length]), float(smooth[-1])
    size = abs(before) if values.min() > 0 else float(np.ptp(smooth))
    return (before - now) / size if size else 0.0


def epochs_to_go(values: np.ndarray, length: int) -> int | None:
    """How many more epochs until `length` of them gain less than 0.5 %; None where no end shows.

    The falls of the last two windows of `length` epochs are taken as a geometric series. An end
    shows where the later of them is less than 0.7 times the earlier: the mirrored end of the
    smoothed loss makes a straight fall look a little slower there.

    >>> epochs_to_go(1 + 0.5 ** np.arange(0, 4, 0.25), 4)
    14
    >>> epochs_to_go(np.linspace(2.0, 1.0, 20), 4) is None
    True
    """
    if len(values) < 2 * length + 1:
        return None
    smooth = smoothed(values)
    earlier = float(smooth[-1 - 2 * length] - smooth[-1 - length])
    latest = float(smooth[-1 - length] - smooth[-1])
    if not 0 < latest < SLOWING * earlier:
        return None
    enough = 0.005 * abs(float(smooth[-1]))
    if latest <= enough:
        return 0
    if enough == 0:
        return None
    return math.ceil(length * math.log(enough / latest) / math.log(latest / earlier))


def _finding(curves: Curves, losses: Track) -> Finding:
    length = end_length(len(losses))
    more = epochs_to_go(losses.value, length)
    told = more is not None and length >= LEAST_WINDOW and 0 < more <= MOST_MORE * len(losses)
    learnt = _learnt(curves, losses)
    fall, sentence = _fall(curves, losses, length)
    if learnt:
        sentence += f" {learnt}: few errors are left there to learn from."
    elif told and more is not None:
        apart = float(np.median(np.diff(losses.epoch)))
        until = count(max(1, round(more * apart)), curves.counted_by)
        sentence += f" If it goes on slowing like this it levels off in about {until}."
    evidence: dict[str, object] = {
        "fall_pct": 100 * fall,
        "smoothed_fall_pct": 100 * recent_fall(losses.value, length),
        "window": length,
    }
    return Finding(
        NAME,
        "yes",
        sentence,
        severity="note",
        split=losses.split,
        first_epoch=float(losses.epoch[-1 - length]),
        last_epoch=float(losses.epoch[-1]),
        evidence=evidence | ({"epochs_to_go": more} if told else {}),
        advice=MORE_DATA if learnt else "Keep training.",
    )


def _fall(curves: Curves, losses: Track, length: int) -> tuple[float, str]:
    """The fall as the chart shows it; the smoothed one where a single epoch would hide it."""
    values, name = losses.value, split_name(losses.split)
    first, last = float(values[-1 - length]), float(values[-1])
    over = span(curves, losses.epoch[-1 - length], losses.epoch[-1])
    fall = recent_fall(values, length)
    size = abs(first) if values.min() > 0 else float(np.ptp(values))
    of_what = "" if values.min() > 0 else " of its descent"
    if first - last < fall * size / 2:
        size_told = f"{relative(fall)}{of_what}"
        return fall, f"Smoothed, the {name} loss still fell by {size_told} over {over}."
    fall = (first - last) / size
    return fall, (
        f"Over {over} the {name} loss still fell by {relative(fall)}{of_what}, from "
        f"{number(first)} to {number(last)}."
    )


def _learnt(curves: Curves, losses: Track) -> str:
    """What shows that the training samples are known by heart; empty where nothing does."""
    if losses.split == "train":
        return ""
    loss, accuracy = track(curves, "train", "loss"), track(curves, "train", "accuracy")
    theirs, ours = track(curves, losses.split, "accuracy"), float(losses.value[-1])
    name = split_name(losses.split)
    if len(accuracy) and accuracy.value[-1] >= LEARNT_ACCURACY:
        best, held = float(accuracy.value[-1]), float(theirs.value[-1]) if len(theirs) else 0.0
        if held < best:
            beside = f", {name} accuracy {percent(held)}" if len(theirs) else ""
            return f"Training accuracy is {percent(best)}{beside}"
    if len(loss) and 0 < loss.value[-1] < LEARNT_SHARE * ours:
        low = number(float(loss.value[-1]))
        return f"The training loss is {low}, {relative(loss.value[-1] / ours)} of the {name} loss"
    return ""


RULE = Rule(
    name=NAME,
    version=2,
    title="Still improving",
    question="Was the loss still falling when training stopped?",
    method=(
        "Fall of the smoothed loss over the last 10 % of the epochs; 1.5 % and more counts, if it "
        "is more than the noise and no earlier loss is more than 1 % lower.\n"
        "Where the fall slows, the last two such windows, as a geometric series, tell how long it "
        "would go on."
    ),
    check=check,
    evidence={
        "fall_pct": ("Fall over the last epochs", "%"),
        "smoothed_fall_pct": ("The same, smoothed", "%"),
        "window": ("Looked at the last", "epochs"),
        "epochs_to_go": ("Levels off in about", "epochs"),
    },
)
