"""The scalars of an event file, tag by tag.

Files hold millions of events of few layouts: events of one length whose bytes agree, but for
time, step, tag and number, are read all at once; the others one by one.
"""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from experiments.curves import NO_TIME
from experiments.parsers.errors import ParseError
from experiments.parsers.event_layout import Layout
from experiments.parsers.event_messages import Event, Value, read_event
from experiments.parsers.event_records import Records, read_records
from experiments.parsers.wire import text

_BLOCK_BYTES = 4_000_000
_LONGEST = 4_000
"""Longer events are graphs, images and the like, and seldom alike."""

_FEW = 16
_LAYOUTS = 16
"""Of more layouts than this in one block, or of fewer events than `_FEW`, none is looked for."""

_MOST_OTHERS = 1_000
_YEAR_10000 = 253_402_300_800
_SCALARS = "scalars"
MOST_TAGS = 10_000


@dataclass(frozen=True, eq=False)
class Points:
    """All scalars of one tag in the order of the file; arrays of equal length.

    - `step`: int64
    - `value`: float64, float32 values exactly
    - `time`: int64, milliseconds since 1970 in UTC, `NO_TIME` where unknown
    """

    tag: str
    step: np.ndarray
    value: np.ndarray
    time: np.ndarray


@dataclass(frozen=True, eq=False)
class EventLog:
    """What is read of an event file.

    - `points`: its scalars
    - `others`: the first of its other values: texts and what plugins keep
    - `began`: when it was begun, seconds since 1970, 0 if unsaid
    - `complete`: whether it ends with a whole record
    """

    points: tuple[Points, ...]
    others: tuple[Value, ...]
    began: float
    complete: bool


def read_events(data: bytes) -> EventLog:
    """The scalars of an event file. Raises ParseError where a record is damaged or no event.

    >>> from experiments.parsers.event_records import record
    >>> log = read_events(record(bytes.fromhex("10072a0d0a0b0a046c6f7373150000c03f")))
    >>> [(p.tag, p.step.tolist(), p.value.tolist()) for p in log.points]
    [('loss', [7], [1.5])]
    """
    records = read_records(data)
    found = _Found(records)
    for numbers in _alike(records):
        found.read(numbers)
    began = read_event(records.payload(0)).wall if len(records) else 0.0
    return EventLog(tuple(found.points()), tuple(found.others), began, records.complete)


def _alike(records: Records) -> Iterator[np.ndarray]:
    """The numbers of records of one length, in blocks that are not too large."""
    order = np.argsort(records.length, kind="stable")
    length = records.length[order]
    for same in np.split(order, np.flatnonzero(np.diff(length)) + 1) if len(order) else ():
        rows = max(1, _BLOCK_BYTES // max(int(records.length[same[0]]), 1))
        for start in range(0, len(same), rows):
            yield same[start : start + rows]


@dataclass
class _Found:
    """What was read so far, in columns: the points of each tag are put in order at the end."""

    records: Records
    tags: dict[bytes, int] = field(default_factory=dict)
    plugins: dict[int, str] = field(default_factory=dict)
    others: list[Value] = field(default_factory=list)
    blocks: list[tuple[np.ndarray, ...]] = field(default_factory=list)
    single: tuple[array, ...] = field(default_factory=lambda: tuple(map(array, "qqqdd")))

    def read(self, numbers: np.ndarray) -> None:
        if len(numbers) >= _FEW and self.records.length[numbers[0]] <= _LONGEST:
            numbers = self._read_together(numbers)
        for number in numbers.tolist():
            self._read_one(number)

    def _read_together(self, numbers: np.ndarray) -> np.ndarray:
        """Reads events of common layouts; the numbers of those that are left are returned."""
        block = self.records.block(numbers)
        for _ in range(_LAYOUTS):
            if len(numbers) < _FEW:
                break
            with self._naming(int(numbers[0])):
                layout = Layout.of(read_event(block[0].tobytes()), block[0])
            if layout is None:
                self._read_one(int(numbers[0]))
                numbers, block = numbers[1:], block[1:]
                continue
            fits = layout.fits(block)
            self._take(layout, block[fits], numbers[fits])
            numbers, block = numbers[~fits], block[~fits]
        return numbers

    def _take(self, layout: Layout, block: np.ndarray, numbers: np.ndarray) -> None:
        steps, walls = layout.steps(block), layout.walls(block)
        for place, value in enumerate(layout.values):
            tags = self._tags(layout.tags(block, place), value.plugin)
            self.blocks.append((tags, numbers, steps, layout.numbers(block, place), walls))

    def _read_one(self, number: int) -> None:
        with self._naming(number):
            event = read_event(self.records.payload(number))
            for value in event.values:
                self._take_value(value, number, event)

    def _take_value(self, value: Value, number: int, event: Event) -> None:
        if value.number is None:
            self._keep(value)
            return
        [tag] = self._tags([value.tag], value.plugin)
        point = (tag, number, event.step, value.number, event.wall)
        for column, item in zip(self.single, point, strict=True):
            column.append(item)

    def _keep(self, value: Value) -> None:
        if (value.text is not None or value.content) and len(self.others) < _MOST_OTHERS:
            self.others.append(value)

    @contextmanager
    def _naming(self, number: int) -> Iterator[None]:
        """Errors that are raised within name the record."""
        try:
            yield
        except ParseError as error:
            raise self.records.refusal(number, error) from error

    def _tags(self, tags: list[bytes], plugin: str) -> list[int]:
        """The number of each tag; a plugin may be named at one value of its tag only."""
        known = self.tags
        found = [known.setdefault(tag, len(known)) for tag in tags]
        if len(known) > MOST_TAGS:
            raise _too_many()
        if plugin:
            self.plugins.update(dict.fromkeys(found, plugin))
        return found

    def points(self) -> list[Points]:
        """The scalars of each tag in the order of the file, tags in that of their first one."""
        columns = [np.frombuffer(column, column.typecode) for column in self.single]
        parts = zip(*self.blocks, columns, strict=True)
        tag, number, step, value, wall = map(np.concatenate, parts)
        self.blocks.clear()
        time = _milliseconds(wall)
        order = np.lexsort((number, tag))
        names = list(self.tags)
        found = []
        for same in np.split(order, np.flatnonzero(np.diff(tag[order])) + 1):
            if len(same) and self.plugins.get(which := int(tag[same[0]]), _SCALARS) == _SCALARS:
                points = Points(text(names[which]), step[same], value[same], time[same])
                found.append((number[same[0]], points))
        return [points for _, points in sorted(found, key=lambda pair: pair[0])]


def _milliseconds(wall: np.ndarray) -> np.ndarray:
    known = (wall > 0) & (wall < _YEAR_10000)
    return np.where(known, np.round(np.where(known, wall, 0) * 1000).astype(np.int64), NO_TIME)


def _too_many() -> ParseError:
    return ParseError(
        f"The file holds more than {MOST_TAGS:,} metrics.",
        advice="Log losses and accuracies into a file of their own.",
    )
