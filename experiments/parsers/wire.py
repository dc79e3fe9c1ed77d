"""Protocol buffers' wire format, as far as logs need it: the fields of a message, one by one.

Source: https://protobuf.dev/programming-guides/encoding/
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from experiments.parsers.errors import ParseError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types. Groups (3 and 4) were given up before any of these logs was thought of."""

_WIDTH = {FIXED64: 8, FIXED32: 4}
_LONGEST_VARINT = 10


class Span(NamedTuple):
    """Where the value of a field stands: `data[start:end]`, a length or a key not included."""

    number: int
    wire_type: int
    start: int
    end: int


def fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    r"""(number, wire type, value) of each field of a message, in the order of the bytes.

    The value of a VARINT is an int in [0, 2**64), see `signed`; of FIXED64, FIXED32 and BYTES it
    is their bytes, see `double`, `float32` and `text`. A message inside is BYTES: give them to
    `fields` again. Packed numbers are BYTES, too: see `varints` and `numpy.frombuffer`.
    Raises ParseError where the bytes are no message.

    >>> list(fields(b"\x08\x96\x01\x12\x03abc"))
    [(1, 0, 150), (2, 2, b'abc')]
    """
    for number, wire_type, start, end in spans(data):
        value = varint(data, start)[0] if wire_type == VARINT else data[start:end]
        yield number, wire_type, value


def spans(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Span]:
    r"""The fields of a message at `data[start:end]`, by where their values stand.

    Raises ParseError where the bytes are no message.

    >>> list(spans(b"\x08\x96\x01\x12\x03abc"))
    [Span(number=1, wire_type=0, start=1, end=3), Span(number=2, wire_type=2, start=5, end=8)]
    """
    place = start
    end = len(data) if end is None else end
    while place < end:
        key, begin = varint(data, place)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            stop = varint(data, begin)[1]
        elif wire_type == BYTES:
            length, begin = varint(data, begin)
            stop = begin + length
        elif wire_type in _WIDTH:
            stop = begin + _WIDTH[wire_type]
        else:
            raise _broken(f"field of unknown type {wire_type}", place)
        if stop > end:
            raise _broken("field that is longer than its message", place)
        yield Span(number, wire_type, begin, stop)
        place = stop


def varint(data: bytes, start: int) -> tuple[int, int]:
    r"""The number in [0, 2**64) that begins at `data[start]`, and the place behind it.

    Raises ParseError where it does not end within ten bytes.

    >>> varint(b"\x96\x01", 0)
    (150, 2)
    """
    if start < len(data) and data[start] < 0x80:
        return data[start], start + 1
    value = 0
    for shift, byte in enumerate(data[start : start + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, start + shift + 1
    raise _broken("number without an end", start)


def varints(data: bytes) -> list[int]:
    r"""Packed numbers in [0, 2**64). Raises ParseError where the last one does not end.

    >>> varints(b"\x01\x96\x01")
    [1, 150]
    """
    values, place = [], 0
    while place < len(data):
        value, place = varint(data, place)
        values.append(value)
    return values


def signed(value: int) -> int:
    """A VARINT as int64.

    >>> signed(2**64 - 1), signed(7)
    (-1, 7)
    """
    return value - 2**64 if value >= 2**63 else value


def double(data: bytes) -> float:
    r"""The float64 in eight bytes.

    >>> double(b"\0\0\0\0\0\0\xf8?")
    1.5
    """
    return struct.unpack("<d", data)[0]


def float32(data: bytes) -> float:
    r"""The float32 in four bytes, exactly.

    >>> float32(b"\0\0\xc0?")
    1.5
    """
    return struct.unpack("<f", data)[0]


def text(data: bytes) -> str:
    r"""Text in UTF-8; bytes that are none, and NUL, are written as escapes: names stay apart.

    >>> text(b"loss"), text(b"lo\xffss\0")
    ('loss', 'lo\\xffss\\x00')
    """
    return data.decode("utf-8", errors="backslashreplace").replace("\0", "\\x00")


def _broken(what: str, place: int) -> ParseError:
    return ParseError(
        f"A record is no message of the kind that belongs here: it has a {what} "
        f"at its byte {place}.",
        advice="Copy the file again from where the training wrote it.",
    )
