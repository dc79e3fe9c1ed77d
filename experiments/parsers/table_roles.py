"""Columns of a table that say whose value a row holds: its run, its split, its metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from experiments.parsers import names
from experiments.parsers.errors import ParseError
from experiments.parsers.table import LONGEST_NAME, Column, Table

METRICS = ("metric", "metric_name", "metrics", "name", "variable", "tag", "key")
VALUES = ("value", "values", "metric_value")
SPLITS = ("split", "phase", "mode", "dataset", "subset", "set", "stage")
RUNS = (
    "run", "run_id", "run_name", "experiment", "trial", "trial_id", "fold", "seed", "model",
    "model_name",
)  # fmt: skip

Labels = list[str]
"""What a column says of each row, ``""`` where it says nothing."""


@dataclass(frozen=True, eq=False)
class Roles:
    """What each row is about.

    - `run`, `split`, `metric`: for each row its name, None where the table has no such column
    - `value`: the column of values where the metric stands beside it
    - `used`: names of the columns that told it
    """

    run: Labels | None = None
    split: Labels | None = None
    metric: Labels | None = None
    value: str = ""
    used: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.used)


def may_have_roles(header: Sequence[str]) -> bool:
    """Whether a header has a column that could tell rows apart.

    >>> may_have_roles(["epoch", "phase", "loss"]), may_have_roles(["epoch", "loss"])
    (True, False)
    """
    plain = {_plain(name) for name in header}
    if not plain.isdisjoint(VALUES) and not plain.isdisjoint(METRICS):
        return True
    return not plain.isdisjoint((*SPLITS, *RUNS))


def find_roles(table: Table) -> Roles:
    """The roles of a table's columns; falsy where no column tells rows apart.

    A column of runs has a value that some rows share; a column of splits names one at least.
    Raises ParseError for a name that is too long to be one.

    >>> import numpy as np
    >>> from experiments.parsers.table import table_of
    >>> cells = [["1", "1"], ["train", "val"], ["0.9", "0.8"]]
    >>> find_roles(table_of(["epoch", "phase", "loss"], cells, np.array([2, 3]))).split
    ['train', 'val']
    """
    labels = _labels(table)
    metric = _first(labels, METRICS)
    value = next((c.name for c in table.columns if _plain(c.name) in VALUES), "")
    if not (metric and value):
        metric = value = ""
    split = next((n for n in labels if _plain(n) in SPLITS and _names_split(labels[n])), "")
    runs = [n for n in labels if _plain(n) in RUNS and _parts_rows(labels[n])]
    used = frozenset(name for name in (metric, value, split, *runs) if name)
    _refuse_long([labels[name] for name in used if name in labels])
    return Roles(
        run=_joined(runs, labels, table) if runs else None,
        split=labels[split] if split else None,
        metric=labels[metric] if metric else None,
        value=value,
        used=used,
    )


def _labels(table: Table) -> dict[str, Labels]:
    """Columns of text, and those of numbers that may count runs."""
    found = {name: _shared(map(str.strip, cells)) for name, cells in table.text.items()}
    for column in table.columns:
        if _plain(column.name) in (*RUNS, *METRICS, *SPLITS):
            found[column.name] = _as_labels(column, len(table.place))
    return found


def _as_labels(column: Column, rows: int) -> Labels:
    found = [""] * rows
    for row, label in zip(
        column.row.tolist(), _shared(map("{:g}".format, column.value)), strict=True
    ):
        found[row] = label
    return found


def _shared(labels: Iterable[str]) -> list[str]:
    """The labels, equal ones as one object: a label for each row is most of a long table."""
    known: dict[str, str] = {}
    return [known.setdefault(label, label) for label in labels]


def _first(labels: dict[str, Labels], wanted: Sequence[str]) -> str:
    return next((name for name in labels if _plain(name) in wanted), "")


def _names_split(labels: Labels) -> bool:
    return any(map(split_of, set(labels) - {""}))


def split_of(label: str) -> str:
    """The split that a cell names, ``""`` where it is none.

    >>> split_of("Training"), split_of("valid"), split_of("warm-up")
    ('train', 'val', '')
    """
    return names.metric(f"{label} loss").split


def _parts_rows(labels: Labels) -> bool:
    """Whether several runs stand there, and not one for each row or one for all."""
    different = len(set(labels))
    return 1 < different < len(labels)


def _refuse_long(columns: Sequence[Labels]) -> None:
    longest = max((label for labels in columns for label in labels), key=len, default="")
    if len(longest) > LONGEST_NAME:
        raise ParseError(
            f"“{longest[:40]}…” has {len(longest)} characters; a name of at most {LONGEST_NAME} "
            "can be read.",
            advice="Give the metric or the run a shorter name.",
        )


def _joined(runs: Sequence[str], labels: dict[str, Labels], table: Table) -> Labels:
    """The name of each row's run: the cell, with its column where that holds numbers."""
    cells = []
    for name in runs:
        lead = "" if name in table.text else f"{name} "
        cells.append([f"{lead}{label}" if label else "" for label in labels[name]])
    return _shared(", ".join(filter(None, row)) for row in zip(*cells, strict=True))


def _plain(name: str) -> str:
    return "_".join(names.words(name))
