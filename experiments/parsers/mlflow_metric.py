"""One metric of MLflow's file store: a line for each point, the file's name is the metric's."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from experiments.curves import NO_TIME
from experiments.parsers.cells import is_number, numbers
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Parser

_LINE = re.compile(r"\d{10,14} (\S+)(?: -?\d+(?: \S+){0,3})?", re.ASCII)
_FIRST_LINES = 5
_BLOCK = 1_000_000
_LARGEST = 2.0**53
_SECONDS, _MILLISECONDS, _LATEST = 1e8, 1e11, 2e13
_ADVICE = (
    "Each line should hold a time in milliseconds, a value and a step, such as 1700000000000 0.5 3."
)


def recognises(document: Document) -> bool:
    """Lines of a time stamp, a value and, but for old ones, a step; MLflow 3 adds the run's id.

    >>> recognises(Document("1758275956473 0.65 0\\n")), recognises(Document("epoch,loss\\n"))
    (True, False)
    """
    top = [line for line in document.text[:2000].split("\n") if line.strip()][:_FIRST_LINES]
    found = [_LINE.fullmatch(line.rstrip()) for line in top[:-1] or top]
    return bool(found) and all(match and is_number(match[1]) for match in found)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """A run of one metric. Raises ParseError, with the line, for what is no such line.

    >>> [run] = read(Document("1758275956473 0.65 0\\n1758275957473 0.7 1\\n", name="val_acc"))
    >>> run.curves.values("val_accuracy").tolist(), run.curves.epoch.tolist()
    ([0.65, 0.7], [0.0, 1.0])
    """
    name = metric_name(document.name)
    logged, notes = read_points(name, document.text)
    told = f"One metric of an MLflow run, called “{name}” as its file is."
    return (run_of_logged([logged], notes=(*document.notes, told, *notes)),)


def metric_name(path: str) -> str:
    """The metric's name by its file: what follows the folder ``metrics``, else the last part.

    >>> metric_name("mlruns/0/ab12/metrics/val/loss"), metric_name("model/accuracy")
    ('val/loss', 'accuracy')
    """
    parts = path.split("/")
    after = parts[parts.index("metrics") + 1 :] if "metrics" in parts else parts[-1:]
    return "/".join(after) or "metric"


def read_points(name: str, text: str) -> tuple[Logged, tuple[str, ...]]:
    r"""All points of a metric, and notes on how they were read.

    Lines of two fields have no step and are counted from 0. A last line that was cut off is
    left out. Raises ParseError, with the line, for a line that is none of the store.

    >>> read_points("loss", "1758275956473 NaN 3\n1758275957473 1e-3 4\n")[0].step.tolist()
    [3, 4]
    """
    whole, _, last = text.rpartition("\n")
    notes: tuple[str, ...] = ()
    if _is_cut(last, whole.rpartition("\n")[2]):
        text = whole
        notes = (f"The last line of “{name}” was cut off and was left out.",)
    blocks = [_block(name, lines, first) for first, lines in _blocks(text)]
    time, value, step = (np.concatenate(column) for column in zip(*blocks, strict=True))
    counted = np.isnan(step)
    if counted.any():
        notes = (*notes, f"“{name}” has lines without a step: they are counted from 0.")
        step = np.where(counted, np.arange(len(step)), step)
    return Logged.of(name, step.astype(np.int64), value, time=_stamps(time)), notes


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines, some at a time, with the number of the first: all at once take much memory."""
    start, first = 0, 1
    while start <= len(text):
        end = text.find("\n", start + _BLOCK)
        end = len(text) if end < 0 else end
        lines = text[start:end].split("\n")
        yield first, lines
        start, first = end + 1, first + len(lines)


def _is_cut(last: str, before: str) -> bool:
    return 0 < len(last.split()) < len(before.split())


def _block(
    name: str, lines: Sequence[str], first: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, values, and steps (NaN where there is none) of some lines."""
    found = [(place, line.split()) for place, line in enumerate(lines, first) if line.strip()]
    places, rows = [place for place, _ in found], [row for _, row in found]
    for place, row in found:
        if not 2 <= len(row) <= 6:
            raise ParseError(
                f"“{name}” has a line of {len(row)} fields.", advice=_ADVICE, line=place
            )
    time = _whole(name, [row[0] for row in rows], places, "time in milliseconds")
    value = _numbers(name, [row[1] for row in rows], places, "value")
    with_step = [len(row) > 2 for row in rows]
    stepped = [place for place, has in zip(places, with_step, strict=True) if has]
    step = np.full(len(rows), np.nan)
    step[with_step] = _whole(name, [row[2] for row in rows if len(row) > 2], stepped, "step")
    return time, value, step


def _whole(name: str, cells: list[str], places: Sequence[int], what: str) -> np.ndarray:
    value = _numbers(name, cells, places, what)
    wrong = ~(np.isfinite(value) & (np.abs(value) < _LARGEST))
    wrong[~wrong] = value[~wrong] != np.floor(value[~wrong])
    if wrong.any():
        raise _no_number(name, cells, int(np.flatnonzero(wrong)[0]), places, what)
    return value


def _numbers(name: str, cells: list[str], places: Sequence[int], what: str) -> np.ndarray:
    found = numbers(cells)
    if len(found.row) < len(cells):
        missing = np.setdiff1d(np.arange(len(cells)), found.row)
        raise _no_number(name, cells, int(missing[0]), places, what)
    return found.value


def _no_number(
    name: str, cells: list[str], row: int, places: Sequence[int], what: str
) -> ParseError:
    return ParseError(
        f"“{cells[row][:60]}” in “{name}” is no {what}.", advice=_ADVICE, line=places[row]
    )


def _stamps(time: np.ndarray) -> np.ndarray:
    """Milliseconds; the first versions of the store wrote seconds."""
    stamps = np.where(time < _MILLISECONDS, time * 1000, time)
    known = (time >= _SECONDS) & (stamps <= _LATEST)
    return np.where(known, np.where(known, stamps, 0).astype(np.int64), NO_TIME)


PARSER = Parser("mlflow_metric", "MLflow metric file", recognises, read)
