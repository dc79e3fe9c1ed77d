"""Where time, step, tag and numbers stand in events that are alike but for these."""

from dataclasses import dataclass

import numpy as np

from experiments.parsers.event_messages import Event, Place, Value
from experiments.parsers.wire import Span

_CONTINUES, _DIGITS = 0x80, 0x7F


@dataclass(frozen=True, eq=False)
class Layout:
    """The bytes that events of one layout share, and the places of those that they do not.

    - `fixed`: uint8, one a byte, the bits that are the same in all such events
    - `bits`: uint8, what these bits are
    - `event`: an event of this layout
    - `values`: what it holds

    All blocks are uint8 with one event of equal length a row.
    """

    fixed: np.ndarray
    bits: np.ndarray
    event: Event
    values: tuple[Value, ...]

    @classmethod
    def of(cls, event: Event, row: np.ndarray) -> "Layout | None":
        r"""The layout of an event, None if it holds anything but numbers of fixed width.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> layout = Layout.of(read_event(data), np.frombuffer(data, np.uint8))
        >>> layout.steps(layout.bits[None, :] | np.uint8(7)).tolist()
        [7]
        """
        values = tuple(event.values)
        if not values or any(v.number_at is None or v.tag_at is None for v in values):
            return None
        fixed = np.full(len(row), 0xFF, dtype=np.uint8)
        if event.step_at is not None:
            fixed[event.step_at.start : event.step_at.end] = _CONTINUES
        places = [event.wall_at, *(v.tag_at for v in values), *(v.number_at for v in values)]
        for place in places:
            if place is not None:
                start, end = _bounds(place)
                fixed[start:end] = 0
        return cls(fixed, row & fixed, event, values)

    def fits(self, block: np.ndarray) -> np.ndarray:
        r"""Whether each event of a block has this layout: bool.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> block = np.frombuffer(data, np.uint8)[None, :]
        >>> layout = Layout.of(read_event(data), block[0])
        >>> layout.fits(block | np.uint8(0x80)).tolist(), layout.fits(block).tolist()
        ([False], [True])
        """
        return ((block & self.fixed) == self.bits).all(axis=1)

    def walls(self, block: np.ndarray) -> np.ndarray:
        r"""The time of each event, seconds since 1970: float64, 0 where none is said.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> block = np.frombuffer(data, np.uint8)[None, :]
        >>> layout = Layout.of(read_event(data), block[0])
        >>> layout.walls(block).tolist()
        [0.0]
        """
        if self.event.wall_at is None:
            return np.zeros(len(block))
        return _numbers(block, *_bounds(self.event.wall_at), "d")

    def steps(self, block: np.ndarray) -> np.ndarray:
        r"""The step of each event: int64, 0 where none is said.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> block = np.frombuffer(data, np.uint8)[None, :]
        >>> layout = Layout.of(read_event(data), block[0])
        >>> layout.steps(block).tolist()
        [7]
        """
        steps = np.zeros(len(block), dtype=np.uint64)
        if self.event.step_at is not None:
            start, end = _bounds(self.event.step_at)
            for shift, place in enumerate(range(start, end)):
                digits = (block[:, place] & np.uint8(_DIGITS)).astype(np.uint64)
                steps |= digits << np.uint64(7 * shift)
        return steps.view(np.int64)

    def tags(self, block: np.ndarray, value: int) -> list[bytes]:
        r"""The tag of one value of each event, counted from 0.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> block = np.frombuffer(data, np.uint8)[None, :]
        >>> layout = Layout.of(read_event(data), block[0])
        >>> layout.tags(block, 0)
        [b'loss']
        """
        start, end = _bounds(self.values[value].tag_at)
        if start == end:
            return [b""] * len(block)
        return np.ascontiguousarray(block[:, start:end]).view(f"V{end - start}")[:, 0].tolist()

    def numbers(self, block: np.ndarray, value: int) -> np.ndarray:
        r"""One value of each event, counted from 0: float64.

        >>> from experiments.parsers.event_messages import read_event
        >>> data = b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\xc0?"
        >>> block = np.frombuffer(data, np.uint8)[None, :]
        >>> layout = Layout.of(read_event(data), block[0])
        >>> layout.numbers(block, 0).tolist()
        [1.5]
        """
        return _numbers(block, *self.values[value].number_at)


def _bounds(place: Span | Place) -> tuple[int, int]:
    return place.start, place.end


def _numbers(block: np.ndarray, start: int, end: int, kind: str) -> np.ndarray:
    raw = np.ascontiguousarray(block[:, start:end]).view("<" + kind)[:, 0]
    with np.errstate(invalid="ignore"):  # a NaN may be a signalling one
        return raw.astype(np.float64)
