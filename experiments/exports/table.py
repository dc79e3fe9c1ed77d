"""A table of runs as a file: a row a run, the columns as they are shown."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.exports.spreadsheet import guarded

_ROWS = 1_000


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    r"""The header, then the rows; what is missing is an empty cell, text is no formula.

    >>> list(write_csv(["name", "val_loss"], [["=a", 0.5], ["b", None]]))
    [b"name,val_loss\r\n'=a,0.5\r\nb,\r\n"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_cell, header))
    for number, row in enumerate(rows, 1):
        writer.writerow(map(_cell, row))
        if number % _ROWS == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_parquet(columns: Mapping[str, Sequence[object]]) -> bytes:
    """The columns with their types: numbers, flags and times as such, anything else as text.

    >>> data = write_parquet({"name": ["a"], "val_loss": [0.5], "params.lr": [None]})
    >>> pq.read_table(io.BytesIO(data)).to_pylist()
    [{'name': 'a', 'val_loss': 0.5, 'params.lr': None}]
    """
    sink = io.BytesIO()
    made = {name: _typed(values) for name, values in columns.items()}
    pq.write_table(pa.table(made), sink, compression="zstd")
    return sink.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else guarded(str(value))


def _typed(values: Sequence[object]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
