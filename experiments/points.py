"""Points of a series as compressed blocks of bytes, and back; and a few of them to draw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.blocks import Column, columns_of, pack
from experiments.curves import Series

CHUNK_POINTS = 65_536
SPARKLINE_POINTS = 48

_COLUMNS = 4


def encode(series: Series) -> Iterator[tuple[int, bytes]]:
    """Blocks of at most `CHUNK_POINTS` points: how many each holds, and its bytes.

    A block has the columns step, epoch (its bits), time and value (its bits).

    >>> [count for count, _ in encode(Series.of("loss", "loss", "train", [0.7, 0.5]))]
    [2]
    """
    for start in range(0, len(series.value), CHUNK_POINTS):
        part = slice(start, start + CHUNK_POINTS)
        columns = (
            series.step[part],
            series.epoch[part].astype("<f8").view("<i8"),
            series.time[part],
            series.value[part].astype("<f8").view("<i8"),
        )
        yield len(columns[0]), pack(columns)


@dataclass(frozen=True)
class Packed:
    """A series as it is stored: what it is called, and the blocks of its points in their order."""

    name: str
    kind: str
    split: str
    scale: float
    blocks: Sequence[bytes]


def decode(packed: Sequence[Packed]) -> list[Series]:
    """The series that are stored so.

    Metrics that are logged together have the same steps, epochs and times. These are unpacked
    once and shared, so that no column can be written to.

    Raises ValueError for a block of an unknown version, or of a length that is not its count's.

    >>> blocks = [data for _, data in encode(Series.of("loss", "loss", "train", [0.7, 0.5]))]
    >>> [loss, again] = decode([Packed("loss", "loss", "train", 1.0, blocks)] * 2)
    >>> loss.value.tolist(), loss.step is again.step
    ([0.7, 0.5], True)
    """
    stored = [_columns(one.blocks) for one in packed]
    shared = {column: _unpacked(column) for column in {c for *first, _ in stored for c in first}}
    return [
        _series(one, *(shared[column] for column in columns), _unpacked(value))
        for one, (*columns, value) in zip(packed, stored, strict=True)
    ]


def _columns(blocks: Iterable[bytes]) -> list[tuple[Column, ...]]:
    """What each column of a series is made of; of none without a block."""
    parts = [columns_of(bytes(block)) for block in blocks]
    return list(zip(*parts, strict=True)) if parts else [()] * _COLUMNS


def _unpacked(parts: Sequence[Column]) -> np.ndarray:
    numbers = np.zeros(sum(part.count for part in parts), dtype="<i8")
    end = 0
    for part in parts:
        end += part.count
        part.unpack(numbers[end - part.count : end])
    numbers.flags.writeable = False
    return numbers


def _series(
    packed: Packed, step: np.ndarray, epoch: np.ndarray, time: np.ndarray, value: np.ndarray
) -> Series:
    return Series(
        name=packed.name,
        kind=packed.kind,
        split=packed.split,
        step=step,
        value=value.view("<f8"),
        epoch=epoch.view("<f8"),
        time=time,
        scale=packed.scale,
    )


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
