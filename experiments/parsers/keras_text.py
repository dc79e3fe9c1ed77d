"""What Keras prints while it trains, captured from a terminal: progress bars, epoch by epoch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of
from experiments.parsers.table import Column, Table
from experiments.parsers.terminal import drawn

_EPOCH = re.compile(r"Epoch (\d{1,15})/\d+\s*", re.ASCII)
_COUNT = re.compile(r"\s*(\d{1,15})/(\d{1,15}|Unknown)\s*(?:\[[=>.]*\]|[━╸╺]+|-\s)", re.ASCII)
_TIMED = re.compile(r"\s*\d+s\b", re.ASCII)
_NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|nan|inf)"
_METRIC = re.compile(rf"\s*([^\s:][^:]{{0,99}}): ({_NUMBER})(?![\d.])", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class _Progress:
    """One drawing of the bar: batches done of batches in all, and the metrics so far.

    `total` is 0 where Keras did not know it; both are where the line has no count.
    """

    done: int
    total: int
    metrics: dict[str, float]

    @property
    def complete(self) -> bool:
        return self.done >= self.total


@dataclass
class _Epoch:
    """What was drawn between two lines ``Epoch n/N``."""

    number: int
    line: int
    bar: _Progress | None = None
    evaluated: dict[str, float] = field(default_factory=dict)

    def draw(self, bar: _Progress) -> None:
        if self.bar is not None and self.bar.complete and self._is_another(bar):
            self.evaluated = bar.metrics if bar.complete else self.evaluated
        else:
            self.bar = bar

    def _is_another(self, bar: _Progress) -> bool:
        """`evaluate` after the epoch counts anew, or leaves out what the epoch had."""
        last = self.bar or bar
        return (
            bool(self.evaluated)
            or (last.total > 0 and bar.total != last.total)
            or bar.done < last.done
            or not bar.metrics.keys() >= last.metrics.keys()
        )


def recognises(document: Document) -> bool:
    """A line ``Epoch 1/40`` and below it a line of progress with metrics.

    >>> recognises(Document("Epoch 1/2\\n5/5 [=====] - 1s 9ms/step - loss: 0.5\\n"))
    True
    >>> recognises(Document("Epoch 1/2\\nloss: 0.5\\n"))
    False
    """
    if "Epoch " not in document.text or " - " not in document.text:
        return False
    return next((True for epoch in _epochs(document) if epoch.bar), False)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of the progress: of each epoch the bar that closes it.

    An epoch that was broken off is left out, with a note. Raises ParseError where none was
    finished.

    >>> text = "Epoch 1/2\\n1/2 [>.] - ETA: 1s - loss: 0.9\\n2/2 [==] - 2s - loss: 0.7\\n"
    >>> read(Document(text))[0].curves.values("train_loss").tolist()
    [0.7]
    """
    columns: dict[str, tuple[list[int], list[float]]] = {}
    counts, places, broken = [], [], []
    for epoch in _epochs(document):
        if epoch.bar is None or not epoch.bar.complete:
            broken += [epoch] if epoch.bar else []
            continue
        evaluated = {f"evaluate_{name}": value for name, value in epoch.evaluated.items()}
        for name, value in {**epoch.bar.metrics, **evaluated}.items():
            rows, values = columns.setdefault(name, ([], []))
            rows.append(len(counts))
            values.append(value)
        counts.append(epoch.number)
        places.append(epoch.line)
    if not counts:
        raise _unfinished(broken[0])
    count = Column("epoch", np.arange(len(counts)), np.array(counts, dtype=np.float64))
    metrics = (Column(name, np.array(r), np.array(v)) for name, (r, v) in columns.items())
    notes = (*document.notes, *map(_broken_note, broken))
    return runs_of(Table((count, *metrics), np.array(places, dtype=np.int64), notes=notes))


def _epochs(document: Document) -> Iterator[_Epoch]:
    epoch = None
    for number, line in drawn(document.text):
        if header := _EPOCH.fullmatch(line):
            if epoch is not None:
                yield epoch
            epoch = _Epoch(int(header[1]), number)
        elif epoch is not None and (bar := _progress(line)) is not None:
            epoch.draw(bar)
    if epoch is not None:
        yield epoch


def _progress(line: str) -> _Progress | None:
    """The bar of a line, None where it is none: counted or timed, and with metrics."""
    if " - " not in line:
        return None
    head, *parts = line.split(" - ")
    found = [match for part in parts if (match := _METRIC.match(part))]
    if not found:
        return None
    metrics = {match[1]: float(match[2]) for match in found if match[1] != "ETA"}
    count = _COUNT.match(line)
    if count is None:
        return _Progress(0, 0, metrics) if not head.strip() and _TIMED.match(parts[0]) else None
    done = int(count[1])
    return _Progress(done, 0 if count[2] == "Unknown" else int(count[2]), metrics)


def _broken_note(epoch: _Epoch) -> str:
    bar = epoch.bar or _Progress(0, 0, {})
    return (
        f"Epoch {epoch.number}, from line {epoch.line} on, was broken off at batch {bar.done} "
        f"of {bar.total}; it was left out."
    )


def _unfinished(epoch: _Epoch) -> ParseError:
    return ParseError(
        f"Epoch {epoch.number} was not finished, and there is no other.",
        advice="Upload the log again when the first epoch is finished.",
        line=epoch.line,
    )


PARSER = Parser("keras_text", "Keras progress output", recognises, read)
