"""Which columns of a table count epochs, steps and time."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.curves import NO_TIME
from experiments.parsers import names
from experiments.parsers.errors import ParseError
from experiments.parsers.table import Column, Table

_LARGEST_STEP = 2.0**53
_SECONDS = (1e8, 2e10)
_MILLISECONDS = (1e11, 2e13)


@dataclass(frozen=True, eq=False)
class Axes:
    """For each row of a table its epoch and step, NaN where there is none, and its time.

    - `by_row`: whether the log has no count of its own, so that rows were counted
    - `used`: names of the columns that are axes and therefore no metrics
    """

    epoch: np.ndarray
    step: np.ndarray
    time: np.ndarray
    has_step: bool
    by_row: bool = False
    used: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def find_axes(table: Table) -> Axes:
    """Epochs, steps and times of a table's rows.

    A column without a name that counts up is the epoch where no other column is. Where the
    log counts nothing, each row is an epoch, from 1. Raises ParseError for an infinite epoch.

    >>> from experiments.parsers.table import table_of
    >>> rows = table_of(["loss", "epoch"], [["0.9", "0.5"], ["3", "4"]], np.array([2, 3]))
    >>> axes = find_axes(rows)
    >>> axes.epoch.tolist(), axes.used
    ([3.0, 4.0], frozenset({'epoch'}))
    """
    rows = len(table.place)
    epoch = _column(table, names.EPOCHS) or None
    index = _index_column(table)
    step = _step_column(table)
    time, time_names, notes = _times(table)
    used = {c.name for c in (epoch, index, step) if c is not None} | time_names
    if epoch is not None:
        _refuse_infinite(epoch, table)
    if epoch is None and index is not None:
        epoch = index
        notes.append("The first column has no name and counts the rows: read as the epoch.")
    by_row = epoch is None and step is None
    if by_row:
        row = "row" if table.unit == "line" else table.unit
        notes.append(f"The log does not count its epochs: each {row} is read as one, from 1.")
    return Axes(
        epoch=np.arange(1.0, rows + 1) if by_row else _spread(epoch, rows),
        step=np.arange(rows) if step is None else _steps(step, rows),
        time=time,
        has_step=step is not None,
        by_row=by_row,
        used=frozenset(used),
        notes=tuple(notes),
    )


def counts_down(axes: Axes) -> bool:
    """Whether the epochs fall from row to row: the newest stands first.

    False for fewer than three rows.

    >>> from experiments.parsers.table import table_of
    >>> rows = np.array([2, 3, 4])
    >>> counts_down(find_axes(table_of(["epoch"], [["3", "2", "1"]], rows)))
    True
    """
    return len(axes.epoch) > 2 and bool((np.diff(axes.epoch) < 0).all())


def count_same_epochs(axes: Axes, table: Table) -> Axes:
    """Rows that all say the same epoch, of fits of one epoch each, counted on from there.

    Other axes come back as they are.

    >>> from experiments.parsers.table import table_of
    >>> same = table_of(["epoch", "loss"], [["0", "0"], ["0.9", "0.5"]], np.array([2, 3]))
    >>> count_same_epochs(find_axes(same), same).epoch.tolist()
    [0.0, 1.0]
    """
    epoch = axes.epoch
    full = all(len(c.row) == len(epoch) for c in table.columns)
    same = len(epoch) > 1 and bool((epoch == epoch[0]).all())
    if axes.has_step or not (same and full):
        return axes
    note = (
        f"Every row says epoch {epoch[0]:g}, as fits of one epoch each do when they append: "
        "the rows are counted as successive epochs."
    )
    counted = epoch[0] + np.arange(len(epoch))
    return replace(axes, epoch=counted, notes=(*axes.notes, note))


def _column(table: Table, wanted: tuple[str, ...]) -> Column | None:
    """The column that is first in `wanted`."""
    found = {"_".join(names.words(c.name)): c for c in reversed(table.columns) if len(c.row)}
    return next((found[name] for name in wanted if name in found), None)


def _step_column(table: Table) -> Column | None:
    step = _column(table, names.STEPS)
    if step is None:
        return None
    finite = np.isfinite(step.value).all() and (np.abs(step.value) < _LARGEST_STEP).all()
    return step if finite and (step.value == np.floor(step.value)).all() else None


def _index_column(table: Table) -> Column | None:
    """A first column without a name (pandas also writes ``Unnamed: 0``) that counts the rows."""
    column = table.columns[0] if table.columns else None
    if column is None or names.words(column.name) not in ([], ["unnamed", "0"], ["index"]):
        return None
    full = len(column.row) == len(table.place) and (np.abs(column.value) < _LARGEST_STEP).all()
    return column if full and (np.diff(column.value) == 1).all() else None


def _refuse_infinite(epoch: Column, table: Table) -> None:
    infinite = np.flatnonzero(np.isinf(epoch.value))
    if len(infinite):
        place = int(table.place[epoch.row[infinite[0]]])
        raise ParseError(
            f"The epoch in column “{epoch.name}” is infinite at {table.unit} {place}.",
            advice="Correct the epoch, or leave out the row.",
            line=place if table.unit == "line" else None,
        )


def _spread(column: Column | None, rows: int) -> np.ndarray:
    spread = np.full(rows, np.nan)
    if column is not None:
        spread[column.row] = column.value
    return spread


def _steps(column: Column, rows: int) -> np.ndarray:
    """Steps of all rows; a row without one takes the step before it."""
    step = pd.Series(_spread(column, rows)).ffill().bfill()
    return step.to_numpy().astype(np.int64)


def _times(table: Table) -> tuple[np.ndarray, set[str], list[str]]:
    """Wall-clock times in milliseconds; a duration in seconds is a metric and stays one."""
    rows = len(table.place)
    for column in table.columns:
        factor = _clock_factor(column) if names.axis(column.name) == "time" else 0
        if factor:
            time = np.full(rows, NO_TIME)
            time[column.row] = np.round(column.value * factor).astype(np.int64)
            return time, {column.name}, []
    for name, cells in table.text.items():
        if names.axis(name) == "time":
            parsed = pd.to_datetime(pd.Series(cells), format="ISO8601", utc=True, errors="coerce")
            if parsed.notna().any():
                known = parsed.notna().to_numpy()
                stamps = parsed.dt.tz_localize(None).to_numpy().astype("datetime64[ms]")
                time = np.where(known, stamps.astype(np.int64), NO_TIME)
                return time, {name}, [f"Times in “{name}” without a zone are read as UTC."]
    # One value stands for all rows, in no memory.
    return np.broadcast_to(np.int64(NO_TIME), rows), set(), []


def _clock_factor(column: Column) -> int:
    """Milliseconds in one unit of a clock column, 0 where it is no clock."""
    if not len(column.value) or not np.isfinite(column.value).all():
        return 0
    for (low, high), factor in ((_SECONDS, 1000), (_MILLISECONDS, 1)):
        if low <= column.value.min() and column.value.max() <= high:
            return factor
    return 0
