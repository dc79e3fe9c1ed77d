"""Tables in text: the rows below a header, with their lines."""

import csv
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.parsers import names
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import TRACEBACK, Layout, split_line
from experiments.parsers.lines import Lines
from experiments.parsers.packed import PackedRows
from experiments.parsers.plain_numbers import plain_numbers
from experiments.parsers.table import Table, table_of, table_of_numbers

_LONG = 500
"""Rows from which on reading all cells at once is worth a try."""


@dataclass(frozen=True, eq=False)
class _Rows:
    cells: PackedRows
    place: array
    breaks: list[int]


def read_table(lines: Lines, layout: Layout, notes: tuple[str, ...] = ()) -> Table:
    r"""All rows below the header, without a last one that was cut off.

    Raises ParseError, with the line, for a row of another length, a cell of a metric that is no
    number, and a table without rows.

    >>> table = read_table(Lines("epoch,loss\n1,0.9\n2,0.5"), Layout(",", 0, ("epoch", "loss")))
    >>> table.columns[1].value.tolist(), table.place.tolist()
    ([0.9, 0.5], [2, 3])
    """
    if (table := _plain_table(lines, layout, notes)) is not None:
        return table
    rows = _read_rows(lines, layout)
    if not rows.cells:
        raise ParseError(
            "The table has a header but no rows.",
            advice="Upload it again when the first epoch is logged.",
            line=layout.line + 1,
        )
    if _is_cut_off(rows, lines):
        notes = (*notes, f"Line {rows.place.pop()}, the last one, was cut off and was left out.")
        rows.cells.pop()
    if layout.transposed:
        return _transposed_table(rows, layout, notes)
    header, columns = _fit(layout, rows)
    if rows.breaks:
        notes = (*notes, _break_note(rows))
    return table_of(
        header,
        columns,
        np.array(rows.place, dtype=np.int64),
        breaks=tuple(rows.breaks),
        notes=notes,
    )


def _plain_table(lines: Lines, layout: Layout, notes: tuple[str, ...]) -> Table | None:
    """A long table of plain numbers, read at once; None where cells must be looked at."""
    start, end = layout.line + 1, len(lines) - (lines[-1:] == [""])
    if end - start < _LONG or layout.transposed:
        return None
    columns = plain_numbers(lines, start, end, layout.delimiter, len(layout.header))
    if columns is None:
        return None
    return table_of_numbers(layout.header, columns, np.arange(start + 1, end + 1), notes=notes)


def _is_cut_off(rows: _Rows, lines: Lines) -> bool:
    """Whether the last row ends early, and without the end of its line: it is being written."""
    last = len(rows.cells.last)
    others = rows.cells.lengths - Counter([last])
    return rows.place[-1] == len(lines) and bool(others) and last < min(others)


def _read_rows(lines: Lines, layout: Layout) -> _Rows:
    rows = _Rows(PackedRows(), array("q"), [])
    header = list(layout.header)
    for place, row in _raw_rows(lines, layout):
        if not "".join(row).strip() or _is_rule(row):
            continue
        if len(row) == len(header) and [cell.strip() for cell in row] == header:
            rows.breaks.append(len(rows.cells))
            continue
        rows.cells.append(row)
        rows.place.append(place)
    return rows


def _raw_rows(lines: Lines, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    start = layout.line + 1
    body = lines.since(start)
    if layout.delimiter in " |":
        for number, line in enumerate(body, start + 1):
            if line.strip() and not line.startswith("#"):
                yield number, split_line(line, layout.delimiter)
        return
    reader = csv.reader(body, delimiter=layout.delimiter, skipinitialspace=True)
    began = start + 1
    try:
        for row in reader:
            if row and not row[0].startswith("#"):
                yield began, row
            began = start + reader.line_num + 1
    except csv.Error as error:
        raise ParseError(
            f"The table cannot be read from here: {error}.",
            advice="Look for a quotation mark that is never closed.",
            line=began,
        ) from error


def _is_rule(row: list[str]) -> bool:
    """The line of dashes below the header of a Markdown table."""
    return all(cell and not cell.strip(":-=+ ") and "--" in cell for cell in row)


def _fit(layout: Layout, rows: _Rows) -> tuple[list[str], list[Sequence[str]]]:
    """Header and columns, as many: a trailing delimiter goes, an index column gets its place."""
    header, cells = list(layout.header), rows.cells
    lengths, width = set(cells.lengths), len(header)
    if lengths == {width}:
        return header, [cells.column(k) for k in range(width)]
    if lengths == {width + 1}:
        if not any(cell.strip() for cell in cells.column(width)):
            return header, [cells.column(k) for k in range(width)]
        counted = all(cell == str(row) for row, cell in enumerate(cells.column(0)))
        if counted and (layout.delimiter == " " or not names.axis(header[0])):
            return ["", *header], [cells.column(k) for k in range(width + 1)]
    if lengths == {width - 1} and not header[-1]:
        return header[:-1], [cells.column(k) for k in range(width - 1)]
    raise _ragged(width, rows)


def _ragged(width: int, rows: _Rows) -> ParseError:
    position, row = next((i, row) for i, row in enumerate(rows.cells) if len(row) != width)
    if any(TRACEBACK in cell for cell in row):
        return ParseError(
            "A Python traceback stands here, below the rows of metrics: the training stopped.",
            advice="Delete everything from this line on and upload the file again.",
            line=rows.place[position],
        )
    return ParseError(
        f"This row has {_cells(len(row))}, the header has {width}.",
        advice="Complete the row or delete it; a line that was cut off ends like this too.",
        line=rows.place[position],
        column=min(len(row), width) + 1,
    )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _break_note(rows: _Rows) -> str:
    places = [rows.place[b] - 1 for b in rows.breaks if b < len(rows.place)]
    where = f"line {places[0]}" if places else "the end"
    return f"The header stands there again ({len(rows.breaks)} times, first at {where})."


def _transposed_table(rows: _Rows, layout: Layout, notes: tuple[str, ...]) -> Table:
    width = len(layout.header)
    if any(len(row) != width for row in rows.cells):
        raise _ragged(width, rows)
    named = [row[0].strip() for row in rows.cells]
    first = "epoch" if "epoch" not in map(names.axis, named) else "column"
    told = "Each row of the table is a metric and each column an epoch."
    return table_of(
        [first, *named],
        [layout.header[1:], *(row[1:] for row in rows.cells)],
        np.arange(2, width + 1),
        unit="column",
        notes=(*notes, told),
    )
