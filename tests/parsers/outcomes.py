"""What may come of any bytes: a right run, or a refusal that says why and what to do."""

from collections.abc import Callable, Mapping

import numpy as np

from experiments.curves import Series
from experiments.parsers import ParseError, read_folder, read_log
from experiments.parsers.grouping import group
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.points import Packed, decode, encode
from experiments.services.points import prepare_points

_ARRAYS = {"step": np.int64, "value": np.float64, "epoch": np.float64, "time": np.int64}


def read_or_refuse(data: bytes, name: str = "log") -> ParsedLog | None:
    """The log in a file, None where it is refused."""
    return _outcome(lambda: read_log(name, data))


def read_or_refuse_folder(slug: str, files: Mapping[str, bytes]) -> ParsedLog | None:
    """The log in files that are read together, None where it is refused."""
    return _outcome(lambda: read_folder(slug, files))


def read_or_refuse_files(files: Mapping[str, bytes]) -> None:
    """What files that are dropped together are made of: each log among them."""
    for one in group(files):
        if one.slug:
            read_or_refuse_folder(one.slug, {one.below(path): files[path] for path in one.paths})
        else:
            read_or_refuse(files[one.paths[0]], one.name)


def _outcome(read: Callable[[], ParsedLog]) -> ParsedLog | None:
    try:
        log = read()
        assert log.runs
        for run in log.runs:
            _check(run)
    except ParseError as error:
        assert error.reason, "refused without a reason"
        assert error.advice, f"refused without an advice: {error.reason}"
        assert error.line is None or error.line >= 1
        return None
    return log


def _check(run: ParsedRun) -> None:
    """A run that everything behind the parsers can work with. Raises ParseError as they do."""
    assert run.series
    names = [series.name for series in run.series]
    assert len(names) == len(set(names)), f"names of metrics come twice: {names}"
    columns = [series.column for series in run.series if series.column]
    assert len(columns) == len(set(columns)), f"columns are filled twice: {columns}"
    assert all(isinstance(text, str) for item in run.parameters.items() for text in item)
    assert all(isinstance(value, float | int) for value in run.summary.values())
    assert all(isinstance(note, str) and note for note in run.notes)
    for series in run.series:
        _check_series(series)
    assert run.curves.epoch_count <= run.point_count
    prepare_points(run.series)


def _check_series(series: Series) -> None:
    assert len(series.value), f"{series.name!r} has no point"
    for name, dtype in _ARRAYS.items():
        assert getattr(series, name).dtype == dtype, f"{name} of {series.name!r}"
    blocks = [data for _, data in encode(series)]
    [stored] = decode([Packed(series.name, series.kind, series.split, series.scale, blocks)])
    for name in _ARRAYS:
        np.testing.assert_array_equal(getattr(stored, name), getattr(series, name))
