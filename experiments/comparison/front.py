"""The Pareto front: what no other beats in both accuracy and log loss."""

from collections.abc import Sequence

from experiments.comparison.choice import candidates
from experiments.comparison.comparable import Comparability
from experiments.comparison.decision import OnFront
from experiments.comparison.entry import Entry, Moment


def front(entries: Sequence[Entry], found: Comparability) -> tuple[OnFront, ...]:
    """All epochs of all runs that no other one is better than in one and as good in the other.

    Lowest loss first; of equal ones the first by name and epoch. Only losses that may be compared.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> curves = Curves.of(val_loss=[0.5, 0.6, 0.7], val_accuracy=[0.8, 0.7, 0.9])
    >>> [on.moment.epoch for on in front([entry("a", "a", curves)], Comparability())]
    [1.0, 3.0]
    """
    points = [
        ((m.loss, -m.accuracy, run.name, run.key, i), run, m)
        for run in entries
        for i, m in enumerate(_with_both(run, found))
        if m.loss is not None and m.accuracy is not None
    ]
    kept: list[OnFront] = []
    highest = -1.0
    for (_, negative, *_), run, moment in sorted(points, key=lambda point: point[0]):
        if -negative > highest:
            kept.append(OnFront(run, moment))
            highest = -negative
    return tuple(kept)


def _with_both(run: Entry, found: Comparability) -> Sequence[Moment]:
    logged, without_epoch = candidates(run, found)
    both = [m for m in logged if m.loss is not None and m.accuracy is not None]
    return both or without_epoch
