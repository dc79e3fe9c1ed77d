"""A chart that was exported from W&B: columns such as ``small-net - val_loss``, run beside run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.curves import NO_TIME
from experiments.parsers import names
from experiments.parsers.axes import find_axes
from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import Layout, split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Parser
from experiments.parsers.splitting import MAX_RUNS
from experiments.parsers.table import Column, Table

_JOINT = " - "
_TWINS = ("__MIN", "__MAX")
_NOTE = "One of the runs of a chart that was exported from W&B."
_TWIN_NOTE = "Its columns __MIN and __MAX repeat the values and were left out."
_LARGEST_STEP = 2**53


@dataclass(frozen=True, eq=False)
class _Rows:
    """What the x axis says of each row; `metric` where it counts nothing that a run knows."""

    step: np.ndarray
    epoch: np.ndarray
    time: np.ndarray
    metric: Column | None = None


def recognises(document: Document) -> bool:
    """A comma table whose columns but the first are called by run and metric.

    >>> recognises(Document("Step,a - val_loss,a - val_loss__MIN,a - val_loss__MAX\\n0,1,1,1\\n"))
    True
    """
    first, *others = _header(document) or [""]
    twins = any(name.endswith(_TWINS) for name in others)
    return (
        bool(others)
        and _JOINT not in first
        and all(_JOINT in name for name in others)
        and (twins or names.axis(first) != "")
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run for each name before ``-``. The x axis gives steps, epochs or times.

    The lowest and highest values of rows that W&B merged stay as metrics of their own, unless
    they repeat the values. Raises ParseError, with the line, for a cell that is no number.

    >>> text = "Step,a - loss,b - loss\\n0,0.9,0.8\\n5,0.5,\\n"
    >>> [(run.name, run.series[0].step.tolist()) for run in read(Document(text))]
    [('a', [0, 5]), ('b', [0])]
    """
    header = _header(document)
    table = read_table(document.lines, Layout(",", 0, tuple(header)), document.notes)
    runs = _runs(table, header)
    rows = _rows(table, header[0])
    read = tuple(_read(name, columns, rows, table.notes) for name, columns in runs.items())
    if not read:
        raise ParseError(
            "No run of the chart holds a value.",
            advice="Export the chart again when the first values are logged.",
        )
    return read


def _header(document: Document) -> list[str]:
    return split_line(document.text.split("\n", 1)[0], ",")


def _runs(table: Table, header: Sequence[str]) -> dict[str, dict[str, Column]]:
    """The columns of each run. Two runs of one name come as columns of one name."""
    runs: dict[str, dict[str, Column]] = {}
    for column in table.columns:
        name, again = column.name, ""
        if name not in header:
            name, _, count = name.rpartition(".")
            again = f" ({int(count) + 1})" if count.isdigit() else ""
        run, joint, metric = name.rpartition(_JOINT)
        if joint and len(column.row):
            runs.setdefault(f"{run}{again}", {})[metric] = column
    if len(runs) > MAX_RUNS:
        raise ParseError(
            f"The chart shows {len(runs)} runs; at most {MAX_RUNS} can be read from one file.",
            advice="Export the runs in several charts.",
        )
    return runs


def _rows(table: Table, axis: str) -> _Rows:
    """The first column as what it counts: under another name, such as ``train/epoch``, too."""
    count = len(table.place)
    plain = axis.rpartition("/")[2].lstrip("_")
    first = next((c for c in table.columns if c.name == axis and len(c.row) == count), None)
    if first is not None and names.axis(plain):
        axes = find_axes(Table((replace(first, name=plain),), table.place))
        if plain in axes.used:
            epoch = np.full(count, np.nan) if axes.by_row else axes.epoch
            return _Rows(axes.step, epoch, axes.time)
    return _Rows(np.arange(count), np.full(count, np.nan), np.full(count, NO_TIME), first)


def _read(name: str, columns: dict[str, Column], rows: _Rows, notes: tuple[str, ...]) -> ParsedRun:
    kept = _without_twins(columns)
    told = [_NOTE, _TWIN_NOTE] if len(kept) < len(columns) else [_NOTE]
    own_step = kept.pop("_step", None) if len(kept) > 1 else None
    step = _steps(own_step, rows.step)
    if rows.metric is not None:
        logged_rows = np.unique(np.concatenate([column.row for column in kept.values()]))
        kept[rows.metric.name] = Column(
            rows.metric.name, logged_rows, rows.metric.value[logged_rows]
        )
    logged = [
        Logged.of(metric, step[c.row], c.value, time=rows.time[c.row], epoch=rows.epoch[c.row])
        for metric, c in kept.items()
    ]
    return run_of_logged(logged, name=name, notes=(*notes, *told))


def _without_twins(columns: dict[str, Column]) -> dict[str, Column]:
    kept = {}
    for name, column in columns.items():
        of = columns.get(name.removesuffix(_TWINS[0]).removesuffix(_TWINS[1]))
        repeats = of is not None and of is not column and np.array_equal(of.row, column.row)
        if not (repeats and np.array_equal(of.value, column.value, equal_nan=True)):
            kept[name] = column
    return kept


def _steps(own: Column | None, counted: np.ndarray) -> np.ndarray:
    """The run's own steps, where the chart shows them and the x axis is something else."""
    if own is None or len(own.row) < len(counted):
        return counted
    whole = (np.abs(own.value) < _LARGEST_STEP) & (own.value == np.floor(own.value))
    return own.value.astype(np.int64) if whole.all() else counted


PARSER = Parser("wandb_chart_csv", "W&B chart export", recognises, read)
