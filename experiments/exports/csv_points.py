"""Every point of every metric as a row of a comma table, for spreadsheets and scripts."""

import csv
import io
from collections.abc import Iterator
from itertools import repeat

from experiments.curves import NO_TIME, Series
from experiments.exports.export import Export, Exported
from experiments.exports.spreadsheet import guarded

HEADER = ("metric", "kind", "split", "scale", "step", "epoch", "time_ms", "value")
_ROWS = 10_000


def write(run: Exported) -> Iterator[bytes]:
    """A header, then the points of one metric after the other; lines end as RFC 4180 has it.

    Numbers are written as the shortest text that gives the same float again; an epoch or a time
    that is unknown is an empty cell.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7], epoch=[1])
    >>> print(b"".join(write(Exported("baseline", [losses]))).decode().replace("\\r", ""))
    metric,kind,split,scale,step,epoch,time_ms,value
    val_loss,loss,val,1.0,0,1.0,,0.7
    <BLANKLINE>
    """
    yield _text([HEADER])
    for series in run.series:
        for start in range(0, len(series.value), _ROWS):
            yield _text(_rows(series, slice(start, start + _ROWS)))


def _rows(series: Series, part: slice) -> Iterator[tuple[object, ...]]:
    return zip(
        repeat(guarded(series.name)),
        repeat(guarded(series.kind)),
        repeat(series.split),
        repeat(series.scale),
        series.step[part].tolist(),
        ("" if epoch != epoch else epoch for epoch in series.epoch[part].tolist()),
        ("" if time == NO_TIME else time for time in series.time[part].tolist()),
        series.value[part].tolist(),
        strict=False,
    )


def _text(rows: object) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


EXPORT = Export("csv", "CSV", "every point, one a row", ".csv", "text/csv; charset=utf-8", write)
