"""Where a table stands in a text: its header, and what parts its cells."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from experiments.curves import KINDS
from experiments.parsers import names
from experiments.parsers.cells import is_number

DELIMITERS = (",", "\t", ";", "|", " ")
_HEADER_WITHIN = 20
_LONGEST_NAME = 100
_LONGEST_HEADER = 200_000
_VALUE = re.compile(r"^\d\d\d\d-\d\d-\d\d|[A-Za-z]\s*[=:]\s*[-+]?\.?\d")
"""A time stamp, or a name with its value such as ``loss: 0.5``: a progress log, no header."""
TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Layout:
    """How a table is written: its delimiter (a blank for white space), and its header.

    `line` counts from 0. A transposed table has one metric a row, epochs in the header.
    """

    delimiter: str
    line: int
    header: tuple[str, ...]
    transposed: bool = False


def find_layout(lines: Sequence[str]) -> Layout | None:
    """The table's layout: of the first lines the one that knows most names of metrics.

    >>> find_layout(["my run", "epoch;loss", "0;0,5"])
    Layout(delimiter=';', line=1, header=('epoch', 'loss'), transposed=False)
    """
    top = [(i, line) for i, line in enumerate(lines[:200]) if line.strip()]
    first = [(i, line) for i, line in top[: _HEADER_WITHIN + 1] if len(line) < _LONGEST_HEADER]
    crash = next((i for i, line in first if TRACEBACK in line), len(lines))
    best, best_score = None, (False, 0)
    for (i, line), (_, following) in pairwise([*first, (0, "")]):
        # An error's message, such as KeyError: 'val_loss', names metrics too.
        if i > crash and not _holds_number(following):
            continue
        for delimiter in DELIMITERS:
            header = split_line(line, delimiter)
            fits = _fits(header, split_line(following, delimiter))
            score = (fits, _count_known(header))
            if score > best_score and _may_be_header(header, delimiter, *score):
                best, best_score = Layout(delimiter, i, tuple(header)), score
    return best or _transposed_layout(first)


def _holds_number(line: str) -> bool:
    return any(is_number(cell) for d in DELIMITERS for cell in split_line(line, d))


def _fits(header: list[str], row: list[str]) -> bool:
    """Whether a line could be a row below the header; one cell more may be an index."""
    return not row or (len(row) - len(header) in (0, 1) and any(map(is_number, row)))


def _may_be_header(header: list[str], delimiter: str, fits: bool, known: int) -> bool:
    """A line that the next one does not fit is a header only if it surely looks like one."""
    if not known or not may_be_names(header):
        return False
    if len(header) == 1:
        return fits and names.metric(header[0]).kind in KINDS
    if delimiter == " " and len({cell.endswith(":") for cell in header}) > 1:
        return False  # ``loss: ce`` is a setting
    if delimiter == " ":
        return fits and (names.axis(header[0]) != "" or 2 * known >= len(header))
    return fits or known > 1


def may_be_names(cells: Sequence[str]) -> bool:
    """Whether cells could be names of columns, not the words and values of a progress log.

    >>> may_be_names(["epoch", "loss"]), may_be_names(["epoch 3", "loss: 0.5"])
    (True, False)
    """
    return not any(_VALUE.search(cell) or len(cell) > _LONGEST_NAME for cell in cells)


def _count_known(header: list[str]) -> int:
    """How many cells of a line are names of a log's columns; none where one is a number."""
    if any(is_number(cell) for cell in header):
        return 0
    return sum(names.is_known(c) and not any(d in c for d in DELIMITERS[:-1]) for c in header)


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line; none where its quotes are broken.

    >>> split_line("| epoch | loss |", "|")
    ['epoch', 'loss']
    """
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
            header, row = split_line(line, delimiter), split_line(following, delimiter)
            epochs = len(header) > 1 and all(map(is_number, header[1:]))
            named = bool(header) and _may_name_row(header[0]) and row[:1] != header[:1]
            if epochs and named and len(row) == len(header) and names.is_metric(row[0]):
                return Layout(delimiter, i, tuple(header), transposed=True)
    return None


def _may_name_row(cell: str) -> bool:
    """``loss:`` begins a line of a log or of settings, no row of a table."""
    return not is_number(cell) and not cell.endswith(":")
