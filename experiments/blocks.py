"""Columns of whole numbers as one compressed block of bytes, and back.

Bytes of equal weight lie together, so that the exponents of neighbouring values compress, and
what does not compress is copied. Nothing is rounded.

A block begins with its version (1 byte) and how many numbers each column has (4 bytes,
little-endian). In a short block, version 1, one zlib stream of all columns follows: of a `GROWING`
one the first number and the differences, of a `PLAIN` one the numbers, all lowest bytes first.
In a longer one, version 2, each column is by itself, which is quicker to read: how it is packed
(1 byte), the length of what follows (4 bytes), and its zlib stream; of an `EVEN` column instead
the first number and the difference of each to the next, 8 bytes each.
"""

import struct
import zlib
from collections.abc import Sequence

import numpy as np

TOGETHER, APART = 1, 2
EVEN, GROWING, PLAIN = range(3)
SHORT = 1000
"""Blocks of fewer numbers are packed together, which makes them smaller."""

_HEADER = struct.Struct("<BI")
_COLUMN = struct.Struct("<BI")
_ENDS = struct.Struct("<qq")
_FORMS = (GROWING, GROWING, GROWING, PLAIN)


def pack(columns: Sequence[np.ndarray]) -> bytes:
    """A block of four int64 columns of one length, at least 1; the last one grows least evenly.

    >>> steps, values = np.arange(1000), np.array([7, 1] * 500)
    >>> len(pack([steps, steps, steps, values])) < 150
    True
    """
    columns = [column.astype("<i8") for column in columns]
    count = len(columns[0])
    if count < SHORT:
        return _HEADER.pack(TOGETHER, count) + _compressed(columns, _FORMS)
    packed = [_pack(column, form) for column, form in zip(columns, _FORMS, strict=True)]
    parts = (part for form, data in packed for part in (_COLUMN.pack(form, len(data)), data))
    return _HEADER.pack(APART, count) + b"".join(parts)


def count_of(block: bytes) -> int:
    """How many numbers each column of the block has.

    Raises ValueError for a block of an unknown version.

    >>> count_of(pack([np.arange(3)] * 4))
    3
    """
    version, count = _HEADER.unpack_from(block)
    if version not in (TOGETHER, APART):
        raise ValueError(f"block of points has version {version}; this program reads 1 and 2")
    return count


def unpack(block: bytes, into: np.ndarray) -> None:
    """Fills `into`, zeros of the shape (columns, count of the block), with the block's numbers.

    Raises ValueError for a block of an unknown version, or whose length is not its count's.

    >>> columns = np.zeros((4, 3), dtype="<i8")
    >>> unpack(pack([np.array([5, 6, 9])] * 4), columns)
    >>> columns.tolist()
    [[5, 6, 9], [5, 6, 9], [5, 6, 9], [5, 6, 9]]
    """
    count_of(block)
    data = memoryview(block)[_HEADER.size :]
    if block[0] == TOGETHER:
        _fill(into, data, _FORMS)
        return
    for column in into:
        form, length = _COLUMN.unpack_from(data)
        end = _COLUMN.size + length
        _unpack(column, data[_COLUMN.size : end], form)
        data = data[end:]


def _pack(column: np.ndarray, form: int) -> tuple[int, bytes]:
    steps = column[1:] - column[:-1]
    if (steps == steps[0]).all():
        return EVEN, _ENDS.pack(column[0], steps[0])
    return form, _compressed([column], [form])


def _compressed(columns: Sequence[np.ndarray], forms: Sequence[int]) -> bytes:
    return zlib.compress(b"".join(map(_by_byte, columns, forms)), level=1)


def _by_byte(column: np.ndarray, form: int) -> bytes:
    numbers = np.append(column[:1], column[1:] - column[:-1]) if form == GROWING else column
    return numbers.view(np.uint8).reshape(-1, 8).T.tobytes()


def _unpack(column: np.ndarray, data: memoryview, form: int) -> None:
    if form == EVEN:
        first, step = _ENDS.unpack(data)
        if step:
            np.multiply(np.arange(len(column)), step, out=column)
            column += first
        else:
            column.fill(first)
    else:
        _fill(column[np.newaxis], data, (form,))


def _fill(columns: np.ndarray, data: memoryview, forms: Sequence[int]) -> None:
    """Puts a zlib stream of columns where there are zeros."""
    raw = zlib.decompress(data, bufsize=max(1, columns.nbytes))
    if len(raw) != columns.nbytes:
        raise ValueError(f"block of {columns.shape[1]} points holds {len(raw)} bytes")
    by_byte = np.frombuffer(raw, dtype=np.uint8).reshape(len(columns), 8, -1)
    rows = columns.view(np.uint8).reshape(len(columns), -1, 8)
    # Numbers that grow slowly have few bytes that are not 0; the others stay as they are.
    for column, byte in np.argwhere(by_byte.any(axis=2)).tolist():
        rows[column, :, byte] = by_byte[column, byte]
    for column, form in zip(columns, forms, strict=True):
        if form == GROWING:
            np.cumsum(column, out=column)
