"""Events and their values, and where in the bytes they stand."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.errors import ParseError
from experiments.parsers.event_messages import Value, read_event
from experiments.parsers.event_records import read_records
from tests.event_files import BEGAN, bytes_field, event, number_field, scalar, tensor


def payload(*values: bytes, step: int = 7) -> bytes:
    return read_records(event(step, *values)).payload(0)


def only(written: bytes) -> Value:
    [value] = read_event(payload(written)).values
    return value


@given(st.integers(-(2**63), 2**63 - 1), st.text(max_size=200), st.floats(width=32))
def test_what_is_read_stands_where_it_is_said_to_stand(step, tag, number):
    data = payload(scalar(tag, number), step=step)
    found = read_event(data)
    [value] = found.values
    assert (found.wall, found.step) == (BEGAN, step)
    assert value.tag == data[value.tag_at.start : value.tag_at.end] == tag.encode()
    raw = data[value.number_at.start : value.number_at.end]
    assert raw == struct.pack("<f", value.number) == struct.pack("<f", number)
    assert struct.unpack_from("<d", data, found.wall_at.start) == (BEGAN,)


def test_shapes_with_one_element_are_scalars_and_others_are_not():
    number = bytes_field(5, struct.pack("<f", 0.5))
    one, two = (bytes_field(2, number_field(1, size)) for size in (1, 2))
    assert only(tensor("loss", number)).number == 0.5
    assert only(tensor("loss", number, shape=one + one)).number == 0.5
    assert only(tensor("loss", number, shape=one + two)).number is None
    assert only(tensor("loss", number, shape=bytes_field(2, b""))).number is None


@pytest.mark.parametrize(
    ("dtype", "content"),
    [
        (1, bytes_field(5, bytes(8))), (1, bytes_field(4, bytes(3))), (1, bytes_field(4, bytes(8))),
        (3, bytes_field(7, b"\1\2")), (3, number_field(7, 1) * 5), (3, bytes_field(7, bytes(4000))),
    ],
)  # fmt: skip
def test_tensors_that_hold_another_count_of_numbers_are_no_scalars(dtype, content):
    assert only(tensor("loss", content, dtype=dtype)).number is None


def test_types_that_are_no_numbers_are_no_scalars():
    for dtype in (0, 8, 18, 20, 99):
        assert only(tensor("loss", bytes_field(4, bytes(8)), dtype=dtype)).number is None


def test_a_text_and_what_its_plugin_keeps():
    plugin = bytes_field(1, b"hparams") + bytes_field(2, b"kept")
    metadata = bytes_field(9, bytes_field(1, plugin))
    value = only(bytes_field(1, bytes_field(1, b"tag") + metadata))
    assert (value.tag, value.plugin, value.content) == (b"tag", "hparams", b"kept")
    value = only(tensor("note", bytes_field(8, "π".encode()), dtype=7, plugin="text"))
    assert (value.text, value.plugin, value.number) == ("π", "text", None)


def test_fields_of_another_type_than_theirs_are_passed_over():
    assert read_event(number_field(1, 5) + bytes_field(2, b"x") + number_field(5, 1)).step == 0


def test_a_value_that_is_no_message_is_refused_when_it_is_asked_for():
    found = read_event(bytes_field(5, bytes_field(1, b"\x0a\x7f")))
    with pytest.raises(ParseError, match="longer than its message"):
        list(found.values)
