"""Tables in text: where the header stands, what parts the cells, and the rows with their lines."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.curves import KINDS
from experiments.parsers import names
from experiments.parsers.cells import is_number
from experiments.parsers.errors import ParseError
from experiments.parsers.table import Table, table_of

DELIMITERS = (",", "\t", ";", "|", " ")
_HEADER_WITHIN = 20
_LONGEST_NAME = 100
_LONGEST_HEADER = 200_000
_VALUE = re.compile(r"^\d\d\d\d-\d\d-\d\d|[A-Za-z]\s*[=:]\s*[-+]?\.?\d")
"""A time stamp, or a name with its value such as ``loss: 0.5``: a progress log, no header."""


@dataclass(frozen=True)
class Layout:
    """How a table is written: its delimiter (a blank for white space), and its header.

    `line` counts from 0. A transposed table has one metric a row, epochs in the header.
    """

    delimiter: str
    line: int
    header: tuple[str, ...]
    transposed: bool = False


@dataclass(frozen=True, eq=False)
class _Rows:
    cells: list[list[str]]
    place: list[int]
    breaks: list[int]


def find_layout(lines: Sequence[str]) -> Layout | None:
    """The table's layout: of the first lines the one that knows most names of metrics.

    >>> find_layout(["my run", "epoch;loss", "0;0,5"])
    Layout(delimiter=';', line=1, header=('epoch', 'loss'), transposed=False)
    """
    top = [(i, line) for i, line in enumerate(lines[:200]) if line.strip()]
    first = [(i, line) for i, line in top[: _HEADER_WITHIN + 1] if len(line) < _LONGEST_HEADER]
    best, best_score = None, (False, 0)
    for (i, line), (_, following) in pairwise([*first, (0, "")]):
        for delimiter in DELIMITERS:
            header = _split(line, delimiter)
            fits = _fits(header, _split(following, delimiter))
            score = (fits, _count_known(header))
            if score > best_score and _may_be_header(header, delimiter, *score):
                best, best_score = Layout(delimiter, i, tuple(header)), score
    return best or _transposed_layout(first)


def read_table(lines: Sequence[str], layout: Layout, notes: tuple[str, ...] = ()) -> Table:
    """All rows below the header. Raises ParseError, with the line, for a row of another length."""
    rows = _read_rows(lines, layout)
    if not rows.cells:
        raise ParseError(
            "The table has a header but no rows.",
            advice="Upload it again when the first epoch is logged.",
            line=layout.line + 1,
        )
    if layout.transposed:
        return _transposed_table(rows, layout, notes)
    header, cells = _fit(layout, rows)
    if rows.breaks:
        notes = (*notes, _break_note(rows))
    return table_of(
        header,
        list(zip(*cells, strict=True)),
        np.array(rows.place, dtype=np.int64),
        breaks=tuple(rows.breaks),
        notes=notes,
    )


def _fits(header: list[str], row: list[str]) -> bool:
    """Whether a line could be a row below the header; one cell more may be an index."""
    return not row or (len(row) - len(header) in (0, 1) and any(map(is_number, row)))


def _may_be_header(header: list[str], delimiter: str, fits: bool, known: int) -> bool:
    """A line that the next one does not fit is a header only if it surely looks like one."""
    if not known or not may_be_names(header):
        return False
    if len(header) == 1:
        return fits and names.metric(header[0]).kind in KINDS
    if delimiter == " ":
        return fits and (names.axis(header[0]) != "" or 2 * known >= len(header))
    return fits or known > 1


def may_be_names(cells: Sequence[str]) -> bool:
    """Whether cells could be names of columns, not the words and values of a progress log."""
    return not any(_VALUE.search(cell) or len(cell) > _LONGEST_NAME for cell in cells)


def _count_known(header: list[str]) -> int:
    """How many cells of a line are names of a log's columns; none where one is a number."""
    if any(is_number(cell) for cell in header):
        return 0
    return sum(names.is_known(c) and not any(d in c for d in DELIMITERS[:-1]) for c in header)


def _split(line: str, delimiter: str) -> list[str]:
    line = line.lstrip("# ") if line.startswith("#") else line
    if delimiter == " ":
        return line.split()
    if delimiter == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in row]


def _transposed_layout(first: list[tuple[int, str]]) -> Layout | None:
    for (i, line), (_, following) in pairwise(first):
        for delimiter in DELIMITERS:
            header, row = _split(line, delimiter), _split(following, delimiter)
            epochs = len(header) > 1 and all(map(is_number, header[1:]))
            named = not is_number(header[0]) if header else False
            if epochs and named and len(row) == len(header) and names.is_metric(row[0]):
                return Layout(delimiter, i, tuple(header), transposed=True)
    return None


def _read_rows(lines: Sequence[str], layout: Layout) -> _Rows:
    rows = _Rows([], [], [])
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


def _raw_rows(lines: Sequence[str], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    start = layout.line + 1
    body = lines[start:]
    if layout.delimiter in " |":
        for number, line in enumerate(body, start + 1):
            if line.strip() and not line.startswith("#"):
                yield number, _split(line, layout.delimiter)
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


def _fit(layout: Layout, rows: _Rows) -> tuple[list[str], list[list[str]]]:
    """Header and rows of one length: a trailing delimiter goes, an index column gets its place."""
    header = list(layout.header)
    lengths = set(map(len, rows.cells))
    width = len(header)
    if lengths == {width}:
        return header, rows.cells
    if lengths == {width + 1}:
        if not any(row[-1].strip() for row in rows.cells):
            return header, [row[:-1] for row in rows.cells]
        counted = [row[0] for row in rows.cells] == [str(i) for i in range(len(rows.cells))]
        if counted and (layout.delimiter == " " or not names.axis(header[0])):
            return ["", *header], rows.cells
    if lengths == {width - 1} and not header[-1]:
        return header[:-1], rows.cells
    raise _ragged(width, rows)


def _ragged(width: int, rows: _Rows) -> ParseError:
    position, row = next((i, row) for i, row in enumerate(rows.cells) if len(row) != width)
    if any("Traceback (most recent call last)" in cell for cell in row):
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
