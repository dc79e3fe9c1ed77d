"""A run that was downloaded from here as CSV."""

import csv
import io
import re
from array import array
from collections.abc import Iterator

import numpy as np

from experiments.curves import NO_TIME, Series
from experiments.parsers.document import Document
from experiments.parsers.exported import damaged, exported_run
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser

_HEADER = b"metric,kind,split,scale,step,epoch,time_ms,value"
_CELLS = _HEADER.count(b",") + 1
_START = re.compile(rb"(\xef\xbb\xbf)?" + _HEADER + rb"\r?\n")
_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_MOST_METRICS = 10_000

Columns = tuple[array, ...]
"""Steps, values, epochs and times of one metric, a number each."""


def recognises(document: Document) -> bool:
    """Whether the file begins with the header of such downloads.

    >>> recognises(Document(data=_HEADER + b"\\n")), recognises(Document(data=b"epoch,loss\\n"))
    (True, False)
    """
    return _START.match(document.data) is not None


def read(document: Document) -> tuple[ParsedRun, ...]:
    r"""The run with every metric as it was. Raises ParseError with the line.

    >>> row = b"val_loss,loss,val,1.0,7,1.0,,0.5\n"
    >>> [series] = read(Document(data=_HEADER + b"\n" + row))[0].series
    >>> series.column, series.step.tolist(), series.value.tolist()
    ('val_loss', [7], [0.5])
    """
    found: dict[tuple[str, ...], Columns] = {}
    for line, row in _rows(document.data):
        if len(row) != _CELLS:
            raise damaged(f"This row has {len(row)} cells, the header {_CELLS}.", line)
        *meaning, step, epoch, time, value = row
        columns = found.get(key := tuple(meaning))
        if columns is None:
            columns = found[key] = tuple(map(array, "qddq"))
            if len(found) > _MOST_METRICS:
                raise damaged(f"The file holds more than {_MOST_METRICS:,} metrics.", line)
        try:
            columns[0].append(int(step))
            columns[1].append(float(value))
            columns[2].append(float(epoch or "nan"))
            columns[3].append(int(time or NO_TIME))
        except (ValueError, OverflowError) as error:
            raise damaged(_wrong(row, error), line) from error
    return (exported_run({}, [_series(key, columns) for key, columns in found.items()]),)


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row below the header with the line on which it ends."""
    _refuse_foreign_bytes(data)
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    reader = csv.reader(lines)
    try:
        next(reader)
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise damaged(f"The table is broken: {error}.", reader.line_num + 1) from error


def _refuse_foreign_bytes(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise damaged("The table holds bytes that are no text in UTF-8.", line) from error


def _series(key: tuple[str, ...], columns: Columns) -> Series:
    name, kind, split, scale = key
    step, value, epoch, time = (np.frombuffer(c, dtype=c.typecode) for c in columns)
    try:
        multiplied = float(scale)
    except ValueError as error:
        raise damaged(f"The scale “{scale[:40]}” of “{name}” is no number.") from error
    return Series(_plain(name), _plain(kind), split, step, value, epoch, time, multiplied)


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps spreadsheets from reading a formula."""
    return cell[1:] if _FORMULA.match(cell) else cell


def _wrong(row: list[str], error: Exception) -> str:
    if isinstance(error, OverflowError):
        return f"A step or a time of “{row[0]}” is too large."
    *_, step, epoch, time, value = (cell[:40] for cell in row)
    cells = f"step “{step}”, epoch “{epoch}”, time “{time}”, value “{value}”"
    return f"One of these is no number: {cells}."


PARSER = Parser("lossacc_csv", "lossacc CSV", recognises, read, binary=True)
