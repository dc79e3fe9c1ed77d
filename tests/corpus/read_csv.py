"""Tables read with Python's own csv module."""

import csv
import math
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from pathlib import Path

from tests.corpus.model import ROOT, Log, Run

Names = dict[str, str | tuple[str, ...]]
"""By column of the epoch table the name in the header, or the names of the parts of its sum."""


@dataclass(frozen=True)
class Csv:
    """How a table is to be read: `epoch` names the column that counts, "" where rows do.

    `untrained` rows at the end evaluate the trained model once more: they are no epoch, and no
    value of the validation curve. `rows` are those of each run that was appended.
    """

    columns: Names
    epoch: str = "epoch"
    rows: tuple[int, ...] = ()
    untrained: int = 0
    percent: bool = False
    delimiter: str = ","
    skip: int = 0

    def log(self, name: str) -> Log:
        """The log that this table is, as it stands in SOURCES.md."""
        return Log(name, self.runs(ROOT / name))

    def runs(self, path: Path) -> tuple[Run, ...]:
        rows = self._rows(path)
        counts = self.rows or (len(rows),)
        ends = [sum(counts[:place]) for place in range(len(counts) + 1)]
        assert ends[-1] == len(rows), f"{path.name}: rows of the runs"
        return tuple(self._run(rows[first:last]) for first, last in pairwise(ends))

    def _rows(self, path: Path) -> list[dict[str, str]]:
        reader = csv.DictReader(lines(path)[self.skip :], delimiter=self.delimiter)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
        return list(reader)

    def _run(self, rows: list[dict[str, str]]) -> Run:
        trained = rows[: len(rows) - self.untrained]
        counted = [row[self.epoch] for row in trained if self.epoch and row[self.epoch]]
        epochs = {math.ceil(float(count)) for count in counted}
        values = {
            column: self._values(column, rows if column.startswith("test_") else trained)
            for column in self.columns
        }
        return Run.of(len(epochs) if self.epoch else len(rows), values)

    def _values(self, column: str, rows: list[dict[str, str]]) -> list[float]:
        name = self.columns[column]
        parts = (name,) if isinstance(name, str) else name
        logged = [row for row in rows if row[parts[0]].strip()]
        # One after the other: from Python 3.12 on sum() makes up for rounding.
        found = [reduce(add, (float(row[part]) for part in parts)) for row in logged]
        share = self.percent and column.endswith("accuracy")
        return [value / 100 for value in found] if share else found


def lines(path: Path) -> list[str]:
    """Lines that hold something, whatever ends them."""
    text = path.read_bytes().decode("utf-8-sig")
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
