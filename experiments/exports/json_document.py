"""A run as one JSON document: what it is, and every point of every metric."""

import json
from collections.abc import Iterator

import numpy as np

from experiments.curves import NO_TIME, Series
from experiments.exports.described import described, numbers, times
from experiments.exports.export import Export, Exported


def write(run: Exported) -> Iterator[bytes]:
    """An object with the run's name, parameters, closing values, notes and `series`.

    Each series stands on a line of its own. Epochs or times that are all unknown are left out,
    single ones are null. NaN and infinities are text: strict readers of JSON know no others.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7, np.nan], epoch=[1, 2])
    >>> json.loads(b"".join(write(Exported("baseline", [losses]))))["series"][0]["value"]
    [0.7, 'NaN']
    """
    yield _text(described(run))[:-1] + b',"series":['
    for place, series in enumerate(run.series):
        yield (b",\n" if place else b"\n") + _text(_described(series))
    yield b"\n]}\n"


def _described(series: Series) -> dict[str, object]:
    found: dict[str, object] = {
        "name": series.name,
        "kind": series.kind,
        "split": series.split,
        "scale": series.scale,
        "step": series.step.tolist(),
    }
    if not np.isnan(series.epoch).all():
        found["epoch"] = numbers(series.epoch, unknown=None)
    if (series.time != NO_TIME).any():
        found["time_ms"] = times(series.time)
    return found | {"value": numbers(series.value)}


def _text(value: object) -> bytes:
    compact = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return compact.encode()


EXPORT = Export("json", "JSON", "every point and setting", ".json", "application/json", write)
