"""A run that was downloaded from here as Parquet."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.curves import NO_TIME, Series
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.exported import FORMAT, damaged, description, exported_run, number
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser

_MAGIC = b"PAR1"
_COLUMNS = ("metric", "kind", "split", "scale", "step", "epoch", "time", "value")
_FOOTER = 4_000_000
_ROW_BYTES = 60
_SPARE_BYTES = 40_000_000


def recognises(document: Document) -> bool:
    """Whether it is a Parquet file whose footer names this format.

    >>> recognises(Document(data=b"PAR1")), recognises(Document(data=b"PAR1 lossacc run PAR1"))
    (False, True)
    """
    data = document.data
    return data.startswith(_MAGIC) and data.find(FORMAT.encode(), max(0, len(data) - _FOOTER)) > 0


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The run as it was, with parameters and notes. Raises ParseError where it is damaged.

    >>> read(Document(data=b"PAR1 lossacc run PAR1"))
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: The Parquet file is damaged. Download the run again.
    """
    try:
        return (_run(document.data),)
    except ParseError:
        raise
    except (pa.ArrowException, OSError, LookupError, ValueError, TypeError) as error:
        raise damaged("The Parquet file is damaged.") from error


def _run(data: bytes) -> ParsedRun:
    file = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
    if tuple(file.schema_arrow.names) != _COLUMNS:
        raise damaged("The columns of this downloaded run are others than it was written with.")
    if file.metadata.num_rows * _ROW_BYTES > _SPARE_BYTES + 5 * len(data):
        raise damaged("The Parquet file says that it holds more rows than it can.")
    about = description((file.schema_arrow.metadata or {})[FORMAT.encode()])
    groups = (file.read_row_group(n) for n in range(file.num_row_groups))
    return exported_run(about, [_series(group) for group in groups if group.num_rows])


def _series(group: pa.Table) -> Series:
    """The points of one metric, which are a row group."""
    name, kind, split, scale = (_only(group.column(column)) for column in _COLUMNS[:4])
    time = group.column("time").cast(pa.int64())
    return Series(
        name=str(name),
        kind=str(kind),
        split=str(split),
        step=_numbers(group.column("step"), np.int64),
        value=_numbers(group.column("value"), np.float64),
        epoch=_numbers(pc.fill_null(group.column("epoch"), float("nan")), np.float64),
        time=_numbers(pc.fill_null(time, NO_TIME), np.int64),
        scale=number(scale),
    )


def _only(column: pa.ChunkedArray) -> object:
    values = pc.unique(column).to_pylist()
    if len(values) != 1:
        raise damaged("A row group of this downloaded run holds more than one metric.")
    return values[0]


def _numbers(column: pa.ChunkedArray, kind: type) -> np.ndarray:
    if column.null_count:
        raise damaged("A step or a value of this downloaded run is missing.")
    return column.to_numpy().astype(kind, copy=False)


PARSER = Parser("lossacc_parquet", "lossacc Parquet", recognises, read, binary=True)
