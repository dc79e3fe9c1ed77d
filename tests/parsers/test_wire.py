"""The wire format, against protobuf's own writer and against broken messages."""

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.errors import ParseError
from experiments.parsers.wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    double,
    fields,
    float32,
    signed,
    spans,
    text,
    varint,
    varints,
)


def encoded(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@given(st.integers(0, 2**64 - 1), st.binary(max_size=5))
def test_a_number_comes_back_whatever_stands_around_it(value, other):
    data = other + encoded(value) + other
    assert varint(data, len(other)) == (value, len(data) - len(other))


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_packed_numbers_come_back(values):
    assert varints(b"".join(map(encoded, values))) == values


@given(st.integers(-(2**63), 2**63 - 1))
def test_negative_numbers_are_twos_complements(value):
    assert signed(value % 2**64) == value


@given(st.floats(allow_nan=False), st.text(max_size=300))
def test_messages_of_protobuf_are_read(number, string):
    data = struct_pb2.Value(number_value=number).SerializeToString()
    [(field, wire_type, value)] = fields(data)
    assert (field, wire_type, double(value)) == (2, FIXED64, number)
    [(field, wire_type, value)] = fields(struct_pb2.Value(string_value=string).SerializeToString())
    assert (field, wire_type, text(value)) == (3, BYTES, string.replace("\0", "\\x00"))


def test_each_type_has_its_width():
    data = b"\x08\x01\x11" + b"\0" * 8 + b"\x1a\x02ab\x25\0\0\xc0?"
    found = list(fields(data))
    assert found == [
        (1, VARINT, 1),
        (2, FIXED64, b"\0" * 8),
        (3, BYTES, b"ab"),
        (4, FIXED32, b"\0\0\xc0?"),
    ]
    assert float32(found[3][2]) == 1.5


def test_a_message_may_stand_between_other_bytes():
    assert [tuple(span) for span in spans(b"\xff\x08\x01\xff", 1, 3)] == [(1, VARINT, 2, 3)]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x80", "number without an end at its byte 0"),
        (b"\x08" + b"\x80" * 12, "number without an end at its byte 1"),
        (b"\x08", "number without an end at its byte 1"),
        (b"\x12\x05abc", "longer than its message at its byte 0"),
        (b"\x08\x01\x11\0\0", "longer than its message at its byte 2"),
        (b"\x25\0", "longer than its message at its byte 0"),
        (b"\x0b", "unknown type 3 at its byte 0"),
        (b"\x0f", "unknown type 7 at its byte 0"),
    ],
)
def test_a_broken_message_is_refused_with_its_place(data, what):
    with pytest.raises(ParseError, match=what) as caught:
        list(fields(data))
    assert caught.value.advice


@given(st.binary(max_size=60), st.integers(0, 20), st.integers(0, 60))
def test_any_bytes_are_fields_within_bounds_or_refused(data, start, end):
    end = min(end, len(data))
    try:
        found = list(spans(data, start, end))
    except ParseError:
        return
    assert all(start <= span.start <= span.end <= end for span in found)
