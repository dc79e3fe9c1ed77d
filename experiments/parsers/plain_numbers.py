"""Tables of nothing but plain numbers, read at once: what most large files are."""

from collections.abc import Sequence
from io import StringIO

import numpy as np
import pandas as pd

from experiments.parsers.cells import Numbers

_DELIMITERS = ",;\t"
_DIGITS = "0123456789+-.eE"
_BLOCK_CHARACTERS = 4_000_000


def plain_numbers(lines: Sequence[str], delimiter: str, width: int) -> list[Numbers] | None:
    """The columns of a table, the same as cell by cell; None where that is not certain.

    It is where every line has `width` cells, each of them empty or a number in digits, and at
    least one of them filled. Values are the floats nearest to what is written, as pandas' parser
    and Python's both give them.

    >>> [column.value.tolist() for column in plain_numbers(["0,0.9", "1,"], ",", 2)]
    [[0.0, 1.0], [0.9]]
    >>> plain_numbers(["0,nan"], ",", 2) is None
    True
    """
    if delimiter not in _DELIMITERS or not lines:
        return None
    rows = max(1, _BLOCK_CHARACTERS // (len(lines[0]) + 1))
    blocks = []
    for start in range(0, len(lines), rows):
        block = _block(lines[start : start + rows], delimiter, width)
        if block is None:
            return None
        blocks.append(block)
    everywhere = np.arange(len(lines))
    return [_column([block[:, k] for block in blocks], everywhere) for k in range(width)]


def _block(lines: Sequence[str], delimiter: str, width: int) -> np.ndarray | None:
    """The numbers of some lines, NaN where a cell is empty; float64, a row a line."""
    text = "\n".join(lines)
    others = text.count("\n") + 1 != len(lines) or not text.isascii()
    if others or text.encode().translate(None, f"{_DIGITS}{delimiter}\n".encode()):
        return None
    # pandas refuses a line that is longer than the first, and then none can be shorter.
    counts = lines[0].count(delimiter), text.count(delimiter)
    if counts != (width - 1, (width - 1) * len(lines)):
        return None
    try:
        table = pd.read_csv(StringIO(text), header=None, sep=delimiter, dtype=np.float64)
    except ValueError:
        return None
    values = table.to_numpy()
    blank = len(values) != len(lines) or np.isnan(values).all(axis=1).any()
    return None if blank else values


def _column(parts: Sequence[np.ndarray], everywhere: np.ndarray) -> Numbers:
    value = np.concatenate(parts)
    logged = ~np.isnan(value)
    if logged.all():
        return Numbers(everywhere, value)
    return Numbers(np.flatnonzero(logged), value[logged])
