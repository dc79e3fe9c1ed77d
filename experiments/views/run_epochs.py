"""The numbers behind the charts, one row an epoch."""

from dataclasses import dataclass

import numpy as np

from experiments.curves import METRIC_COLUMNS, Curves
from experiments.templatetags.lossacc import epoch, in_percent, loss

ROWS_AT_ONCE = 500
NOT_FINITE = "not finite"
SPLIT_WORDS = {"train": "Train", "val": "Val", "test": "Test"}


@dataclass(frozen=True)
class EpochTable:
    counted_by: str
    heads: list[str]
    rows: list[tuple[str, list[str]]]
    total: int
    has_means: bool

    @property
    def is_cut(self) -> bool:
        return len(self.rows) < self.total


def epoch_table(curves: Curves, *, whole: bool) -> EpochTable:
    """The first rows, or all of them; an empty text where nothing was logged."""
    columns = [column for column in METRIC_COLUMNS if curves.has(column)]
    shown = slice(None) if whole else slice(ROWS_AT_ONCE)
    epochs = curves.epoch[shown]
    cells = [_cells(curves, column, epochs, curves.values(column)[shown]) for column in columns]
    return EpochTable(
        counted_by=curves.counted_by,
        heads=[_head(column) for column in columns],
        rows=[
            (epoch(number), list(row))
            for number, row in zip(epochs.tolist(), zip(*cells, strict=True), strict=True)
        ]
        if columns
        else [],
        total=len(curves),
        has_means=bool(curves.means),
    )


def _head(column: str) -> str:
    split, kind = column.split("_")
    return f"{SPLIT_WORDS[split]} {kind}{', %' if kind == 'accuracy' else ''}"


def _cells(curves: Curves, column: str, epochs: np.ndarray, values: np.ndarray) -> list[str]:
    write = in_percent if column.endswith("accuracy") else loss
    broken = set(curves.non_finite.get(column, ()))
    return [
        write(value) if np.isfinite(value) else NOT_FINITE if number in broken else ""
        for number, value in zip(epochs.tolist(), values.tolist(), strict=True)
    ]
