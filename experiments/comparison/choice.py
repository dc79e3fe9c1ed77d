"""At which epoch each run is best for a preference."""

from collections.abc import Sequence
from dataclasses import replace

from experiments.comparison.comparable import Comparability
from experiments.comparison.entry import Entry, Moment
from experiments.comparison.preference import Preference, mixed


def score(moment: Moment, preference: Preference) -> float | None:
    """What a moment is ranked by, lower is better; None where it has no such number.

    1 - accuracy, log loss, ECE, or the mix of the first two.

    >>> score(Moment(1, 0.5, 0.9), Preference("probabilities"))
    0.5
    """
    loss, accuracy = moment.loss, moment.accuracy
    if preference.kind == "calibration":
        return moment.ece
    if (preference.uses_loss and loss is None) or (preference.uses_accuracy and accuracy is None):
        return None
    if not preference.uses_loss:
        return None if accuracy is None else 1 - accuracy
    if not preference.uses_accuracy or loss is None or accuracy is None:
        return loss
    return mixed(accuracy, loss, preference.weight, moment.n)


def cost(moment: Moment, preference: Preference) -> tuple[float, ...] | None:
    """`score`, then what tells equal ones apart: loss for labels, else accuracy; then the epoch.

    >>> cost(Moment(3, 0.5, 0.75), Preference("labels"))
    (0.25, 0.5, 3)
    """
    first = score(moment, preference)
    if first is None:
        return None
    second = moment.loss if preference.kind == "labels" else _negative(moment.accuracy)
    epoch = float("inf") if moment.epoch is None else moment.epoch
    return first, float("inf") if second is None else second, epoch


def best(moments: Sequence[Moment], preference: Preference) -> Moment | None:
    """The moment that is best for a preference; None where none has its number.

    >>> best([Moment(1, 0.5, 0.8), Moment(2, 0.6, 0.9)], Preference("labels")).epoch
    2
    """
    scored = [(c, i) for i, m in enumerate(moments) if (c := cost(m, preference)) is not None]
    return moments[min(scored)[1]] if scored else None


def candidates(run: Entry, found: Comparability) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """The run's moments that may be best: those of its curves, and of predictions.

    Only numbers that may be compared; moments that are worse in all of them are left out. Where
    the logged loss is not ranked, predictions of an epoch stand for it. The second part are
    predictions of no epoch of the curves; they count where the curves tell nothing.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> run = entry("a", "a", Curves.of(val_loss=[0.9, 0.5, 0.6], val_accuracy=[0.7, 0.8, 0.9]))
    >>> [moment.epoch for moment in candidates(run, Comparability())[0]]
    [2.0, 3.0]
    """
    if run.key in found.refused:
        return (), ()
    logged = run.promising
    if run.key in found.losses_refused:
        logged = tuple(
            replace(m, loss=None) if m.measured is None else Moment.of(m.measured) for m in logged
        )
    epochs = {m.epoch for m in logged}
    without_epoch = tuple(Moment.of(m) for m in run.measured if m.epoch not in epochs)
    return logged, without_epoch if found.is_plain else ()


def best_of_run(run: Entry, preference: Preference, found: Comparability) -> Moment | None:
    """The moment of a run to ship for a preference; None where it cannot be ranked.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> run = entry("a", "a", Curves.of(val_loss=[0.9, 0.5]))
    >>> best_of_run(run, Preference("probabilities"), Comparability()).epoch
    2.0
    """
    logged, without_epoch = candidates(run, found)
    if preference.kind == "calibration":
        return best([*logged, *without_epoch], preference)
    return best(logged, preference) or best(without_epoch, preference)


def _negative(value: float | None) -> float | None:
    return None if value is None else -value
