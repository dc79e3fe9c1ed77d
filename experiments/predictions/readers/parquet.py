"""Parquet tables, read batch by batch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.delimited import MAX_COLUMNS
from experiments.predictions.readers.parquet_wide import floats, groups, spooled
from experiments.predictions.readers.reader import Reader
from experiments.predictions.readers.source import BATCH_CELLS, HEAD, Batches, Chunk, Source

_BROKEN = (
    pa.ArrowException, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError,
    NotImplementedError, MemoryError,
)  # fmt: skip
_MOST_ROWS = 1 << 16
_BUFFER = 1 << 20


def recognises(head: bytes) -> bool:
    """Whether a file begins as Parquet does.

    >>> recognises(b"PAR1"), recognises(b"label,prob")
    (True, False)
    """
    return head.startswith(b"PAR1")


def open_parquet(name: str, path: Path, scratch: Path) -> Source:
    """The columns of numbers, text, and lists of numbers; others are passed over.

    Raises ParseError for a broken file and for a column name that stands there twice.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.parquet"
    ...     parquet.write_table(pa.table({"label": [0, 1], "score": [0.2, 0.7]}), path)
    ...     open_parquet("val.parquet", path, Path(folder)).head["score"].tolist()
    [0.2, 0.7]
    """
    table = _Table(name, path, scratch)
    return Source(table.head(), table.batches)


@dataclass(frozen=True)
class _Table:
    name: str
    path: Path
    scratch: Path

    def head(self) -> dict[str, Chunk]:
        with self._opened() as file:
            schema = file.schema_arrow
            self._refuse_schema(schema)
            names = [field.name for field in schema if _is_plain(field.type)]
            head: dict[str, Chunk] = {}
            for group in groups(names):
                batches = file.iter_batches(batch_size=HEAD, columns=group, use_threads=False)
                first = next(batches, schema.empty_table().select(group))
                head |= self._chunks(group, first, 0)
            return head

    def batches(self, names: Sequence[str]) -> Batches:
        with self._opened() as file:
            rows = max(1, file.metadata.num_rows)
            step = max(1, min(_MOST_ROWS, BATCH_CELLS // self._width(names)))
            done = 0
            # The first column is not among the wide ones, so that there are batches to go by.
            wide = spooled(file, floats(file.schema_arrow, names[1:]), self.scratch / "wide.dat")
            columns = [name for name in names if name not in wide]
            for batch in file.iter_batches(batch_size=step, columns=columns, use_threads=False):
                here = slice(done, done + len(batch))
                spooled_rows = {name: column[here] for name, column in wide.items()}
                done = here.stop
                yield self._chunks(columns, batch, here.start) | spooled_rows, min(1.0, done / rows)

    def _width(self, names: Sequence[str]) -> int:
        head = self.head()
        return max(1, sum(head[n].shape[-1] if np.ndim(head[n]) > 1 else 1 for n in names))

    @contextmanager
    def _opened(self) -> Iterator[parquet.ParquetFile]:
        try:
            with parquet.ParquetFile(self.path, buffer_size=_BUFFER, pre_buffer=False) as file:
                yield file
        except ParseError:
            raise
        except _BROKEN as error:
            told = " ".join(str(error).split())[:100]
            raise ParseError(
                f"{self.name} is a broken Parquet file: {told or 'it was cut off'}.",
                advice="Save it again, or upload it again if it was still being written.",
            ) from error

    def _refuse_schema(self, schema: pa.Schema) -> None:
        twice = next((n for n, count in Counter(schema.names).items() if count > 1), None)
        if len(schema.names) > MAX_COLUMNS:
            raise ParseError(
                f"{self.name} has {len(schema.names):,} columns; at most {MAX_COLUMNS:,} can be "
                "read.",
                advice="Leave out columns that are no scores.",
            )
        if twice is not None:
            raise ParseError(
                f"The column “{twice[:60]}” stands twice in {self.name}.",
                advice="Give every column a name of its own.",
            )

    def _chunks(
        self, names: Sequence[str], batch: pa.RecordBatch | pa.Table, start: int
    ) -> dict[str, Chunk]:
        return {name: self._chunk(name, batch.column(name), start) for name in names}

    def _chunk(self, name: str, column: pa.Array | pa.ChunkedArray, start: int) -> Chunk:
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if _is_list(column.type):
            return self._matrix(name, column, start)
        if _is_text(column.type):
            text = pc.cast(column, pa.string())
            text.validate(full=True)
            return text
        if pa.types.is_decimal(column.type):
            column = pc.cast(column, pa.float64())
        if pa.types.is_boolean(column.type):
            column = pc.cast(column, pa.int8())
        return column.to_numpy(zero_copy_only=False)

    def _matrix(self, name: str, column: pa.Array, start: int) -> np.ndarray:
        lengths = pc.fill_null(pc.list_value_length(column), -1).to_numpy(zero_copy_only=False)
        wrong = np.flatnonzero((lengths != lengths[:1].max(initial=0)) | (lengths < 0))
        if len(wrong):
            row = int(wrong[0])
            held = "no list" if lengths[row] < 0 else f"a list of {lengths[row]} numbers"
            raise ParseError(
                f"Row {start + row + 1} of “{name}” holds {held}; other rows hold {lengths.max()}.",
                advice="Save one score for every class in every row.",
            )
        flat = column.flatten().to_numpy(zero_copy_only=False)
        return flat.reshape(len(column), -1) if len(column) else np.empty((0, 1))


def _is_list(kind: pa.DataType) -> bool:
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(test(kind) for test in lists)


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if _is_list(kind):
        return pa.types.is_integer(kind.value_type) or pa.types.is_floating(kind.value_type)
    numbers = (
        pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal,
    )  # fmt: skip
    return _is_text(kind) or any(test(kind) for test in numbers)


READER = Reader("parquet", "Parquet", recognises, open_parquet)
