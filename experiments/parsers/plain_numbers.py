"""Tables of nothing but plain numbers, read at once: what most large files are."""

from io import StringIO

import numpy as np
import pandas as pd

from experiments.parsers.cells import Numbers
from experiments.parsers.lines import Lines

_DELIMITERS = ",;\t"
_DIGITS = "0123456789+-.eE"
_BLOCK_CHARACTERS = 4_000_000


def plain_numbers(
    lines: Lines, first: int, end: int, delimiter: str, width: int
) -> list[Numbers] | None:
    r"""The columns of a table, the same as cell by cell; None where that is not certain.

    Its rows are the lines from `first` to before `end`, counted from 0. Certain it is where every
    line has `width` cells, each of them empty or a number in digits, and at least one of them
    filled. Values are the floats nearest to what is written, as pandas' parser and Python's both
    give them.

    >>> [column.value.tolist() for column in plain_numbers(Lines("0,0.9\n1,"), 0, 2, ",", 2)]
    [[0.0, 1.0], [0.9]]
    >>> plain_numbers(Lines("0,nan"), 0, 1, ",", 2) is None
    True
    """
    if delimiter not in _DELIMITERS or first >= end:
        return None
    rows = max(1, _BLOCK_CHARACTERS // (len(lines[first]) + 1))
    columns: list[list[np.ndarray]] = [[] for _ in range(width)]
    for start in range(first, end, rows):
        stop = min(start + rows, end)
        block = _block(lines.joined(start, stop), stop - start, delimiter, width)
        if block is None:
            return None
        for parts, values in zip(columns, block.T, strict=True):
            parts.append(values.copy())
    everywhere = np.arange(end - first)
    return [_column(parts, everywhere) for parts in columns]


def _block(text: str, rows: int, delimiter: str, width: int) -> np.ndarray | None:
    """The numbers of some lines, NaN where a cell is empty; float64, a row a line."""
    if not text.isascii() or text.encode().translate(None, f"{_DIGITS}{delimiter}\n".encode()):
        return None
    # pandas refuses a line that is longer than the first, and then none can be shorter.
    counts = text.partition("\n")[0].count(delimiter), text.count(delimiter)
    if counts != (width - 1, (width - 1) * rows):
        return None
    try:
        table = pd.read_csv(StringIO(text), header=None, sep=delimiter, dtype=np.float64)
    except ValueError:
        return None
    values = table.to_numpy()
    blank = len(values) != rows or np.isnan(values).all(axis=1).any()
    return None if blank else values


def _column(parts: list[np.ndarray], everywhere: np.ndarray) -> Numbers:
    value = np.concatenate(parts)
    parts.clear()  # Both at once, of all columns, would take twice the memory.
    logged = ~np.isnan(value)
    if logged.all():
        return Numbers(everywhere, value)
    return Numbers(np.flatnonzero(logged), value[logged])
