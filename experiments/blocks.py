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
from typing import NamedTuple

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


class Column(NamedTuple):
    """One column of a block. Equal ones hold equal numbers, and need not be unpacked twice.

    - `form`: ``EVEN``, ``GROWING`` or ``PLAIN``; `count`: how many numbers there are
    - `data`: the ends of an even one, else bytes of equal weight one after the other
    - `is_compressed`: whether these are a zlib stream
    """

    form: int
    count: int
    data: memoryview | bytes
    is_compressed: bool

    def unpack(self, into: np.ndarray) -> None:
        """Fills `into`, `count` zeros, with the numbers.

        Raises ValueError where there are more or fewer of them.

        >>> column, numbers = columns_of(pack([np.array([5, 6, 9])] * 4))[0], np.zeros(3, "<i8")
        >>> column.unpack(numbers)
        >>> numbers.tolist()
        [5, 6, 9]
        """
        if self.form == EVEN:
            _fill_evenly(into, *_ENDS.unpack(self.data))
            return
        raw = zlib.decompress(self.data, bufsize=into.nbytes) if self.is_compressed else self.data
        if len(raw) != into.nbytes:
            raise ValueError(f"block of {self.count} points holds {len(raw)} bytes")
        by_byte = np.frombuffer(raw, dtype=np.uint8).reshape(8, -1)
        rows = into.view(np.uint8).reshape(-1, 8)
        # Numbers that grow slowly have few bytes that are not 0; the others stay as they are.
        for byte in np.flatnonzero(by_byte.any(axis=1)).tolist():
            rows[:, byte] = by_byte[byte]
        if self.form == GROWING:
            np.cumsum(into, out=into)


def columns_of(block: bytes) -> list[Column]:
    """The four columns of a block.

    Raises ValueError for a block of an unknown version, or whose length is not its count's.

    >>> [column.count for column in columns_of(pack([np.arange(3)] * 4))]
    [3, 3, 3, 3]
    """
    version, count = _HEADER.unpack_from(block)
    data = memoryview(block)[_HEADER.size :]
    if version == TOGETHER:
        return _together(data, count)
    if version == APART:
        return _apart(data, count)
    raise ValueError(f"block of points has version {version}; this program reads 1 and 2")


def _together(data: memoryview, count: int) -> list[Column]:
    raw = zlib.decompress(data)
    if len(raw) != 8 * count * len(_FORMS):
        raise ValueError(f"block of {count} points holds {len(raw)} bytes")
    parts = (raw[8 * count * i : 8 * count * (i + 1)] for i in range(len(_FORMS)))
    return [
        Column(form, count, part, is_compressed=False)
        for form, part in zip(_FORMS, parts, strict=True)
    ]


def _apart(data: memoryview, count: int) -> list[Column]:
    found = []
    for _ in _FORMS:
        form, length = _COLUMN.unpack_from(data)
        end = _COLUMN.size + length
        part = data[_COLUMN.size : end]
        # The hash of a view is made from all that it is a view of.
        own = part if form == PLAIN else bytes(part)
        found.append(Column(form, count, own, is_compressed=True))
        data = data[end:]
    return found


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


def _fill_evenly(into: np.ndarray, first: int, step: int) -> None:
    if step:
        np.multiply(np.arange(len(into)), step, out=into)
        into += first
    else:
        into.fill(first)
