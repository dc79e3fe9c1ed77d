"""A TensorBoard event file, written without TensorFlow.

Field numbers are those of the event, summary, tensor and types messages in
https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto
and the framing of records is that of
https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
"""

import json
import struct
from collections.abc import Iterator, Sequence

import google_crc32c
import numpy as np

from experiments.curves import NO_TIME, Series
from experiments.exports.described import described, numbers, times
from experiments.exports.export import Export, Exported

TAG = "lossacc"
"""Under this tag stands, as text, what the run and its metrics are."""

EPOCHS = "epoch"
_DOUBLE, _STRING = 2, 7
_SCALAR, _TENSOR = 1, 2
_PIECE = 5_000
_YEAR_10000 = 253_402_300_800_000


def write(run: Exported) -> Iterator[bytes]:
    """Records of one event each: what the run is, its epochs by step, then metric by metric.

    Values are tensors of float64, so that no digit is lost; a time that is unknown is 0.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7], epoch=[1])
    >>> b"val_loss" in b"".join(write(Exported("baseline", [losses])))
    True
    """
    named = any(series.name == EPOCHS for series in run.series)
    epochs = {} if named else _epochs_by_step(run.series)
    about = described(run) | {"series": [_described(s, epochs) for s in run.series]}
    yield _record(_event(0.0, 0) + _bytes(3, b"brain.Event:2"))
    yield _record(_event(0.0, 0) + _bytes(5, _text_value(TAG, json.dumps(about, allow_nan=False))))
    if epochs:
        steps, values = np.array(list(epochs)), np.array(list(epochs.values()))
        yield from _points(Series.of(EPOCHS, EPOCHS, "", values, step=steps))
    for series in run.series:
        yield from _points(series)


def _epochs_by_step(series: Sequence[Series]) -> dict[int, float]:
    """The first epoch that was logged at each step, by step."""
    found: dict[int, float] = {}
    for one in series:
        known = np.isfinite(one.epoch)
        steps, first = np.unique(one.step[known], return_index=True)
        for step, epoch in zip(steps.tolist(), one.epoch[known][first].tolist(), strict=True):
            found.setdefault(step, epoch)
    return dict(sorted(found.items()))


def _described(series: Series, epochs: dict[int, float]) -> dict[str, object]:
    """What a metric is; its epochs and times only where the events cannot tell them."""
    found: dict[str, object] = {
        "name": series.name,
        "kind": series.kind,
        "split": series.split,
        "scale": series.scale,
    }
    told = np.array([epochs.get(step, np.nan) for step in series.step.tolist()], dtype=np.float64)
    if not np.array_equal(told, series.epoch, equal_nan=True):
        found["epoch"] = numbers(series.epoch, unknown=None)
    unusual = (series.time != NO_TIME) & ((series.time <= 0) | (series.time >= _YEAR_10000))
    return found | ({"time_ms": times(series.time)} if unusual.any() else {})


def _points(series: Series) -> Iterator[bytes]:
    """The records of a metric, some thousands at once."""
    summary = _scalar_but_number(series.name)
    wall = np.where(series.time == NO_TIME, 0, series.time) / 1000
    records = []
    columns = (wall.tolist(), series.step.tolist(), series.value.tolist())
    for time, step, value in zip(*columns, strict=True):
        records.append(_record(_event(time, step) + summary + struct.pack("<d", value)))
        if len(records) == _PIECE:
            yield b"".join(records)
            records = []
    yield b"".join(records)


def _scalar_but_number(tag: str) -> bytes:
    """The summary of an event with one float64, up to the eight bytes of that."""
    tensor = _number(1, _DOUBLE) + _bytes(2, b"") + _bytes(4, bytes(8))
    value = _bytes(1, tag.encode()) + _metadata("scalars", _SCALAR) + _bytes(8, tensor)
    return _bytes(5, _bytes(1, value))[:-8]


def _text_value(tag: str, text: str) -> bytes:
    one = _bytes(2, _number(1, 1))
    tensor = _number(1, _STRING) + _bytes(2, one) + _bytes(8, text.encode())
    value = _bytes(1, tag.encode()) + _metadata("text", _TENSOR) + _bytes(8, tensor)
    return _bytes(1, value)


def _metadata(plugin: str, data_class: int) -> bytes:
    return _bytes(9, _bytes(1, _bytes(1, plugin.encode())) + _number(4, data_class))


def _event(wall: float, step: int) -> bytes:
    return b"\x09" + struct.pack("<d", wall) + _number(2, step)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    value &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _record(payload: bytes) -> bytes:
    length = struct.pack("<Q", len(payload))
    return length + _masked(length) + payload + _masked(payload)


def _masked(data: bytes) -> bytes:
    """The checksum as records hold it: turned by 15 bits, and a constant added."""
    plain = google_crc32c.value(data)
    return struct.pack("<I", ((plain >> 15 | plain << 17) + 0xA282EAD8) & 0xFFFF_FFFF)


EXPORT = Export(
    "tensorboard",
    "TensorBoard",
    "every point, as an event file",
    ".tfevents",
    "application/octet-stream",
    write,
)
