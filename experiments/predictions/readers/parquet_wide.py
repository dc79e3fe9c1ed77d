"""Parquet tables of many columns, a few columns at a time.

A reader holds a page of every column that it reads: of a thousand columns at once, gigabytes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from experiments.predictions.readers.source import MAX_CELLS, too_large

AT_ONCE = 64
"""Columns that are read together."""
_ROWS = 1 << 14


def groups(names: Sequence[str]) -> Iterator[list[str]]:
    """The names in groups of at most `AT_ONCE`.

    >>> [len(group) for group in groups(["a"] * 65)]
    [64, 1]
    """
    for start in range(0, len(names), AT_ONCE):
        yield list(names[start : start + AT_ONCE])


def floats(schema: pa.Schema, names: Sequence[str]) -> list[str]:
    """Those of the columns that are floats, where they are too many to be read at once.

    >>> floats(pa.schema([("p", pa.float64())]), ["p"])
    []
    """
    found = [name for name in names if pa.types.is_floating(schema.field(name).type)]
    return found if len(found) > AT_ONCE else []


def spooled(file: parquet.ParquetFile, names: Sequence[str], target: Path) -> dict[str, np.ndarray]:
    """Columns of floats, n values each, mapped from `target`; NaN where one is missing.

    Raises ParseError for more than `MAX_CELLS` values.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.parquet"
    ...     parquet.write_table(pa.table({"a": [0.5, None], "b": [0.25, 0.75]}), path)
    ...     spooled(parquet.ParquetFile(path), ["a", "b"], Path(folder) / "wide")["a"].tolist()
    [0.5, nan]
    """
    shape = file.metadata.num_rows, len(names)
    if 0 in shape:
        return {}
    if shape[0] * shape[1] > MAX_CELLS:
        raise too_large()
    small = all(file.schema_arrow.field(name).type.bit_width <= 32 for name in names)
    values = np.memmap(target, np.float32 if small else np.float64, mode="w+", shape=shape)
    column = 0
    for group in groups(names):
        row = 0
        for batch in file.iter_batches(batch_size=_ROWS, columns=group, use_threads=False):
            rows = slice(row, row + len(batch))
            for position, name in enumerate(group, column):
                values[rows, position] = batch.column(name).to_numpy(zero_copy_only=False)
            row = rows.stop
        column += len(group)
    return dict(zip(names, values.T, strict=True))
