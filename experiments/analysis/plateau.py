"""Did training stop getting anywhere, and go on?"""

import numpy as np

from experiments.analysis.answers import long_enough, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, judged
from experiments.analysis.wording import at, count, number, relative, row_noun, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "plateau"
MIN_EPOCHS = 10
LEVEL = 0.01
MOST_ROOM = 0.02
SHARE = 0.5


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the held-out loss; on the training loss without one.

    >>> [found] = check(Curves.of(val_loss=[4.0, 3.0, 2.0] + [1.0] * 7), Facts())
    >>> found.verdict, found.first_epoch, found.evidence["epochs_on_plateau"]
    ('yes', 5.0, 6)
    """
    losses = long_enough(NAME, curves, judged(curves), MIN_EPOCHS)
    if isinstance(losses, Finding):
        return [losses]
    start = plateau_start(losses.value)
    if len(losses) - start < SHARE * len(losses) or start == 0:
        sentence = f"The {split_name(losses.split)} loss was moving for most of the run."
        return [no(NAME, sentence, losses.split)]
    return [_finding(curves, losses, start)]


def plateau_start(values: np.ndarray) -> int:
    """From where on the smoothed loss stays within 1 % of its end of its descent.

    >>> plateau_start(np.array([4.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]))
    4
    """
    smooth = smoothed(values)
    level = float(np.median(smooth[-(len(smooth) // 4) :]))
    room = max(LEVEL * float(np.ptp(smooth)), noise(values))
    if values.min() > 0:
        room = min(room, MOST_ROOM * level)
    away = np.flatnonzero(np.abs(smooth - level) > room)
    return int(away[-1]) + 1 if len(away) else 0


def _finding(curves: Curves, losses: Track, start: int) -> Finding:
    level = float(np.median(losses.value[start:]))
    length = len(losses) - start
    first, last = float(losses.epoch[start]), float(losses.epoch[-1])
    share = length / len(losses)
    return Finding(
        NAME,
        "yes",
        f"The {split_name(losses.split)} loss has stayed close to {number(level)} since "
        f"{at(curves, first)}; the last {count(length, row_noun(curves, losses.epoch))} "
        f"({relative(share)} of the run) hardly moved it.",
        severity="note",
        split=losses.split,
        first_epoch=first,
        last_epoch=last,
        evidence={"level": level, "epochs_on_plateau": length, "share": share},
        advice=(
            "Stop earlier next time, or lower the learning rate where the plateau begins to see "
            "whether more can be had."
        ),
    )


RULE = Rule(
    name=NAME,
    version=2,
    title="Plateau",
    question="Did the loss stop moving while training went on?",
    method=(
        "From where on the smoothed loss stays near its end level: within 1 % of the whole "
        "descent, "
        "or within its noise.\nIt counts when that is at least half of the run."
    ),
    check=check,
    evidence={
        "level": ("Level", "loss"),
        "epochs_on_plateau": ("On the plateau", "epochs"),
        "share": ("Share of the run", "fraction"),
    },
)
