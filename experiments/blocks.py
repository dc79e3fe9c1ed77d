"""Columns of whole numbers as one compressed block of bytes, and back.

Bytes of equal weight lie together, so that the exponents of neighbouring values compress, and
what does not compress is copied. Nothing is rounded.

A block begins with its version (1 byte) and how many numbers each column has (4 bytes,
little-endian). Version 2, which is written, then has each column by itself: how it is packed
(1 byte: `EVEN`, `GROWING` or `PLAIN`), the length of what follows (4 bytes), and

- `EVEN`: the first number and the difference of each to the next, 8 bytes each
- `GROWING`: a zlib stream of the first number and the differences, all lowest bytes first
- `PLAIN`: a zlib stream of the numbers, all lowest bytes first

Version 1 has one zlib stream of four columns, of which the first three are growing ones.
"""

import struct
import zlib
from collections.abc import Sequence

import numpy as np

VERSION = 2
EVEN, GROWING, PLAIN = range(3)

_HEADER = struct.Struct("<BI")
_COLUMN = struct.Struct("<BI")
_ENDS = struct.Struct("<qq")
_FIRST_VERSION = (GROWING, GROWING, GROWING, PLAIN)


def pack(columns: Sequence[np.ndarray], forms: Sequence[int]) -> bytes:
    """A block of int64 columns of one length, at least 1, each packed as `GROWING` or `PLAIN`.

    Columns that grow evenly are packed as such, whatever was asked for.

    >>> block = pack([np.arange(1000), np.array([7, 1] * 500)], [GROWING, PLAIN])
    >>> len(block) < 100
    True
    """
    packed = [_pack(column, form) for column, form in zip(columns, forms, strict=True)]
    parts = (part for form, data in packed for part in (_COLUMN.pack(form, len(data)), data))
    return _HEADER.pack(VERSION, len(columns[0])) + b"".join(parts)


def count_of(block: bytes) -> int:
    """How many numbers each column of the block has.

    Raises ValueError for a block of an unknown version.

    >>> count_of(pack([np.arange(3)], [PLAIN]))
    3
    """
    version, count = _HEADER.unpack_from(block)
    if not 1 <= version <= VERSION:
        raise ValueError(
            f"block of points has version {version}; this program reads 1 to {VERSION}"
        )
    return count


def unpack(block: bytes, into: np.ndarray) -> None:
    """Fills `into`, zeros of the shape (columns, count of the block), with the block's numbers.

    Raises ValueError for a block of an unknown version, or whose length is not its count's.

    >>> columns = np.zeros((2, 3), dtype="<i8")
    >>> unpack(pack([np.array([5, 6, 9]), np.array([1, 1, 1])], [GROWING, PLAIN]), columns)
    >>> columns.tolist()
    [[5, 6, 9], [1, 1, 1]]
    """
    count_of(block)
    data = memoryview(block)[_HEADER.size :]
    if block[0] == 1:
        _fill(into, data, _FIRST_VERSION)
        return
    for column in into:
        form, length = _COLUMN.unpack_from(data)
        end = _COLUMN.size + length
        _unpack(data[_COLUMN.size : end], form, column)
        data = data[end:]


def _pack(column: np.ndarray, form: int) -> tuple[int, bytes]:
    column = column.astype("<i8")
    steps = column[1:] - column[:-1]
    if not len(steps) or (steps == steps[0]).all():
        return EVEN, _ENDS.pack(column[0], steps[0] if len(steps) else 0)
    numbers = np.append(column[:1], steps) if form == GROWING else column
    by_byte = numbers.view(np.uint8).reshape(-1, 8).T
    return form, zlib.compress(by_byte.tobytes(), level=1)


def _unpack(data: memoryview, form: int, column: np.ndarray) -> None:
    if form == EVEN:
        first, step = _ENDS.unpack(data)
        column[:] = np.arange(len(column))
        column *= step
        column += first
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
