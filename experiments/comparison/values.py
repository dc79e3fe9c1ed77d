"""The table of best and last values, with differences to one run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from experiments.analysis.two_numbers import wilson_interval
from experiments.comparison.comparable import Comparability, comparability
from experiments.comparison.entry import Entry, Moment

WHERE = ("best_by_loss", "best_by_accuracy", "last")


@dataclass(frozen=True)
class ValueCell:
    """A number with its epoch; `change`: it minus that of the baseline, signed.

    There is no change between what means different things, such as losses of two kinds.
    `interval`: Wilson's 95 % interval of an accuracy, where the number of samples is known.
    """

    value: float
    epoch: float | None
    change: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class ValueRow:
    """One run at one place of its curves; None where it has no such number."""

    entry: Entry
    is_baseline: bool
    epoch: float | None
    loss: ValueCell | None
    accuracy: ValueCell | None


def values(
    entries: Sequence[Entry], where: str | float, baseline: str = ""
) -> tuple[ValueRow, ...]:
    """A row a run: at its best loss, its best accuracy, its last epoch, or at the epoch given.

    `where` is one of `WHERE` or an epoch; `baseline` the key of the run that differences go to.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> runs = [entry(k, k, Curves.of(val_loss=x)) for k, x in (("a", [3, 1]), ("b", [2, 4]))]
    >>> [(row.epoch, row.loss.change) for row in values(runs, "best_by_loss", "a")]
    [(2.0, 0.0), (1.0, 1.0)]
    """
    moments = {run.key: _moment(run, where) for run in entries}
    found, pinned = comparability(entries), moments.get(baseline)
    return tuple(
        _row(run, moments[run.key], _like(run.key, baseline, pinned, found), run.key == baseline)
        for run in entries
    )


def _like(key: str, baseline: str, pinned: Moment | None, found: Comparability) -> Moment | None:
    """The numbers of the baseline that those of the run may be held against."""
    two = {key, baseline}
    if pinned is None or len(two) == 1:
        return pinned
    if two & found.refused.keys():
        return None
    return replace(pinned, loss=None) if two & found.losses_refused.keys() else pinned


def _moment(run: Entry, where: str | float) -> Moment | None:
    return getattr(run, where) if isinstance(where, str) else run.at(where)


def _row(run: Entry, at: Moment | None, pinned: Moment | None, is_baseline: bool) -> ValueRow:
    if at is None:
        return ValueRow(run, is_baseline, None, None, None)
    loss = accuracy = None
    if at.loss is not None:
        loss = ValueCell(at.loss, at.epoch, _change(at.loss, pinned and pinned.loss))
    if at.accuracy is not None:
        interval = wilson_interval(at.accuracy * at.n, at.n) if at.n else None
        change = _change(at.accuracy, pinned and pinned.accuracy)
        accuracy = ValueCell(at.accuracy, at.epoch, change, interval)
    return ValueRow(run, is_baseline, at.epoch, loss, accuracy)


def _change(value: float, pinned: float | None) -> float | None:
    return None if pinned is None else value - pinned
