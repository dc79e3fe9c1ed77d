"""Logged rows as columns of numbers: what every format becomes before it becomes runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from experiments.parsers import names
from experiments.parsers.cells import Numbers, durations, numbers
from experiments.parsers.errors import ParseError

MAX_COLUMNS = 5_000
LONGEST_NAME = 400
MAX_CELLS = 8_000_000
"""Most cells of a table whose rows a file does not spell out in full."""


@dataclass(frozen=True, eq=False)
class Column:
    """The numbers of one column: which rows logged it, and what."""

    name: str
    row: np.ndarray
    value: np.ndarray
    percent: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of a log.

    - `columns`: those that hold numbers, names unique, in the order of the log; rows ascend
    - `place`: int64, for each row its line, or its entry where `unit` says so, from 1
    - `text`: columns that hold text, for each row
    - `breaks`: rows before which the header was written again
    """

    columns: tuple[Column, ...]
    place: np.ndarray
    unit: str = "line"
    text: Mapping[str, Sequence[str]] = field(default_factory=dict)
    breaks: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def turned(self, note: str) -> "Table":
        """The same rows from the last to the first, with a note that says so.

        >>> table_of(["loss"], [["0.5", "0.9"]], np.array([2, 3])).turned("Turned.").place.tolist()
        [3, 2]
        """
        last = len(self.place) - 1
        return Table(
            tuple(replace(c, row=last - c.row[::-1], value=c.value[::-1]) for c in self.columns),
            self.place[::-1],
            self.unit,
            {name: cells[::-1] for name, cells in self.text.items()},
            notes=(*self.notes, note),
        )


def table_of(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    place: np.ndarray,
    *,
    unit: str = "line",
    breaks: tuple[int, ...] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """A table of text cells, one sequence a column.

    A column without any number is text. Raises ParseError, with its line and column, for a
    cell of a metric that is no number.

    >>> table_of(["epoch", "loss"], [["0", "1"], ["0.9", ""]], np.array([2, 3])).columns[1].value
    array([0.9])
    """
    unique, notes = _names(header, notes)
    numeric, text = [], {}
    for position, (name, cells) in enumerate(zip(unique, columns, strict=True)):
        found = numbers(cells)
        if not found.bad:
            numeric.append(Column(name, found.row, found.value, found.percent))
        elif (lasted := _durations(name, cells)) is not None:
            numeric.append(Column(name, lasted.row, lasted.value))
            notes = (*notes, f"“{name}” holds durations; they are kept in seconds.")
        elif _is_text(name, found):
            text[name] = cells
        else:
            raise _bad_cell(name, cells, found.bad[0], place, unit, position)
    return Table(tuple(numeric), place, unit, text, breaks, notes)


def table_of_numbers(
    header: Sequence[str],
    columns: Sequence[Numbers],
    place: np.ndarray,
    *,
    notes: tuple[str, ...] = (),
) -> Table:
    """A table whose cells were read already. Raises ParseError for too many or too long names.

    >>> cells = Numbers(np.array([1]), np.array([0.9]))
    >>> table_of_numbers(["loss"], [cells], np.array([2, 3])).columns[0].row
    array([1])
    """
    unique, notes = _names(header, notes)
    named = zip(unique, columns, strict=True)
    return Table(tuple(Column(name, c.row, c.value) for name, c in named), place, notes=notes)


def _names(header: Sequence[str], notes: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    _refuse_long_names(header)
    unique, notes = _unique(header, notes)
    if len(unique) > MAX_COLUMNS:
        raise ParseError(
            f"The table has {len(unique)} columns; at most {MAX_COLUMNS} can be read.",
            advice="Check the delimiter, or leave out columns that are no metrics.",
        )
    return unique, notes


def _refuse_long_names(header: Sequence[str]) -> None:
    for position, name in enumerate(header, 1):
        if len(name) > LONGEST_NAME:
            raise ParseError(
                f"The name of column {position}, “{name[:40]}…”, has {len(name)} characters; "
                f"at most {LONGEST_NAME} can be read.",
                advice="Give the metric a shorter name, or leave it out.",
            )


def refuse_too_large(columns: int, rows: int) -> None:
    """Raises ParseError before a small file of sparse rows becomes a huge table.

    >>> refuse_too_large(columns=4_000, rows=4_000)
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: The log has 4000 different names in 4000 entries, too \
many to read. Leave out what is no metric.
    """
    if columns > MAX_COLUMNS or columns * rows > MAX_CELLS:
        raise ParseError(
            f"The log has {columns} different names in {rows} entries, too many to read.",
            advice="Leave out what is no metric.",
        )


def _unique(header: Sequence[str], notes: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Names made unique as pandas does it: ``loss``, ``loss.1``."""
    taken = set(header)
    unique, seen, repeated = [], {}, {}
    for name in header:
        count = seen.get(name, 0)
        seen[name] = count + 1
        if not count:
            unique.append(name)
            continue
        while f"{name}.{count}" in taken:
            count += 1
        taken.add(f"{name}.{count}")
        unique.append(f"{name}.{count}")
        repeated[name] = f"{name}.{count}"
    told = tuple(
        f"The column “{name}” stands there more than once; the later one is kept as “{as_}”."
        for name, as_ in repeated.items()
    )
    return unique, (*notes, *told)


def _durations(name: str, cells: Sequence[str]) -> Numbers | None:
    """Cells such as ``04:39`` in a column about time, as seconds."""
    return durations(cells) if {"time", "duration", "elapsed"} & set(names.words(name)) else None


def _is_text(name: str, found: Numbers) -> bool:
    return len(found.row) == 0 or not (names.is_metric(name) or names.axis(name))


def _bad_cell(
    name: str, cells: Sequence[str], row: int, place: np.ndarray, unit: str, position: int
) -> ParseError:
    where = int(place[row])
    entry = "" if unit == "line" else f"{unit.capitalize()} {where}: "
    return ParseError(
        f"{entry}“{' '.join(cells[row].split())[:60]}” in column “{name}” is no number.",
        advice="Correct the cell, or leave it empty if nothing was logged there.",
        line=where if unit == "line" else None,
        column=position + 1 if unit == "line" else None,
    )
