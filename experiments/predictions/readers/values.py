"""Cells of any kind to numbers and texts."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from experiments.parsers.cells import numbers
from experiments.predictions.readers.source import Chunk

_LIST = re.compile(r"\s*(tensor|array)?\(?\s*[\[(].*", re.DOTALL)
_DRESS = re.compile(r"tensor|array|dtype=\S+|device=\S+|[\[\](),;]")


class BadCellError(ValueError):
    """A cell that holds no number: its row in the chunk, from 0, and what stands there."""

    def __init__(self, row: int, text: str) -> None:
        super().__init__(text)
        self.row = row
        self.text = text


def is_list(text: str) -> bool:
    """Whether a cell holds a list of numbers.

    >>> is_list("[0.1, 0.9]"), is_list("tensor([0.1])"), is_list("0.1")
    (True, True, False)
    """
    return _LIST.fullmatch(text) is not None


def as_text(chunk: Chunk) -> pa.Array:
    """Cells as text without the space around them, null where there is none.

    >>> as_text(np.array(["a ", None], dtype=object)).to_pylist()
    ['a', None]
    >>> as_text(np.array([1.0, 0.5])).to_pylist()
    ['1', '0.5']
    """
    if isinstance(chunk, np.ndarray):
        if chunk.dtype.kind in "fiu":
            chunk = pa.array([_plain(value) for value in chunk.tolist()], pa.string())
        elif chunk.dtype.kind == "b":
            chunk = pa.array(chunk.astype(np.int8).astype(str).tolist(), pa.string())
        else:
            chunk = pa.array([_unpacked(value) for value in chunk.tolist()], pa.string())
    return pc.utf8_trim_whitespace(chunk)


def as_numbers(chunk: Chunk) -> np.ndarray:
    """Cells as floats, n or n x width where they are lists; NaN where there is none.

    float32 stays; all else becomes float64. Raises BadCellError for what is no number.

    >>> as_numbers(pa.array(["0.5", "61 %", None])).tolist()
    [0.5, 0.61, nan]
    >>> as_numbers(pa.array(["[0.1, 0.9]", "[0.5 0.5]"])).tolist()
    [[0.1, 0.9], [0.5, 0.5]]
    """
    if isinstance(chunk, np.ndarray) and chunk.dtype.kind in "fiub":
        small = chunk.dtype.kind == "f" and chunk.dtype.itemsize <= 4
        return chunk.astype(np.float32 if small else np.float64, copy=False)
    text = as_text(chunk)
    try:
        return pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        cells = [cell or "" for cell in text.to_pylist()]
    first = next(filter(None, cells), "")
    return _lists(cells) if is_list(first) else _one_by_one(cells)


def _plain(value: float) -> str | None:
    if value != value:
        return None
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _unpacked(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value if value is None else str(value)


def _one_by_one(cells: list[str]) -> np.ndarray:
    found = numbers(cells)
    if found.bad:
        raise BadCellError(found.bad[0], cells[found.bad[0]])
    spread = np.full(len(cells), np.nan)
    spread[found.row] = found.value
    if found.percent:
        spread[[cell.endswith("%") for cell in cells]] /= 100
    return spread


def _lists(cells: list[str]) -> np.ndarray:
    parted = [_DRESS.sub(" ", cell).split() for cell in cells]
    width = len(next(filter(None, parted), []))
    for row, parts in enumerate(parted):
        if len(parts) not in (0, width) or "_" in cells[row]:
            raise BadCellError(row, cells[row])
    spread = np.full((len(cells), width), np.nan)
    filled = [row for row, parts in enumerate(parted) if parts]
    try:
        spread[filled] = np.array([parted[row] for row in filled], dtype=np.float64)
    except ValueError:
        raise _first_bad(parted, cells) from None
    return spread


def _first_bad(parted: list[list[str]], cells: list[str]) -> BadCellError:
    row = next(row for row, parts in enumerate(parted) if numbers(parts).bad)
    return BadCellError(row, cells[row])
