"""A table of runs that was exported from W&B: a row for each run, with its last values."""

import csv
from collections.abc import Sequence
from itertools import islice

from experiments.parsers import names
from experiments.parsers.cells import numbers
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import run_of_logged
from experiments.parsers.parser import Parser
from experiments.parsers.splitting import MAX_RUNS
from experiments.parsers.wandb_history import OWN, History

_NAME = "Name"
_ITS_COLUMNS = frozenset(("State", "Created", "Runtime", "Sweep", "User"))
_SETTINGS = frozenset(("lr", "learning_rate"))
_NOTE = "The table holds final values only: one point for each run, no curve."


def recognises(document: Document) -> bool:
    """A comma table of names that differ, in the first column, and of final values.

    >>> recognises(Document('"Name","lr","best_val_acc"\\n"small-net","0.1","0.75"\\n'))
    True
    >>> recognises(Document("Name,epoch,loss\\na,1,0.9\\na,2,0.5\\n"))
    False
    """
    header = split_line(document.text.split("\n", 1)[0], ",")
    if header[:1] != [_NAME] or not any(map(_may_be_value, header)):
        return False
    given = [split_line(line, ",")[:1] for line in document.lines[1 : MAX_RUNS + 2] if line]
    return not _ITS_COLUMNS.isdisjoint(header) or len(set(map(tuple, given))) == len(given) > 0


def read(document: Document) -> tuple[ParsedRun, ...]:
    """A run of one point for each row; columns that are no metrics become its parameters.

    Raises ParseError, with the line, for a row of another length, and where no row has a value.

    >>> text = '"Name","lr","val_acc"\\n"a","0.1","0.75"\\n"b","0.2",""\\n'
    >>> [run] = read(Document(text))
    >>> run.name, run.parameters, run.curves.values("val_accuracy").tolist()
    ('a', {'lr': '0.1'}, [0.75])
    """
    header, rows = _rows(document)
    columns = {
        name: _values([row[place] for row in rows])
        for place, name in enumerate(header)
        if _may_be_value(name)
    }
    values = {name: column for name, column in columns.items() if column}
    runs = [_run(header, row, number, values) for number, row in enumerate(rows)]
    found = [run for run in runs if run is not None]
    if not found:
        raise ParseError(
            "No run of the table has a value.",
            advice="Show the columns of the metrics in W&B and export the table again.",
        )
    return tuple(found)


def _may_be_value(name: str) -> bool:
    counts = name.startswith(OWN) or names.axis(name) == "epoch"
    return counts or (names.is_metric(name) and name not in _SETTINGS)


def _rows(document: Document) -> tuple[list[str], list[list[str]]]:
    reader = csv.reader(document.lines)
    rows = []
    try:
        header = next(reader)
        for row in islice(reader, MAX_RUNS + 1):
            if row and len(row) != len(header):
                raise ParseError(
                    f"The row has {len(row)} cells, the header {len(header)}.",
                    advice="Export the table again.",
                    line=reader.line_num,
                )
            rows += [row] if row else []
    except csv.Error as error:
        raise ParseError(
            f"The table is broken here: {error}.",
            advice="Export it again.",
            line=reader.line_num,
        ) from error
    if len(rows) > MAX_RUNS:
        raise ParseError(
            f"The table has more than {MAX_RUNS} runs, which is all that one file may hold.",
            advice="Export the runs in several tables.",
        )
    return header, rows


def _values(cells: Sequence[str]) -> dict[int, float]:
    """The numbers of a column by row, none where a cell holds something else."""
    found = numbers(cells)
    return {} if found.bad else dict(zip(found.row.tolist(), found.value.tolist(), strict=True))


def _run(
    header: Sequence[str], row: Sequence[str], number: int, values: dict[str, dict[int, float]]
) -> ParsedRun | None:
    """The run of a row, None where the row has no value of a metric."""
    history = History()
    logged = {name: column[number] for name, column in values.items() if number in column}
    history.add(logged)
    if not any(names.axis(one.name) != "epoch" for one in history.logged()):
        return None
    cells = zip(header, row, strict=True)
    settings = {name: cell for name, cell in cells if cell and name not in (*values, _NAME)}
    runtime = {"_runtime": logged["_runtime"]} if "_runtime" in logged else {}
    return run_of_logged(
        history.logged(), name=row[0], parameters=settings, summary=runtime, notes=(_NOTE,)
    )


PARSER = Parser("wandb_runs_table", "W&B table of runs", recognises, read)
