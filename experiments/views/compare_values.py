"""The values of the runs of a comparison at one place of their curves."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.analysis.wording import at, mark
from experiments.comparison.values import ValueRow, values
from experiments.views.compare_runs import Compared


@dataclass(frozen=True)
class ValuesOfRun:
    """A run's values, and the address that pins it as the baseline."""

    run: Compared
    values: ValueRow
    pin: str = ""
    absent: str = ""


def value_rows(
    compared: Sequence[Compared], where: str | float, baseline: str
) -> list[ValuesOfRun]:
    rows = values([c.entry for c in compared], where, baseline)
    return [
        ValuesOfRun(c, row, absent=_absent(c, where, row))
        for c, row in zip(compared, rows, strict=True)
    ]


def _absent(compared: Compared, where: str | float, row: ValueRow) -> str:
    """Why there is nothing in the row; empty where there is something."""
    if row.loss is not None or row.accuracy is not None:
        return ""
    epochs = compared.entry.epoch
    if isinstance(where, str) or not len(epochs):
        return "no held-out values"
    return f"no {at(compared.curves, where)}: it logged {mark(epochs[0])} to {mark(epochs[-1])}"
