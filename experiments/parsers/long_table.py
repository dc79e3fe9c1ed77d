"""Tables whose rows say whose value they hold: a metric a row, a split a row, or several runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from experiments.parsers import names
from experiments.parsers.axes import Axes, find_axes
from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import Layout
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header
from experiments.parsers.refusals import no_metric
from experiments.parsers.splitting import MAX_RUNS
from experiments.parsers.table import MAX_COLUMNS, Column, Table
from experiments.parsers.table_roles import Roles, find_roles, may_have_roles, split_of

_Label = TypeVar("_Label")
_Kinds = tuple[list[tuple[str, str]], np.ndarray]
"""Splits with metrics, and for each row which of them it is about."""


@dataclass(frozen=True, eq=False)
class _Part:
    """The rows of one run, ascending."""

    name: str
    rows: np.ndarray

    def of(self, column: Column) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the run that a column logged, and where in the column they stand."""
        places = np.searchsorted(column.row, self.rows)
        known = places < len(column.row)
        known[known] = column.row[places[known]] == self.rows[known]
        return self.rows[known], places[known]


def recognises(document: Document) -> bool:
    """A table with a column of metrics beside one of values, of splits, or of several runs.

    >>> recognises(Document("epoch,metric,value\\n1,loss,0.9\\n1,acc,0.5\\n"))
    True
    >>> recognises(Document("epoch,model,loss\\n1,cnn,0.9\\n2,cnn,0.5\\n"))
    False
    """
    if not may_have_roles(header(document)) or document.layout is None:
        return False
    if document.layout.transposed:
        return False
    try:
        return bool(find_roles(_table(document)))
    except ParseError:
        # The parser that reads it as a plain table says what is wrong with it.
        return False


def read(document: Document) -> tuple[ParsedRun, ...]:
    """A run for each name in the column of runs, its metrics named ``train/loss``.

    Raises ParseError, with the line, for rows of another length and cells that are no numbers.

    >>> text = "epoch,phase,loss\\n1,train,0.9\\n1,val,0.8\\n2,train,0.5\\n2,val,0.7\\n"
    >>> [(s.name, s.column, s.epoch.tolist()) for s in read(Document(text))[0].series]
    [('train/loss', 'train_loss', [1.0, 2.0]), ('val/loss', 'val_loss', [1.0, 2.0])]
    """
    return runs_by_roles(_table(document))


def runs_by_roles(table: Table) -> tuple[ParsedRun, ...]:
    """The runs of a table whose rows say whose value they hold.

    Raises ParseError where no column is a metric, and for more than `MAX_RUNS` runs.

    >>> from experiments.parsers.table import table_of
    >>> cells = [["1", "1"], ["a", "b"], ["0.9", "0.8"], ["5", "5"]]
    >>> table = table_of(["epoch", "run", "loss", "seed"], cells, np.array([2, 3]))
    >>> [run.name for run in runs_by_roles(table)]
    ['']
    """
    roles = find_roles(table)
    axes = find_axes(table)
    measured = [c for c in table.columns if c.name not in axes.used | roles.used]
    if roles.value:
        measured = [c for c in table.columns if c.name == roles.value]
    if not roles.value and not any(names.is_metric(c.name) for c in measured):
        raise no_metric([c.name for c in table.columns] + list(table.text))
    runs = []
    parts = _parts(roles.run, len(table.place))
    kinds = _kinds(roles, len(table.place))
    logged = [_logged(measured, part, kinds, axes) for part in parts]
    for part, metrics in zip(parts, logged, strict=True):
        if metrics:
            settings, left_out = _settings(table, roles, axes, part.rows)
            notes = (*table.notes, *_notes(axes, roles, len(parts)), *left_out)
            runs.append(run_of_logged(metrics, name=part.name, parameters=settings, notes=notes))
    if not runs:
        raise ParseError(
            "The table holds no values.",
            advice="Upload the log again when the first epoch is logged.",
        )
    return tuple(runs)


def _table(document: Document) -> Table:
    return read_table(document.lines, document.layout or Layout(",", 0, ()), document.notes)


def _parts(labels: Sequence[str] | None, count: int) -> list[_Part]:
    """The rows of each run, in the order in which the runs begin."""
    if labels is None:
        return [_Part("", np.arange(count))]
    runs, codes = _codes(labels)
    if len(runs) > MAX_RUNS:
        raise ParseError(
            f"The table holds {len(runs)} runs; at most {MAX_RUNS} can be read from one file.",
            advice="Upload the runs in several files.",
        )
    return [_Part(runs[code], rows) for code, rows in _grouped(codes)]


def _kinds(roles: Roles, count: int) -> _Kinds:
    """Which split and metric each row is about."""
    unknown = [""] * count
    pairs, codes = _codes(zip(roles.split or unknown, roles.metric or unknown, strict=True))
    if len(pairs) > MAX_COLUMNS:
        raise ParseError(
            f"The table names {len(pairs)} metrics; at most {MAX_COLUMNS} can be read.",
            advice="Leave out what is no metric.",
        )
    return pairs, codes


def _logged(measured: Iterable[Column], part: _Part, kinds: _Kinds, axes: Axes) -> list[Logged]:
    found: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    pairs, codes = kinds
    for column in measured:
        rows, places = part.of(column)
        values = column.value[places]
        for code, where in _grouped(codes[rows]):
            split, metric = pairs[code]
            name = _name(split, metric or column.name)
            found.setdefault(name, []).append((rows[where], values[where]))
    return [_points(name, pieces, axes) for name, pieces in found.items()]


def _name(split: str, metric: str) -> str:
    told = split and split_of(metric) != split_of(split)
    return f"{split}/{metric}" if told else metric or "value"


def _codes(labels: Iterable[_Label]) -> tuple[list[_Label], np.ndarray]:
    """Each label once, and for each place which of them stands there."""
    known: dict[_Label, int] = {}
    codes = np.fromiter((known.setdefault(one, len(known)) for one in labels), dtype=np.int64)
    return list(known), codes


def _grouped(codes: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Each code with its places, the one that comes first first."""
    if not len(codes):
        return []
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    groups = sorted(np.split(order, ends), key=lambda places: int(places[0]))
    return [(int(codes[places[0]]), places) for places in groups]


def _points(name: str, pieces: list[tuple[np.ndarray, np.ndarray]], axes: Axes) -> Logged:
    """The points of a metric; where the table counts nothing, they are counted one by one."""
    rows, values = (np.concatenate(one) for one in zip(*pieces, strict=True))
    order = np.argsort(rows, kind="stable")
    rows, counted = rows[order], np.arange(len(rows))
    return Logged(
        name=name,
        step=axes.step[rows] if axes.has_step else counted,
        value=values[order],
        time=axes.time[rows],
        epoch=counted + 1.0 if axes.by_row else axes.epoch[rows],
    )


def _settings(
    table: Table, roles: Roles, axes: Axes, rows: np.ndarray
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Text that is the same in all rows of a run; other text is left out, and said so."""
    settings, notes = {}, []
    for name, cells in table.text.items():
        if name in roles.used or name in axes.used:
            continue
        values = {cells[row].strip() for row in rows.tolist()} - {""}
        if len(values) == 1:
            settings[name or "column 1"] = values.pop()
        elif values:
            notes.append(f"The column “{name}” holds text and was left out.")
    return settings, tuple(notes)


def _notes(axes: Axes, roles: Roles, runs: int) -> tuple[str, ...]:
    told = []
    if runs > 1:
        told.append(f"One of {runs} runs in this table.")
    if roles.metric:
        told.append("Each row of the table is one value of the metric that it names.")
    if axes.by_row:
        told.append("The log counts nothing: the values of a metric are counted as epochs, from 1.")
    else:
        told += axes.notes
    return tuple(told)


PARSER = Parser("long_table", "Long table", recognises, read)
