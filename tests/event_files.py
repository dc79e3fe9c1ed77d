"""A small writer of TensorBoard event files, from the field numbers of their messages."""

import struct

from experiments.parsers.event_records import record

BEGAN = 1_700_000_000.0


def varint(value: int) -> bytes:
    value %= 2**64
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def number_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def bytes_field(number: int, value: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(value)) + value


def scalar(tag: str, value: float) -> bytes:
    """A value as TensorFlow 1, PyTorch and tensorboardX write it."""
    return bytes_field(1, bytes_field(1, tag.encode()) + b"\x15" + struct.pack("<f", value))


def tensor(tag: str, content: bytes, *, dtype: int = 1, shape: bytes = b"", plugin: str = ""):
    """A value as TensorFlow 2 writes it; `content` as a field of a tensor."""
    message = number_field(1, dtype) + bytes_field(2, shape) + content
    metadata = bytes_field(9, bytes_field(1, bytes_field(1, plugin.encode()))) if plugin else b""
    return bytes_field(1, bytes_field(1, tag.encode()) + metadata + bytes_field(8, message))


def event(step: int, *values: bytes, wall: float = BEGAN) -> bytes:
    """A record; step 0 is left out, as protocol buffers do."""
    said = number_field(2, step) if step else b""
    return record(b"\x09" + struct.pack("<d", wall) + said + bytes_field(5, b"".join(values)))


def begin(wall: float = BEGAN) -> bytes:
    """The first record of every file."""
    return record(b"\x09" + struct.pack("<d", wall) + bytes_field(3, b"brain.Event:2"))
