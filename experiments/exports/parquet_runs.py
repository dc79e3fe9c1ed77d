"""Every point of several runs as one Parquet table."""

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.curves import Series
from experiments.exports.export import Exported
from experiments.exports.parquet_points import PACKED, SCHEMA, WORD, columns, same

RUNS_SCHEMA = pa.schema([("run", WORD), ("name", WORD), *SCHEMA])
CONTENT_TYPE = "application/vnd.apache.parquet"
_PACKED = PACKED | {"use_dictionary": ["run", "name", *PACKED["use_dictionary"]]}


def write_runs(runs: Iterable[tuple[str, Exported]]) -> Iterator[bytes]:
    """The table piece by piece: one row group a metric, one run in memory at a time.

    - `runs`: what tells each run apart for good, in column ``run``, and the run

    The other columns are those of one run's table.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7, 0.5], epoch=[1, 2])
    >>> data = b"".join(write_runs([("1", Exported("baseline", [losses]))]))
    >>> pq.read_table(io.BytesIO(data)).column("name").to_pylist()
    ['baseline', 'baseline']
    """
    pieces = _Pieces()
    with pq.ParquetWriter(pieces, RUNS_SCHEMA, **_PACKED) as writer:
        for key, run in runs:
            for series in run.series:
                writer.write_table(_table(key, run.name, series))
            yield pieces.taken()
    yield pieces.taken()


def _table(key: str, name: str, series: Series) -> pa.Table:
    count = len(series.value)
    told = [same(key, count), same(name, count), *columns(series)]
    return pa.Table.from_arrays(told, schema=RUNS_SCHEMA)


class _Pieces(io.RawIOBase):
    """A file that forgets what was taken from it, but not how long it is."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        self._held += data
        self._length += len(data)
        return len(data)

    def tell(self) -> int:
        return self._length

    def taken(self) -> bytes:
        piece, self._held = bytes(self._held), bytearray()
        return piece
