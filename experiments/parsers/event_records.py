"""The records of a TFRecord file, each with the checksums that tell damage from data.

A record is its length (uint64), the masked CRC-32C of the length, its bytes, and their masked
CRC-32C. Source: https://www.tensorflow.org/tutorials/load_data/tfrecord
"""

from array import array
from dataclasses import dataclass

import google_crc32c
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from experiments.parsers.errors import ParseError

HEADER, FOOTER = 12, 4
_MASK = 0xA282_EAD8
_UINT32 = 0xFFFF_FFFF


@dataclass(frozen=True, eq=False)
class Records:
    """Where the records of a file stand; arrays of equal length.

    - `data`: the whole file
    - `start`: int64, where the bytes of each record begin
    - `length`: int64, how many they are
    - `complete`: whether the file ends with its last record; one that is written may not
    """

    data: bytes
    start: np.ndarray
    length: np.ndarray
    complete: bool

    def __len__(self) -> int:
        return len(self.start)

    def payload(self, number: int) -> bytes:
        """The bytes of a record, counted from 0.

        >>> read_records(record(b"abc")).payload(0)
        b'abc'
        """
        return self.data[self.start[number] : self.start[number] + self.length[number]]

    def block(self, numbers: np.ndarray) -> np.ndarray:
        """The bytes of records of one length, a copy: uint8, a row for each number.

        >>> read_records(record(b"ab") + record(b"cd")).block(np.array([1])).tolist()
        [[99, 100]]
        """
        length = int(self.length[numbers[0]])
        windows = sliding_window_view(np.frombuffer(self.data, np.uint8), length)
        return windows[self.start[numbers]]

    def refusal(self, number: int, error: ParseError) -> ParseError:
        """An error that concerns a record, with the record's number and place.

        >>> records = read_records(record(b"abc"))
        >>> records.refusal(0, ParseError("It is broken.")).reason
        'Record 1, at byte 0: It is broken.'
        """
        where = f"Record {number + 1}, at byte {int(self.start[number]) - HEADER:,}"
        return ParseError(f"{where}: {error.reason}", advice=error.advice)


def read_records(data: bytes) -> Records:
    """All whole records of a file. Raises ParseError where a checksum is wrong.

    >>> records = read_records(record(b"abc") + record(b"cut off")[:-1])
    >>> len(records), records.complete
    (1, False)
    """
    start, checksums, place = array("q"), array("I"), 0
    lengths: dict[bytes, int] = {}
    while len(header := data[place : place + HEADER]) == HEADER:
        if header not in lengths:
            lengths[header] = _length(header, len(start), place)
        begin = place + HEADER
        place = begin + lengths[header] + FOOTER
        if place > len(data):
            break
        start.append(begin)
        checksums.append(google_crc32c.value(data[begin : place - FOOTER]))
    found = Records(data, *_extent(data, start), complete=place == len(data))
    _verify(found, checksums)
    return found


def begins_with_record(data: bytes) -> bool:
    """Whether the length of a first record stands there with its checksum.

    >>> begins_with_record(record(b"")), begins_with_record(b"epoch,loss\\n")
    (True, False)
    """
    return len(data) >= HEADER and data[8:HEADER] == _masked(data[:8])


def record(payload: bytes) -> bytes:
    """The bytes of one record.

    >>> len(record(b"abc"))
    19
    """
    length = len(payload).to_bytes(8, "little")
    return length + _masked(length) + payload + _masked(payload)


def _length(header: bytes, number: int, place: int) -> int:
    if not begins_with_record(header):
        raise _damaged(number, place, "length")
    return int.from_bytes(header[:8], "little")


def _extent(data: bytes, start: array) -> tuple[np.ndarray, np.ndarray]:
    """Starts and lengths as arrays; each length stands before its record."""
    begin = np.frombuffer(start, dtype=np.int64)
    return begin, _numbers(data, begin - HEADER, "<i8").astype(np.int64)


def _verify(found: Records, checksums: array) -> None:
    plain = np.frombuffer(checksums, dtype=np.uint32)
    masked = (plain >> 15 | plain << 17) + np.uint32(_MASK)
    wrong = np.flatnonzero(masked != _numbers(found.data, found.start + found.length, "<u4"))
    if len(wrong):
        raise _damaged(int(wrong[0]), int(found.start[wrong[0]]) - HEADER, "data")


def _numbers(data: bytes, places: np.ndarray, kind: str) -> np.ndarray:
    """The number at each place."""
    if not len(places):
        return np.zeros(0, dtype=kind)
    width = np.dtype(kind).itemsize
    windows = sliding_window_view(np.frombuffer(data, np.uint8), width)
    return windows[places].view(kind)[:, 0]


def _masked(data: bytes) -> bytes:
    plain = google_crc32c.value(data)
    return ((((plain >> 15) | (plain << 17)) + _MASK) & _UINT32).to_bytes(4, "little")


def _damaged(number: int, place: int, what: str) -> ParseError:
    return ParseError(
        f"Record {number + 1}, at byte {place:,}, is damaged: the checksum of its {what} is wrong.",
        advice="Copy the file again from where the training wrote it, as a binary file.",
    )
