"""A table of metrics in a Parquet file, wide or long, as pandas and others save it."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.long_table import runs_by_roles
from experiments.parsers.parser import Parser
from experiments.parsers.refusals import refuse_foreign_bytes
from experiments.parsers.runs import runs_of
from experiments.parsers.table import LONGEST_NAME, MAX_COLUMNS, Column, Table
from experiments.parsers.table_roles import find_roles

_MAGIC = b"PAR1"
_SPARE_CELLS = 600_000
_BYTES_A_CELL = 8
_SPARE_BYTES = 16_000_000
_INDEX = "__index_level_0__"
"""What pandas calls an index without a name."""
_BROKEN = (
    pa.ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError,
    NotImplementedError, MemoryError,
)  # fmt: skip


def recognises(document: Document) -> bool:
    """Whether a file begins and ends as Parquet does.

    >>> recognises(Document(data=b"PAR1....PAR1")), recognises(Document(data=b"PAR1...."))
    (True, False)
    """
    data = document.data
    return len(data) >= 12 and data.startswith(_MAGIC) and data.endswith(_MAGIC)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of the table, read as the same table in CSV is, numbers bit for bit.

    An empty cell was not logged, NaN was. Columns of lists and the like are left out. Raises
    ParseError for a broken file, one that holds more than its size allows (600,000 numbers and
    one for each 8 bytes), and one without a metric, such as predictions.

    >>> file = io.BytesIO()
    >>> parquet.write_table(pa.table({"epoch": [1, 2], "val_loss": [0.75, 0.5]}), file)
    >>> read(Document(data=file.getvalue()))[0].curves.values("val_loss").tolist()
    [0.75, 0.5]
    """
    table = _table(document)
    roles = find_roles(table)
    if not roles.value and not any(names.is_metric(c.name) for c in table.columns):
        refuse_foreign_bytes(document.data, document.name)
    return runs_by_roles(table) if roles else runs_of(table)


def _table(document: Document) -> Table:
    with _reading():
        schema = parquet.ParquetFile(io.BytesIO(document.data)).schema_arrow
        _refuse_schema(schema)
        texts = [field.name for field in schema if _is_text(field.type)]
        kept = [field.name for field in schema if _is_text(field.type) or _is_number(field.type)]
        file = parquet.ParquetFile(
            io.BytesIO(document.data), read_dictionary=texts, page_checksum_verification=True
        )
        _refuse_size(file.metadata, len(kept), len(document.data))
        read = file.read(columns=kept, use_threads=False)
        columns = tuple(_column(n, read.column(n)) for n in kept if n not in texts)
        text = {name: _cells(read.column(name)) for name in texts}
    left_out = [name for name in schema.names if name not in kept]
    notes = tuple(f"The column “{n[:60]}” holds no numbers and was left out." for n in left_out[:3])
    place = np.arange(1, read.num_rows + 1)
    return Table(_index_first(columns), place, unit="row", text=text, notes=notes)


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except ParseError:
        raise
    except _BROKEN as error:
        told = " ".join(str(error).split())[:100]
        raise ParseError(
            f"The Parquet file is broken: {told or 'it was cut off'}.",
            advice="Save it again, or upload it again if it was still being written.",
        ) from error


def _refuse_schema(schema: pa.Schema) -> None:
    twice = next((name for name, count in Counter(schema.names).items() if count > 1), None)
    if twice is not None:
        raise ParseError(
            f"The column “{twice[:60]}” stands twice in the Parquet file.",
            advice="Give every column a name of its own.",
        )
    longest = max(schema.names, key=len, default="")
    if len(schema.names) > MAX_COLUMNS or len(longest) > LONGEST_NAME:
        raise ParseError(
            f"The Parquet file has {len(schema.names)} columns, of which the longest name has "
            f"{len(longest)} characters; at most {MAX_COLUMNS} and {LONGEST_NAME} can be read.",
            advice="Leave out columns that are no metrics.",
        )


def _refuse_size(metadata: parquet.FileMetaData, width: int, size: int) -> None:
    # Metadata of single columns stay untouched: pyarrow ends the process where they are damaged.
    cells = metadata.num_rows * max(width, 1)
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if cells > _SPARE_CELLS + size // _BYTES_A_CELL or unpacked > _SPARE_BYTES + 4 * size:
        raise ParseError(
            f"The Parquet file unpacks to {cells} cells and {unpacked} bytes, too many for a file "
            f"of {size} bytes.",
            advice="Upload fewer columns, or the log as CSV.",
        )


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(inner) or pa.types.is_large_string(inner)


def _is_number(kind: pa.DataType) -> bool:
    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean)
    return any(is_one(kind) for is_one in (*tests, pa.types.is_decimal, pa.types.is_timestamp))


def _column(name: str, cells: pa.ChunkedArray) -> Column:
    """The numbers of a column; times in milliseconds since 1970 in UTC."""
    if pa.types.is_timestamp(cells.type):
        cells = cells.cast(pa.timestamp("ms", cells.type.tz), safe=False).cast(pa.int64())
    elif pa.types.is_boolean(cells.type):
        cells = cells.cast(pa.uint8())
    row = np.flatnonzero(pc.is_valid(cells).to_numpy())
    value = pc.drop_null(cells).cast(pa.float64(), safe=False).to_numpy()
    return Column(name, row, value)


def _cells(column: pa.ChunkedArray) -> list[str]:
    """Texts by row, ``""`` where there is none.

    Equal texts are one object, so that a small file cannot spell out a huge one.
    """
    cells: list[str] = []
    for chunk in column.chunks:
        known: Mapping[int | None, str] = dict(enumerate(chunk.dictionary.to_pylist()))
        cells += [known.get(index) or "" for index in chunk.indices.to_pylist()]
    return cells


def _index_first(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """An index that pandas wrote without a name stands first, as it does in CSV."""
    index = tuple(Column("", c.row, c.value) for c in columns if c.name == _INDEX)
    return (*index, *(c for c in columns if c.name != _INDEX))


PARSER = Parser("parquet_log", "Parquet table", recognises, read, binary=True)
