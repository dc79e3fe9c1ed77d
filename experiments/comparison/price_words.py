"""What another choice would change, in a sentence."""

import math

from experiments.analysis.wording import number, points, relative
from experiments.comparison.decision import Ranked
from experiments.comparison.entry import Entry, Moment
from experiments.comparison.noise import Difference, Differences

MOST_PERCENT = 2.0
CHECKED = ", but check it first"
"""Of a run whose numbers are suspicious."""


def place(run: Entry, moment: Moment) -> str:
    """A run and its epoch; the run alone for predictions of it as a whole.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> place(entry("1", "resnet18", Curves.of(val_loss=[0.5])), Moment(14.0, 0.5, None))
    'resnet18 at epoch 14'
    """
    if moment.epoch is None:
        return run.name
    return f"{run.name} at {run.at_epoch(moment)}"


def price(
    kind: str, run: Entry, moment: Moment, shipped: Ranked, found: Differences, is_plain: bool
) -> str:
    """What shipping for another purpose changes.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> run = entry("1", "a", Curves.of(val_loss=[0.5]))
    >>> first = Ranked(1, run, Moment(1, 0.5, None), 0.5)
    >>> price("probabilities", run, first.moment, first, Differences(None, None, None), True)
    'a at epoch 1 is the best for probabilities.'
    """
    is_same_run = run.key == shipped.entry.key
    if is_same_run and moment.epoch == shipped.moment.epoch:
        return f"{place(run, moment)} is the best for {kind}."
    where = f"the same run at {run.at_epoch(moment)}" if is_same_run else place(run, moment)
    where += CHECKED if run.doubt and not is_same_run else ""
    changes = [
        _change("accuracy", found.accuracy),
        _loss_change(found.loss, shipped.moment.loss, is_plain),
        _change("ECE", found.calibration) if kind == "calibration" else "",
    ]
    told = ", ".join(filter(None, changes))
    return f"For {kind}, take {where}{': ' if told else ''}{told}."


def loss_name(is_plain: bool) -> str:
    """Only a plain cross-entropy is called a log loss.

    >>> loss_name(True), loss_name(False)
    ('log loss', 'loss')
    """
    return "log loss" if is_plain else "loss"


def beside(difference: float, base: float) -> str:
    """How a loss lies beside another one, `base`, from their difference.

    >>> beside(0.1, 0.4), beside(-0.1, 0.4), beside(1.6, 0.4), beside(0.1, -0.4)
    ('25 % higher', '25 % lower', '5 times as high', '0.1000 higher')
    """
    way = "higher" if difference > 0 else "lower"
    if base <= 0 or not math.isfinite(difference / base):
        return f"{number(abs(difference))} {way}"
    if difference / base > MOST_PERCENT:
        return f"{float(f'{1 + difference / base:.2g}'):,g} times as high"
    return f"{relative(difference / base)} {way}"


def _change(name: str, difference: Difference | None) -> str:
    if difference is None:
        return ""
    if difference.value == 0:
        return f"the same {name}"
    way = "higher" if difference.value > 0 else "lower"
    return f"{name} {points(difference.value)} {way}{_in_noise(difference)}"


def _loss_change(difference: Difference | None, base: float | None, is_plain: bool) -> str:
    name = loss_name(is_plain)
    if difference is None or base is None:
        return ""
    if difference.value == 0:
        return f"the same {name}"
    return f"{name} {beside(difference.value, base)}{_in_noise(difference)}"


def _in_noise(difference: Difference) -> str:
    return " (within noise)" if difference.within_noise else ""
