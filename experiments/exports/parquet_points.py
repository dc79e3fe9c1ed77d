"""Every point of every metric as a row of a Parquet table."""

import io
import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.curves import NO_TIME, Series
from experiments.exports.described import FORMAT, described
from experiments.exports.export import Export, Exported

_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("metric", _WORD),
        ("kind", _WORD),
        ("split", _WORD),
        ("scale", pa.float64()),
        ("step", pa.int64()),
        ("epoch", pa.float64()),
        ("time", pa.timestamp("ms", tz="UTC")),
        ("value", pa.float64()),
    ]
)


def write(run: Exported) -> Iterator[bytes]:
    """One row group a metric; the columns are those of the CSV, with types.

    An epoch or a time that is unknown is null. What the run is besides its points stands in the
    schema's metadata under ``lossacc run``.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7], epoch=[1])
    >>> data = b"".join(write(Exported("baseline", [losses])))
    >>> pq.read_table(io.BytesIO(data)).column("value").to_pylist()
    [0.7]
    """
    sink = io.BytesIO()
    about = json.dumps(described(run)).encode()
    schema = SCHEMA.with_metadata({FORMAT.encode(): about})
    with pq.ParquetWriter(sink, schema, compression="zstd", write_page_checksum=True) as writer:
        for series in run.series:
            writer.write_table(pa.Table.from_arrays(_columns(series), schema=schema))
    yield sink.getvalue()


def _columns(series: Series) -> list[pa.Array]:
    count = len(series.value)
    words = [_same(word, count) for word in (series.name, series.kind, series.split)]
    time = pa.array(series.time, mask=series.time == NO_TIME)
    return [
        *words,
        pa.array(np.full(count, series.scale)),
        pa.array(series.step),
        pa.array(series.epoch, mask=np.isnan(series.epoch)),
        time.cast(SCHEMA.field("time").type),
        pa.array(series.value),
    ]


def _same(word: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), pa.array([word]))


EXPORT = Export(
    "parquet",
    "Parquet",
    "every point, with types",
    ".parquet",
    "application/vnd.apache.parquet",
    write,
)
