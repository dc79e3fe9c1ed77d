"""Logs of records in blocks, as LevelDB writes them: records cut into pieces, each with a checksum.

Source: https://github.com/google/leveldb/blob/main/doc/log_format.md
"""

import struct
import zlib
from collections.abc import Iterator

from experiments.parsers.errors import ParseError

BLOCK = 32_768
"""Bytes; no piece reaches over the end of a block."""

_HEAD = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


class Records:
    r"""The records of a log, from `start` on; after a pass, `cut` tells whether the last was whole.

    The checksum of a piece is the CRC-32 of its type and its bytes. Raises ParseError, with the
    byte at which it stands, for a piece that is none.

    >>> piece = _HEAD.pack(zlib.crc32(b"one", zlib.crc32(b"\1")), 3, 1) + b"one"
    >>> records = Records(piece + piece[:8])
    >>> list(records), records.cut
    ([b'one'], True)
    """

    def __init__(self, data: bytes, start: int = 0) -> None:
        self._data = data
        self._start = start
        self.cut = False

    def __iter__(self) -> Iterator[bytes]:
        self.cut = False
        begun: list[bytes] = []
        for place, kind, piece in self._pieces():
            if (kind in (_FULL, _FIRST)) == bool(begun):
                raise _broken(place, "does not continue the piece before it")
            begun.append(piece)
            if kind in (_FULL, _LAST):
                yield b"".join(begun)
                begun = []
        self.cut = self.cut or bool(begun)

    def _pieces(self) -> Iterator[tuple[int, int, bytes]]:
        data, place = self._data, self._start
        while place < len(data):
            left = BLOCK - place % BLOCK
            if left < _HEAD.size:
                place += left
                continue
            end = place + _HEAD.size
            if end <= len(data):
                checksum, length, kind = _HEAD.unpack_from(data, place)
                end += length
            if end > len(data) or not (kind or data[place:].strip(b"\0")):
                self.cut = True
                return
            piece = data[end - length : end]
            if not _FULL <= kind <= _LAST or length > left - _HEAD.size:
                raise _broken(place, "has no header")
            if zlib.crc32(piece, zlib.crc32(bytes([kind]))) != checksum:
                raise _broken(place, "does not fit its checksum")
            yield place, kind, piece
            place = end


def _broken(place: int, what: str) -> ParseError:
    return ParseError(
        f"The log is damaged: the piece at its byte {place} {what}.",
        advice="Copy the file again from where the training wrote it.",
    )
