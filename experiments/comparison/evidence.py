"""Numbers which show that a loss is not the plain mean cross-entropy of the predictions."""

import math

from experiments.analysis import inconsistent_metrics, miscalibrated
from experiments.analysis.two_numbers import floor, nats_per_error
from experiments.analysis.wording import number, percent
from experiments.comparison.entry import Entry, Moment
from experiments.facts import Facts

MOST_NATS_PER_ERROR, LARGE_LOSS = 100.0, 5.0
TIMES_CHANCE = 10.0
LARGEST_DEPARTURE = 0.1
ALIKE = 0.01


def against_plain(run: Entry) -> str:
    """What speaks against it, as the end of a sentence; ``""`` where nothing does.

    - a loss below zero, or below (1 - accuracy) ln 2, as the rule on inconsistent metrics says
    - at its lowest above 10 ln K, or above 5 nats and 100 nats an error: a sum, not a mean
    - predictions of the same epoch whose log loss is another one

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> against_plain(entry("1", "a", Curves.of(val_loss=[310.0], val_accuracy=[0.9])))
    'at epoch 1 its loss is 310 with 90 % accuracy, more than a mean cross-entropy comes to. \
It may be a sum over samples.'
    """
    best = run.best_by_loss
    if best is None or best.loss is None:
        return ""
    if best.loss < 0:
        return f"it falls to {number(best.loss)}, and a cross-entropy is never below 0."
    checks = (_below_floor(run), _too_large(run, best), _unlike_predictions(run))
    return next(filter(None, checks), "")


def shows_plain(run: Entry) -> bool:
    """Whether predictions of an epoch have the log loss that was logged, within 1 %.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> shows_plain(entry("1", "a", Curves.of(val_loss=[0.5], val_accuracy=[0.9])))
    False
    """
    told = [(m.loss, m.measured) for m in run.predicted_moments if m.loss is not None]
    both = [(logged, measured.log_loss) for logged, measured in told if measured]
    return any(abs(logged - measured) <= ALIKE * measured for logged, measured in both)


def is_miscalibrated(run: Entry) -> bool:
    """Whether the curves alone say so: a plain loss above the ceiling of a calibrated model.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> curves = Curves.of(val_loss=[0.2544], val_accuracy=[0.991])
    >>> is_miscalibrated(entry("1", "a", curves, Facts(classes=10, n_val=10_000)))
    True
    """
    found = miscalibrated.check(run.curves, run.facts)
    return any(f.verdict == "yes" and f.severity != "note" for f in found)


def _below_floor(run: Entry) -> str:
    # Most runs stay above; only of the others the rule tells how much is too much.
    if not (run.loss < floor(run.accuracy)).any():
        return ""
    [found] = inconsistent_metrics.check(run.curves, Facts())
    if found.verdict != "yes":
        return ""
    loss, least = (float(str(found.evidence[key])) for key in ("loss", "floor"))
    accuracy = float(str(found.evidence["accuracy"]))
    return (
        f"it is {number(loss)} with {percent(accuracy)} accuracy, where a plain mean cross-entropy "
        f"cannot be below {number(least)}."
    )


def _too_large(run: Entry, best: Moment) -> str:
    loss, accuracy = best.loss or 0.0, best.accuracy
    per_error = None if accuracy is None else nats_per_error(loss, min(accuracy, 1.0))
    chance = math.log(run.classes) if run.classes else math.inf
    too_dear = (per_error or 0.0) > MOST_NATS_PER_ERROR and loss > LARGE_LOSS
    if not too_dear and loss <= TIMES_CHANCE * chance:
        return ""
    beside = "" if accuracy is None else f" with {percent(accuracy)} accuracy"
    return (
        f"{_at(run, best)} its loss is {number(loss)}{beside}, more than a mean cross-entropy "
        "comes to. It may be a sum over samples."
    )


def _unlike_predictions(run: Entry) -> str:
    for moment in run.predicted_moments:
        measured = moment.measured
        if measured is None or moment.loss is None or measured.log_loss_interval is None:
            continue
        low, high = measured.log_loss_interval
        outside = not low - (high - low) <= moment.loss <= high + (high - low)
        if outside and abs(moment.loss - measured.log_loss) > LARGEST_DEPARTURE * measured.log_loss:
            return (
                f"{_at(run, moment)} it logged {number(moment.loss)}, and its predictions have "
                f"a log loss of {number(measured.log_loss)}."
            )
    return ""


def _at(run: Entry, moment: Moment) -> str:
    return f"at {run.at_epoch(moment)}"
