"""TensorBoard's messages: what an event holds, and where in its bytes that stands.

Field numbers are those of the event, summary, tensor and types messages in
https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from experiments.parsers.wire import (
    BYTES,
    VARINT,
    Span,
    signed,
    spans,
    text,
    varint,
    varints,
)

BFLOAT16, STRING = "bfloat16", "text"
_KINDS = {
    1: "f", 2: "d", 3: "i", 4: "B", 5: "h", 6: "b", 7: STRING, 9: "q", 10: "?", 14: BFLOAT16,
    17: "H", 19: "e", 22: "I", 23: "Q",
}  # fmt: skip
"""Tensors' types as format characters, which struct and numpy share."""

_LISTS = {
    "f": 5, "d": 6, "i": 7, "h": 7, "b": 7, "B": 7, "H": 7, STRING: 8, "q": 10, "?": 11, "e": 13,
    BFLOAT16: 13, "I": 16, "Q": 17,
}  # fmt: skip
"""The field of a tensor that lists values of a type, unless its bytes are given as they are."""

_CONTENT = 4
_ENOUGH = 2
"""Of a field that is given again and again: more than one already tells that it is no scalar."""

_LONGEST_NUMBER = 10
"""Bytes of the longest varint; all other numbers are shorter."""


class Place(NamedTuple):
    """Where a number of fixed width stands in an event, and its type as a format character."""

    start: int
    end: int
    kind: str


@dataclass
class Value:
    """One value of a summary.

    - `tag`: its name
    - `tag_at`: where the name stands, None where there is none
    - `number`: what it is if it is one number, else None
    - `number_at`: where that number stands if its width is fixed, else None
    - `text`: what it is if it is one text, else None
    - `plugin`, `content`: the plugin that shows it and what it keeps there, empty if unsaid
    """

    tag: bytes = b""
    tag_at: Span | None = None
    number: float | None = None
    number_at: Place | None = None
    text: str | None = None
    plugin: str = ""
    content: bytes = b""


@dataclass
class Event:
    """One event.

    - `wall`, `step`: its time in seconds since 1970 and its step, 0 if unsaid
    - `wall_at`, `step_at`: where these stand, None if unsaid
    - `values`: those of its summaries, read as they are asked for: there may be very many
    """

    wall: float = 0.0
    wall_at: Span | None = None
    step: int = 0
    step_at: Span | None = None
    values: Iterable[Value] = ()


def read_event(data: bytes) -> Event:
    r"""The event in a record. Raises ParseError where the bytes are no message.

    >>> event = read_event(b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?")
    >>> [(event.step, value.tag, value.number) for value in event.values]
    [(7, b'loss', 1.5)]
    """
    event, summaries = Event(), []
    for span in spans(data):
        match span[:2]:
            case (1, 1):
                event.wall_at = span
                event.wall = struct.unpack_from("<d", data, span.start)[0]
            case (2, 0):
                event.step_at = span
                event.step = signed(varint(data, span.start)[0])
            case (5, 2):
                summaries.append(span)
    event.values = _values(data, summaries)
    return event


def _values(data: bytes, summaries: Sequence[Span]) -> Iterator[Value]:
    for summary in summaries:
        for span in spans(data, summary.start, summary.end):
            if span[:2] == (1, BYTES):
                yield _value(data, span)


def _value(data: bytes, where: Span) -> Value:
    value = Value()
    for span in spans(data, where.start, where.end):
        match span[:2]:
            case (1, 2):
                value.tag_at = span
                value.tag = data[span.start : span.end]
            case (2, 5):
                _take_number(value, data, span, "f")
            case (8, 2):
                _take_tensor(value, data, span)
            case (9, 2):
                _take_metadata(value, data, span)
    return value


def _take_number(value: Value, data: bytes, span: Span, kind: str) -> None:
    raw = data[span.start : span.end]
    if kind == BFLOAT16:
        value.number = struct.unpack("<f", b"\0\0" + raw)[0]
    else:
        value.number = float(struct.unpack("<" + kind, raw)[0])
        value.number_at = Place(span.start, span.end, kind)


def _take_metadata(value: Value, data: bytes, where: Span) -> None:
    for plugin in spans(data, where.start, where.end):
        if plugin[:2] != (1, BYTES):
            continue
        for span in spans(data, plugin.start, plugin.end):
            match span[:2]:
                case (1, 2):
                    value.plugin = text(data[span.start : span.end])
                case (2, 2):
                    value.content = data[span.start : span.end]


def _take_tensor(value: Value, data: bytes, where: Span) -> None:
    """Of tensors with one element that element; others are no scalars."""
    kind, size, lists = "", 1, {}
    for span in spans(data, where.start, where.end):
        match span[:2]:
            case (1, 0):
                kind = _KINDS.get(varint(data, span.start)[0], "")
            case (2, 2):
                size = _size(data, span)
            case _ if len(same := lists.setdefault(span.number, [])) < _ENOUGH:
                same.append(span)
    if size != 1 or not kind:
        return
    if kind == STRING:
        _take_text(value, data, lists.get(_LISTS[STRING], []))
    else:
        _take_element(value, data, kind, lists)


def _size(data: bytes, shape: Span) -> int:
    """How many elements a tensor has."""
    size = 1
    for dimension in spans(data, shape.start, shape.end):
        if dimension[:2] == (2, BYTES):
            inner = spans(data, dimension.start, dimension.end)
            size *= sum(varint(data, s.start)[0] for s in inner if s[:2] == (1, VARINT))
    return size


def _take_text(value: Value, data: bytes, found: Sequence[Span]) -> None:
    if len(found) == 1 and found[0].wire_type == BYTES:
        value.text = text(data[found[0].start : found[0].end])


def _take_element(
    value: Value, data: bytes, kind: str, lists: Mapping[int, Sequence[Span]]
) -> None:
    width = 2 if kind == BFLOAT16 else struct.calcsize("<" + kind)
    content, listed = lists.get(_CONTENT, []), lists.get(_LISTS[kind], [])
    if any(s.end - s.start > _LONGEST_NUMBER for s in (*content, *listed)):
        return
    fixed = [s for s in (*content, *(listed if kind in "fd" else ())) if s.end > s.start]
    if len(fixed) == 1 and fixed[0].end - fixed[0].start == width:
        _take_number(value, data, fixed[0], kind)
    elif not fixed:
        numbers = [n for span in listed for n in _listed(data, span)] or [0]
        if len(numbers) == 1:
            raw = (numbers[0] % 256**width).to_bytes(width, "little")
            _take_number(value, raw, Span(0, 0, 0, width), kind)
            value.number_at = None


def _listed(data: bytes, span: Span) -> list[int]:
    """Numbers of a list, packed or one a field."""
    if span.wire_type == VARINT:
        return [varint(data, span.start)[0]]
    return varints(data[span.start : span.end])
