"""Points of a series as compressed blocks of bytes, and back.

A block holds columns, not rows: steps, epochs and times grow evenly, so their differences are
all alike and cost next to nothing; bytes of equal weight lie together, so that the exponents of
neighbouring values compress. Nothing is rounded.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator

import numpy as np

from experiments.curves import Series

VERSION = 1
CHUNK_POINTS = 65_536
SPARKLINE_POINTS = 48

_HEADER = struct.Struct("<BI")
_COLUMNS = 4


def encode(series: Series) -> Iterator[tuple[int, bytes]]:
    """Blocks of at most `CHUNK_POINTS` points: how many each holds, and its bytes.

    Block: version (1 byte), count (4 bytes, little-endian), then one zlib stream of step, epoch,
    time (first value and differences, 8 bytes each, all lowest bytes first) and value.

    >>> [count for count, _ in encode(Series.of("loss", "loss", "train", [0.7, 0.5]))]
    [2]
    """
    for start in range(0, len(series.value), CHUNK_POINTS):
        part = slice(start, start + CHUNK_POINTS)
        columns = (
            _differences(series.step[part]),
            _differences(series.epoch[part].astype("<f8").view("<i8")),
            _differences(series.time[part]),
            series.value[part].astype("<f8").view("<i8"),
        )
        count = len(columns[0])
        packed = zlib.compress(b"".join(_by_byte(c) for c in columns), level=1)
        yield count, _HEADER.pack(VERSION, count) + packed


def decode(name: str, kind: str, split: str, scale: float, blocks: Iterable[bytes]) -> Series:
    """The series whose points lie in these blocks, in their order.

    Raises ValueError for a block of an unknown version, or of a length that is not its count's.

    >>> blocks = [data for _, data in encode(Series.of("loss", "loss", "train", [0.7, 0.5]))]
    >>> decode("loss", "loss", "train", 1.0, blocks).value.tolist()
    [0.7, 0.5]
    """
    blocks = [bytes(block) for block in blocks]
    counts = [_count(block) for block in blocks]
    columns = np.zeros((_COLUMNS, sum(counts)), dtype="<i8")
    end = 0
    for block, count in zip(blocks, counts, strict=True):
        end += count
        _fill(columns[:, end - count : end], block)
    step, epoch, time, value = columns
    return Series(
        name=name,
        kind=kind,
        split=split,
        step=step,
        value=value.view("<f8"),
        epoch=epoch.view("<f8"),
        time=time,
        scale=scale,
    )


def _count(block: bytes) -> int:
    version, count = _HEADER.unpack_from(block)
    if version != VERSION:
        raise ValueError(f"block of points has version {version}; this program reads {VERSION}")
    return count


def _fill(columns: np.ndarray, block: bytes) -> None:
    """Puts the block's points where there are zeros."""
    count = columns.shape[1]
    size = _COLUMNS * 8 * count
    raw = zlib.decompress(memoryview(block)[_HEADER.size :], bufsize=max(1, size))
    if len(raw) != size:
        raise ValueError(f"block of {count} points holds {len(raw)} bytes")
    by_byte = np.frombuffer(raw, dtype=np.uint8).reshape(_COLUMNS, 8, count)
    rows = columns.view(np.uint8).reshape(_COLUMNS, count, 8)
    # Numbers that grow evenly have few bytes that are not 0; the others stay as they are.
    for column, byte in np.argwhere(by_byte.any(axis=2)).tolist():
        rows[column, :, byte] = by_byte[column, byte]
    np.cumsum(columns[:3], axis=1, out=columns[:3])


def _differences(column: np.ndarray) -> np.ndarray:
    differences = column.astype("<i8")
    differences[1:] -= column[:-1]
    return differences


def _by_byte(column: np.ndarray) -> bytes:
    return column.astype("<i8").view(np.uint8).reshape(-1, 8).T.tobytes()


def pack_sparkline(values: np.ndarray) -> bytes:
    """At most `SPARKLINE_POINTS` of the finite values as float32; each stretch of a longer
    curve keeps its lowest and highest one, so that no spike is lost.

    >>> unpack_sparkline(pack_sparkline(np.array([1.0, np.nan, 0.5])))
    [1.0, 0.5]
    """
    finite = values[np.isfinite(values)]
    if len(finite) > SPARKLINE_POINTS:
        finite = _lows_and_highs(finite, SPARKLINE_POINTS // 2)
    largest = np.finfo(np.float32).max
    return np.clip(finite, -largest, largest).astype("<f4").tobytes()


def _lows_and_highs(values: np.ndarray, stretches: int) -> np.ndarray:
    """The lowest and highest value of each stretch, in the order in which they came."""
    width = -(-len(values) // stretches)
    filled = np.pad(values, (0, -len(values) % width), mode="edge").reshape(-1, width)
    kept = np.sort(np.stack([filled.argmin(axis=1), filled.argmax(axis=1)], axis=1), axis=1)
    return np.take_along_axis(filled, kept, axis=1).ravel()


def unpack_sparkline(data: bytes) -> list[float]:
    return np.frombuffer(bytes(data), dtype="<f4").tolist()
