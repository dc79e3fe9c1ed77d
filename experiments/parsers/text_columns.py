"""Rows of a text log as a table, and which of several names for one quantity comes first."""

import numpy as np

from experiments.curves import KINDS
from experiments.parsers.meanings import Mapped, meanings, own_kind
from experiments.parsers.names import metric, words
from experiments.parsers.splitting import split
from experiments.parsers.table import Column, Table
from experiments.parsers.text_rows import AVERAGE, Rows, real, whole

_UTC = "Times without a zone are read as UTC."
_AVERAGES = (
    "A number in parentheses behind a value is its running average: the last one of each epoch is "
    "kept, as “(average)”."
)


def table_of_rows(rows: Rows, notes: tuple[str, ...] = ()) -> Table:
    """The rows with their epochs, steps and times as columns.

    Of running averages the last one of an epoch is kept.

    >>> rows = Rows()
    >>> rows.feed(1, "Epoch: [3][10/20] Loss 0.5 (0.7)")
    >>> [(c.name, c.value.tolist()) for c in table_of_rows(rows).columns]
    [('epoch', [3.0]), ('step', [10.0]), ('Loss', [0.5]), ('Loss (average)', [0.7])]
    """
    epoch, metrics = real(rows.epoch), rows.columns()
    clock = [Column("timestamp", whole(rows.stamped), whole(rows.time).astype(np.float64))]
    if rows.stamped:
        notes = (*notes, _UTC)
    if not np.isnan(epoch).all() and any(c.name.endswith(AVERAGE) for c in metrics):
        metrics = [_last_of_epoch(c, epoch) for c in metrics]
        notes = (*notes, _AVERAGES)
    counts = _counts(rows)
    return Table(
        (*counts, *(clock if rows.stamped else ()), *metrics), whole(rows.place), notes=notes
    )


def yielding(rows: Rows) -> Mapped:
    """Metrics that leave their column of the epoch table to another, with kind and split.

    A column goes to what was logged in most epochs, and rather to the value of an epoch than to
    those of its batches.

    >>> rows = Rows()
    >>> rows.feed(1, "Epoch 1, step 5, loss: 0.9")
    >>> rows.feed(2, "Epoch 1 done, train loss: 0.7")
    >>> yielding(rows)
    {'loss': ('other_loss', 'train')}
    """
    known = _known(rows)
    found = meanings(list(rows.points), known)
    epoch = real(rows.epoch)
    columns: dict[tuple[str, str], list[tuple[int, bool, int, str]]] = {}
    for name, meaning in found.items():
        if meaning.kind in KINDS and meaning.split:
            points = rows.points[name]
            covered = len(np.unique(epoch[whole(points.row)]))
            rank = (covered, points.within_epoch, meaning.rank, name)
            columns.setdefault((meaning.kind, meaning.split), []).append(rank)
    left = dict(known)
    for (_, told), candidates in columns.items():
        most = max(covered for covered, *_ in candidates)
        _, *rest = sorted(candidates, key=lambda c: (2 * c[0] < most, *c[1:]))
        left |= {name: (own_kind(found[name]), told) for *_, name in rest}
    return left


def _known(rows: Rows) -> dict[str, tuple[str, str]]:
    """What text logs mean by names that mean something else, or nothing, elsewhere.

    ``Prec`` without a recall is PyTorch's Prec@1, the accuracy. CatBoost prints its loss function,
    or another metric, as ``learn`` and ``test``: a loss if it falls.
    """
    own = {name: [w for w in words(name) if w != "average"] for name in rows.points}
    told = {}
    if not any({"rec", "recall"} & set(parts) for parts in own.values()):
        for name, parts in own.items():
            if parts[-1:] == ["prec"] and len(parts) <= 2:
                told[name] = ("accuracy", metric(name).split or "train")
    learn = rows.points.get("learn")
    if learn and "test" in rows.points and learn.value[-1] < learn.value[0]:
        told |= {"learn": ("loss", "train"), "test": ("loss", "val")}
    return told


def _last_of_epoch(column: Column, epoch: np.ndarray) -> Column:
    if not column.name.endswith(AVERAGE):
        return column
    count = epoch[column.row]
    last = np.append(count[1:] != count[:-1], True)
    return Column(column.name, column.row[last], column.value[last], column.percent)


def _counts(rows: Rows) -> list[Column]:
    """Epochs and steps as far as they were named. Without epochs steps stand by themselves."""
    epoch, step = real(rows.epoch), real(rows.step)
    told, counted = np.flatnonzero(~np.isnan(epoch)), np.flatnonzero(~np.isnan(step))
    columns = [Column("epoch", told, epoch[told])] if len(told) else []
    if len(told) and len(counted):
        every = np.arange(len(step))
        columns.append(Column("step", every, _steps(epoch, step, whole(rows.place))))
    elif len(counted):
        columns.append(Column("step", counted, step[counted]))
    return columns


def _steps(epoch: np.ndarray, step: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Steps of the whole run; where each epoch counts its batches anew, rows are counted."""
    steps = np.empty(len(epoch))
    for part in split(epoch, place):
        own = slice(part.first, part.last)
        named = np.flatnonzero(~np.isnan(step[own]))
        known, of = step[own][named], epoch[own][named]
        later = of[1:] != of[:-1]
        rises = (np.diff(known) >= later).all()
        if len(known) and rises and (known == np.floor(known)).all():
            filled = np.where(np.isnan(step[own]), known[0], step[own])
            steps[own] = np.maximum.accumulate(filled)
        else:
            steps[own] = np.arange(part.last - part.first)
    return steps
