"""Tables in text: one row a sample."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from experiments.parsers.cells import numbers
from experiments.parsers.errors import ParseError
from experiments.predictions.readers.reader import Reader
from experiments.predictions.readers.source import HEAD, Batches, Source, listed
from experiments.predictions.readers.text import as_utf8, is_text

_DELIMITERS = ",\t;|"
_BLOCK = 1 << 20
_ROWS_OF_A_BLOCK = 16
_LONGEST_LINE = 1 << 20
MAX_COLUMNS = 30_000
_QUOTE = "Look for a quotation mark that is never closed."
_CUT_OFF = "Complete the row or delete it; a line that was cut off ends like this too."


@dataclass(frozen=True)
class _Table:
    """Where the rows of a table begin: `header` ends at `line`, from 1; bytes read at once."""

    path: Path
    delimiter: str
    header: tuple[str, ...]
    line: int
    block: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows with the line each begins on; slow, for finding what is wrong."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            for _ in range(self.line):
                file.readline()
            reader = csv.reader(file, delimiter=self.delimiter)
            began = self.line + 1
            for row in reader:
                if row:
                    yield began, row
                began = self.line + reader.line_num + 1


def open_table(name: str, path: Path, scratch: Path) -> Source:
    r"""A table with a header, parted by commas, tabs, semicolons or bars.

    Raises ParseError, with its line, for a missing header, a name that stands there twice, and
    rows of another length.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.tsv"
    ...     _ = path.write_text("label\tprob\n1\t0.9\n")
    ...     source = open_table("val.tsv", path, Path(folder))
    ...     source.head["prob"].to_pylist(), source.line_of(0)
    (['0.9'], 2)
    """
    utf8, notes = as_utf8(name, path, scratch)
    table = _begun(name, utf8)

    def batches(names: Sequence[str]) -> Batches:
        yield from _batches(table, names)

    def line_of(row: int) -> int:
        found = (line for position, (line, _) in enumerate(table.rows()) if position == row)
        return next(found, table.line + 1 + row)

    first, _ = next(
        _batches(table, table.header), ({n: pa.array([], pa.string()) for n in table.header}, 1)
    )
    head = {column: cells.slice(0, HEAD) for column, cells in first.items()}
    return Source(head, batches, line_of=line_of, notes=notes)


def _begun(name: str, path: Path) -> _Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = 0
        text = ""
        while not text.strip() or text.startswith("#"):
            text = file.readline(_LONGEST_LINE)
            line += 1
            if not text:
                raise ParseError(f"{name} holds no table.", advice="Upload a table with a header.")
        longest = max(len(text), len(file.readline(_LONGEST_LINE)))
    delimiter = max(_DELIMITERS, key=text.count)
    header = [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter))]
    _refuse_header(name, header, line)
    named = tuple(cell or f"column {i}" for i, cell in enumerate(header, 1))
    _refuse_twice(named, line)
    block = max(_BLOCK, _ROWS_OF_A_BLOCK * longest)
    return _Table(path, delimiter, named, line, block)


def _refuse_header(name: str, header: list[str], line: int) -> None:
    if len(header) == 1:
        raise ParseError(
            f"{name} is no table of predictions: its first line, “{header[0][:60]}”, is not parted "
            "by commas, tabs, semicolons or bars.",
            advice="Upload a table with a header such as label,prob_cat,prob_dog.",
            line=line,
        )
    if len(header) > MAX_COLUMNS:
        raise ParseError(
            f"The table has {len(header):,} columns; at most {MAX_COLUMNS:,} can be read.",
            advice="Leave out columns that are no scores.",
            line=line,
        )
    if _is_data(header):
        raise ParseError(
            "The table has no header: its first line holds numbers.",
            advice="Put a line of names above it, such as label,prob_cat,prob_dog.",
            line=line,
        )


def _is_data(header: Sequence[str]) -> bool:
    """Whether these are the numbers of a row: classes may be numbered, but from 0, by wholes."""
    found = numbers(header)
    if len(found.value) == len(header):
        return list(header) != [str(i) for i in range(len(header))]
    return 2 * len(found.value) > len(header) and bool((found.value % 1 > 0).any())


def _refuse_twice(header: tuple[str, ...], line: int) -> None:
    seen: dict[str, int] = {}
    for position, name in enumerate(header):
        if seen.setdefault(name, position) != position:
            raise ParseError(
                f"The column “{name[:60]}” stands there twice, as columns "
                f"{seen[name] + 1} and {position + 1}.",
                advice="Give every column a name of its own.",
                line=line,
                column=position + 1,
            )


def _batches(table: _Table, names: Sequence[str]) -> Batches:
    size = max(1, table.path.stat().st_size)
    try:
        with table.path.open("rb") as file, _reader(table, file, names) as reader:
            for count, batch in enumerate(reader, 1):
                columns = dict(zip(names, batch.columns, strict=True))
                yield columns, min(1.0, count * table.block / size)
    except (pa.ArrowException, csv.Error) as error:
        raise _refused(table, error) from error


def _reader(table: _Table, file: object, names: Sequence[str]) -> arrow_csv.CSVStreamingReader:
    columns = [str(position) for position in range(len(table.header))]
    wanted = [str(table.header.index(name)) for name in names]
    return arrow_csv.open_csv(
        file,
        read_options=arrow_csv.ReadOptions(
            column_names=columns, skip_rows=table.line, block_size=table.block, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=table.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), include_columns=wanted
        ),
    )


def _refused(table: _Table, error: Exception) -> ParseError:
    """What Arrow could not read, looked for again row by row to name the line."""
    width = len(table.header)
    line = 0
    try:
        for line, row in table.rows():
            if len(row) != width:
                cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                return ParseError(
                    f"This row has {cells}, the header has {width}: {listed(table.header)}.",
                    advice=_QUOTE if any("\n" in cell for cell in row) else _CUT_OFF,
                    line=line,
                    column=min(len(row), width) + 1,
                )
    except csv.Error:
        line = line or table.line + 1
    if not line:
        return ParseError(
            "The table has a header but no rows.",
            advice="Save the predictions of a whole split.",
            line=table.line,
        )
    return ParseError(
        f"The table cannot be read: {' '.join(str(error).split())[:120]}.",
        advice=_QUOTE,
        line=line,
    )


READER = Reader("delimited", "CSV, TSV and other delimited text", is_text, open_table)
