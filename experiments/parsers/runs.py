"""Tables to runs: axes, appended runs, names, units."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from experiments.curves import Series
from experiments.parsers import names
from experiments.parsers.axes import Axes, count_same_epochs, counts_down, find_axes
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.meanings import meanings, own_kind, primary, units
from experiments.parsers.names import Metric
from experiments.parsers.percent import SCALE
from experiments.parsers.refusals import no_metric
from experiments.parsers.splitting import Part, split
from experiments.parsers.table import Column, Table


def runs_of(
    table: Table,
    *,
    parameters: Mapping[str, str] | None = None,
    summary: Mapping[str, float] | None = None,
    mapping: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[ParsedRun, ...]:
    """The runs of a table.

    `mapping` gives (kind, split) of names that the format knows better than the common table
    of names. Raises ParseError where no column is a metric.

    >>> from experiments.parsers.table import table_of
    >>> cells = [["1", "2"], ["0.9", "0.5"], ["0.7", "0.7"]]
    >>> [run] = runs_of(table_of(["epoch", "loss", "lr"], cells, np.array([2, 3])))
    >>> [(s.name, s.column) for s in run.series]
    [('loss', 'train_loss'), ('lr', '')]
    """
    axes = find_axes(table)
    if counts_down(axes):
        table = table.turned("The newest epoch stands first; the rows are read from the end.")
        axes = find_axes(table)
    metrics = _metrics(table, axes, mapping or {})
    axes = count_same_epochs(axes, table)
    texts, text_notes = _text_parameters(table, axes)
    settings = {**texts, **(parameters or {})}
    told = (*table.notes, *axes.notes, *text_notes)
    runs = []
    for part in _parts(table, axes, metrics):
        series, notes = _series(table, axes, metrics, part)
        if series:
            run = ParsedRun(series, part.name, settings, summary or {})
            runs.append(replace(run, notes=(*part.notes, *told, *notes)))
    if not runs:
        raise ParseError(
            "The metric columns hold no values.",
            advice="Upload the log again when the first epoch is logged.",
        )
    return tuple(runs)


def _metrics(table: Table, axes: Axes, mapping: Mapping[str, tuple[str, str]]) -> dict[str, Metric]:
    """What each column is that is no axis. Raises ParseError where none is a metric."""
    columns = [c for c in table.columns if c.name not in axes.used]
    has_epochs = any(names.axis(c.name) == "epoch" for c in table.columns)
    timing = all(names.axis(c.name) for c in columns)
    known = any(c.name in mapping or names.is_metric(c.name) for c in columns)
    if timing or not (has_epochs or known):
        raise no_metric([c.name for c in table.columns] + list(table.text))
    return meanings([c.name for c in columns], mapping)


def _parts(table: Table, axes: Axes, metrics: dict[str, Metric]) -> tuple[Part, ...]:
    counted = not np.isnan(axes.epoch).all()
    count = axes.epoch if counted else axes.step.astype(np.float64)
    if axes.by_row:
        count = np.full(len(count), np.nan)
    if (tests := _only_test(table, metrics)).any():
        count = np.where(tests, np.nan, count)
    what = "epoch" if counted else "step"
    return split(count, table.place, unit=table.unit, what=what, breaks=table.breaks)


def _only_test(table: Table, metrics: dict[str, Metric]) -> np.ndarray:
    """Rows of a test after the training: their epoch may start anew, the run does not."""
    trained = np.zeros(len(table.place), dtype=bool)
    for column in table.columns:
        if column.name in metrics and metrics[column.name].split in ("train", "val"):
            trained[column.row] = True
    return ~trained if trained.any() else np.zeros(len(trained), dtype=bool)


def _series(
    table: Table, axes: Axes, metrics: dict[str, Metric], part: Part
) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    columns = [_cut(c, part) for c in table.columns if c.name in metrics]
    columns = [c for c in columns if len(c.row)]
    marked = frozenset(c.name for c in columns if c.percent)
    reading = units({c.name: c.value for c in columns}, metrics, marked)
    chosen = primary([c.name for c in columns], metrics, reading.no_share)
    epoch = axes.epoch - part.first if axes.by_row else axes.epoch
    step = axes.step if axes.has_step else axes.step - part.first
    series = []
    for c in columns:
        percent = c.name in reading.percent
        found = metrics[c.name]
        series.append(
            Series(
                name=c.name or "column 1",
                kind=found.kind if c.name in chosen else own_kind(found),
                split=found.split,
                step=_in_rows(step, c.row),
                value=c.value / 100 if percent else c.value,
                epoch=_in_rows(epoch, c.row),
                time=_in_rows(axes.time, c.row),
                scale=SCALE if percent else 1.0,
            )
        )
    return tuple(series), reading.notes


def _in_rows(values: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Metrics that were logged in every row share one array."""
    return values if len(row) == len(values) else values[row]


def _cut(column: Column, part: Part) -> Column:
    first, last = np.searchsorted(column.row, (part.first, part.last))
    return replace(column, row=column.row[first:last], value=column.value[first:last])


def _text_parameters(table: Table, axes: Axes) -> tuple[dict[str, str], tuple[str, ...]]:
    """Text that is the same in every row is a setting; other text is left out, and said so."""
    settings, notes = {}, []
    for name, cells in table.text.items():
        if name in axes.used:
            continue
        values = {cell.strip() for cell in cells} - {""}
        if len(values) == 1:
            settings[name or "column 1"] = values.pop()
        else:
            notes.append(f"The column “{name}” holds text and was left out.")
    return settings, tuple(notes)
