"""Points of a series as compressed blocks of bytes, and back; and a few of them to draw."""

from collections.abc import Iterable, Iterator

import numpy as np

from experiments.blocks import count_of, pack, unpack
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


def decode(name: str, kind: str, split: str, scale: float, blocks: Iterable[bytes]) -> Series:
    """The series whose points lie in these blocks, in their order.

    Raises ValueError for a block of an unknown version, or of a length that is not its count's.

    >>> blocks = [data for _, data in encode(Series.of("loss", "loss", "train", [0.7, 0.5]))]
    >>> decode("loss", "loss", "train", 1.0, blocks).value.tolist()
    [0.7, 0.5]
    """
    blocks = [bytes(block) for block in blocks]
    counts = [count_of(block) for block in blocks]
    columns = np.zeros((_COLUMNS, sum(counts)), dtype="<i8")
    end = 0
    for block, count in zip(blocks, counts, strict=True):
        end += count
        unpack(block, columns[:, end - count : end])
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
