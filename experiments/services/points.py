"""A run's points as rows: made outside of any transaction, written in one go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments import curves as c
from experiments.models import EpochMetrics, Run, Series, SeriesChunk
from experiments.parsers.errors import ParseError
from experiments.points import encode, pack_sparkline
from experiments.services.rows import insert_rows
from experiments.services.summary import run_summary
from experiments.services.text import storable
from experiments.summaries import summarise

LONGEST_NAME = Series._meta.get_field("name").max_length
# Each epoch is a row, and an analysis of more would take longer than its lease.
MOST_EPOCHS = 250_000
CHUNK_COLUMNS = ("series_id", "count", "data")
EPOCH_COLUMNS = ("run_id", *c.EPOCH_COLUMNS)


@dataclass(frozen=True)
class Points:
    """Rows that have no run yet, and the run's columns that are made from them."""

    series: list[Series]
    blocks: list[list[tuple[int, bytes]]]
    epochs: list[list[float | None]]
    run_columns: dict[str, object]


def prepare_points(series: Sequence[c.Series]) -> Points:
    _check_names(series)
    curves = c.Curves.from_series(series)
    _check_length(curves)
    drawn = _drawn(series)
    return Points(
        series=[_row(s, position, s in drawn) for position, s in enumerate(series)],
        blocks=[list(encode(s)) for s in series],
        epochs=_table(curves),
        run_columns=run_summary(series, curves),
    )


def write_points(written: Sequence[tuple[Run, Points]]) -> None:
    """Writes the rows of runs that are saved and have none."""
    for run, points in written:
        for row in points.series:
            row.run, row.project_id = run, run.project_id
    Series.objects.bulk_create(row for _, points in written for row in points.series)
    insert_rows(SeriesChunk, CHUNK_COLUMNS, _chunk_rows(points for _, points in written))
    insert_rows(EpochMetrics, EPOCH_COLUMNS, _epoch_rows(written))


def series_ids(run: Run) -> list[int]:
    return list(run.series.order_by("pk").values_list("pk", flat=True))


def replace_points(run: Run, points: Points, *, instead_of: list[int]) -> None:
    """Writes the rows in place of the series that they were made from, and saves the run.

    Raises ValueError where the run has other series by now; the caller holds its lock.
    """
    if series_ids(run) != instead_of:
        raise ValueError("The run was changed by somebody else meanwhile. Look at it again.")
    run.series.all().delete()
    run.epochs.all().delete()
    write_points([(run, points)])
    for name, value in points.run_columns.items():
        setattr(run, name, value)
    run.save(update_fields=list(points.run_columns))


def _check_names(series: Sequence[c.Series]) -> None:
    names = [storable(s.name) for s in series]
    longest = max(names, key=len, default="")
    if len(longest) > LONGEST_NAME:
        raise ParseError(
            f"A metric's name has {len(longest)} characters, the most is {LONGEST_NAME}: "
            f"{longest[:40]!r} …",
            advice="Check that the first line of the file holds the names of its columns.",
        )
    if len(set(names)) < len(names):
        raise ParseError(
            "Two metrics differ in their names only by characters that cannot be stored.",
            advice="Give the columns names of letters and digits.",
        )


def _check_length(curves: c.Curves) -> None:
    if len(curves) > MOST_EPOCHS:
        raise ParseError(
            f"The log counts {len(curves):,} {curves.counted_by}s; up to {MOST_EPOCHS:,} are read.",
            advice="If it has a row a step, name the column that counts them step: "
            "steps are read in any number.",
        )


def _drawn(series: Sequence[c.Series]) -> list[c.Series]:
    """The series that run tables draw: of each kind that of validation, else of training."""
    by_column = {s.column: s for s in series if s.column}
    chosen = (by_column.get(f"val_{k}") or by_column.get(f"train_{k}") for k in c.KINDS)
    return [s for s in chosen if s is not None]


def _row(series: c.Series, position: int, drawn: bool) -> Series:
    return Series(
        key=series.column or storable(series.name),
        name=storable(series.name),
        kind=storable(series.kind),
        split=series.split,
        scale=series.scale,
        position=position,
        sparkline=pack_sparkline(series.value) if drawn else b"",
        **vars(summarise(series)),
    )


def _table(curves: c.Curves) -> list[list[float | None]]:
    table = curves.epochs.to_numpy()
    return np.where(np.isnan(table), None, table).tolist()


def _epoch_rows(written: Iterable[tuple[Run, Points]]) -> Iterator[tuple[object, ...]]:
    for run, points in written:
        yield from ((run.pk, *row) for row in points.epochs)


def _chunk_rows(written: Iterable[Points]) -> Iterator[tuple[object, ...]]:
    for points in written:
        for row, blocks in zip(points.series, points.blocks, strict=True):
            yield from ((row.pk, count, data) for count, data in blocks)
