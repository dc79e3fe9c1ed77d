"""The epoch table as Keras' CSVLogger writes it."""

import csv
import io
import re
from collections.abc import Iterator

import numpy as np

from experiments.curves import Curves, Series
from experiments.exports.export import Export, Exported

COLUMNS = {
    "train_accuracy": "accuracy",
    "train_loss": "loss",
    "val_accuracy": "val_accuracy",
    "val_loss": "val_loss",
}
"""Columns of the epoch table, and what Keras calls them, in the order of CSVLogger."""

_OTHER_MEANING = re.compile(
    r"loss|acc|err|nll|entropy|top|prec|epoch|step|iter|batch|time|date|%|pct|percent",
    re.IGNORECASE,
)
"""A column so called would be read as a loss, an accuracy or an axis again, which it is not."""


def write(run: Exported) -> Iterator[bytes]:
    """One row an epoch, or a step where the log has no epochs; empty where nothing was logged.

    What was logged within an epoch is one number here, as on the run's page. Other metrics are
    there if they were logged once an epoch. Test losses and accuracies have no place in this
    form. NaN and infinities of a loss or an accuracy are both ``nan``.

    >>> losses = Series.of("train_loss", "loss", "train", [0.9, 0.7], epoch=[0, 1])
    >>> print(b"".join(write(Exported("baseline", [losses]))).decode().replace("\\r", ""))
    epoch,loss
    0,0.9
    1,0.7
    <BLANKLINE>
    """
    curves = Curves.from_series(run.series)
    columns = {name: _cells(curves, column) for column, name in COLUMNS.items()
               if curves.has(column)}  # fmt: skip
    columns |= {s.name: _at_rows(curves, s.epoch, s.value) for s in run.series if _fits(s, curves)}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([curves.counted_by, *columns])
    writer.writerows(zip(_counts(curves.epoch), *columns.values(), strict=True))
    yield text.getvalue().encode()


def _counts(epochs: np.ndarray) -> list[float | int]:
    return [int(epoch) if epoch.is_integer() else epoch for epoch in epochs.tolist()]


def _cells(curves: Curves, column: str) -> list[float | str]:
    bad = curves.non_finite.get(column, ())
    known = dict.fromkeys(bad, "nan")
    values = zip(curves.epoch.tolist(), curves.values(column).tolist(), strict=True)
    return [known.get(epoch, "" if np.isnan(value) else value) for epoch, value in values]


def _fits(series: Series, curves: Curves) -> bool:
    """Whether a metric that is no column has one value an epoch, and a name that says no more."""
    if series.column or series.split == "test" or series.scale != 1.0:
        return False
    once = len(np.unique(series.epoch)) == len(series.epoch) > 0
    listed = bool(np.isin(series.epoch, curves.epoch).all())
    return once and listed and _OTHER_MEANING.search(series.name) is None


def _at_rows(curves: Curves, epochs: np.ndarray, values: np.ndarray) -> list[float | str]:
    known = dict(zip(epochs.tolist(), values.tolist(), strict=True))
    return [known.get(epoch, "") for epoch in curves.epoch.tolist()]


EXPORT = Export(
    "keras",
    "Keras CSV",
    "one row an epoch, no more",
    "-epochs.csv",
    "text/csv; charset=utf-8",
    write,
)
