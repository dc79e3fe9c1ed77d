"""Was the loss still falling when training stopped?"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import long_enough, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, judged
from experiments.analysis.wording import at, count, relative, row_noun, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "under_trained"
MIN_EPOCHS = 6
END_SHARE = 0.10
MOST_MORE = 3


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
    length = end_length(len(losses))
    fall = recent_fall(losses.value, length)
    name = split_name(losses.split)
    if not _is_clear(losses.value, length, fall, LIMITS):
        sentence = f"The {name} loss was no longer falling clearly at the end."
        return [no(NAME, sentence, losses.split, fall_pct=100 * fall, window=length)]
    return [_finding(curves, losses, length, fall)]


def still_falling(values: np.ndarray, limits: Limits = LIMITS) -> bool:
    """Whether the lowest loss lies at the end and the fall towards it is more than noise.

    >>> still_falling(np.linspace(2.0, 1.0, 20)), still_falling(np.ones(20))
    (True, False)
    """
    length = end_length(len(values))
    return _is_clear(values, length, recent_fall(values, length), limits)


def _is_clear(values: np.ndarray, length: int, fall: float, limits: Limits) -> bool:
    lowest_last = int(np.argmin(values)) >= len(values) - length
    size = abs(float(values[-1])) if values.min() > 0 else float(np.ptp(values))
    return lowest_last and fall >= limits.fall and fall * size >= limits.noises * noise(values)


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

    The falls of the last two windows of `length` epochs are taken as a geometric series.

    >>> epochs_to_go(1 + 0.5 ** np.arange(0, 4, 0.25), 4)
    14
    """
    if len(values) < 2 * length + 1:
        return None
    smooth = smoothed(values)
    earlier = float(smooth[-1 - 2 * length] - smooth[-1 - length])
    latest = float(smooth[-1 - length] - smooth[-1])
    if earlier <= 0 or not 0 < latest < earlier:
        return None
    enough = 0.005 * abs(float(smooth[-1]))
    if latest <= enough:
        return 0
    if enough == 0:
        return None
    return math.ceil(length * math.log(enough / latest) / math.log(latest / earlier))


def _finding(curves: Curves, losses: Track, length: int, fall: float) -> Finding:
    more = epochs_to_go(losses.value, length)
    noun = row_noun(curves, losses.epoch)
    told = more is not None and 0 < more <= MOST_MORE * len(losses)
    last = float(losses.epoch[-1])
    outlook = (
        f" If it goes on like this it levels off in about {count(more, noun)}."
        if told and more is not None
        else " No end of the fall can be foreseen yet."
    )
    of_what = "" if losses.value.min() > 0 else " of its descent"
    evidence: dict[str, object] = {"fall_pct": 100 * fall, "window": length}
    return Finding(
        NAME,
        "yes",
        f"The {split_name(losses.split)} loss was still falling at {at(curves, last)}: by "
        f"{relative(fall)}{of_what} over the last {count(length, noun)}.{outlook}",
        severity="note",
        split=losses.split,
        first_epoch=float(losses.epoch[-1 - length]),
        last_epoch=last,
        evidence=evidence | ({"epochs_to_go": more} if told else {}),
        advice="Keep training.",
    )


RULE = Rule(
    name=NAME,
    version=1,
    title="Still improving",
    question="Was the loss still falling when training stopped?",
    method=(
        "Fall of the smoothed loss over the last 10 % of the epochs; 1.5 % and more counts.\n"
        "The falls of the last two such windows, as a geometric series, tell how long it would "
        "go on."
    ),
    check=check,
    evidence={
        "fall_pct": ("Fall over the last epochs", "%"),
        "window": ("Looked at the last", "epochs"),
        "epochs_to_go": ("Levels off in about", "epochs"),
    },
)
