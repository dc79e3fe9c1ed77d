"""Records and their checksums: damage is told from data, and from a file that is being written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.errors import ParseError
from experiments.parsers.event_records import begins_with_record, read_records, record

payloads = st.lists(st.binary(max_size=40), min_size=1, max_size=8)


def payloads_in(data: bytes) -> list[bytes]:
    records = read_records(data)
    return [records.payload(number) for number in range(len(records))]


@given(payloads)
def test_records_come_back_in_their_order(written):
    data = b"".join(map(record, written))
    assert payloads_in(data) == written
    assert read_records(data).complete


def test_a_record_is_framed_as_tensorflow_frames_it():
    """The first record of the files that TensorBoard's writers begin with, at time 0."""
    framed = record(b"\x09" + bytes(8) + b"\x1a\x0dbrain.Event:2")
    assert framed[:12] == bytes.fromhex("1800000000000000a37f4b22")


@given(payloads, st.data())
def test_a_file_that_is_cut_off_is_read_up_to_its_last_whole_record(written, data):
    whole = b"".join(map(record, written))
    cut = data.draw(st.integers(0, len(whole) - 1))
    records = read_records(whole[:cut])
    ends = np.cumsum([len(record(payload)) for payload in written])
    assert len(records) == int(np.searchsorted(ends, cut, side="right"))
    assert records.complete == (cut in (0, *ends))


@given(payloads, st.data())
def test_no_flipped_bit_goes_unseen(written, data):
    whole = bytearray(b"".join(map(record, written)))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ParseError, match="is damaged: the checksum of its"):
        read_records(bytes(whole))


def test_damage_is_told_with_the_record_and_its_place():
    whole = bytearray(record(b"first") + record(b"second") + record(b"third"))
    whole[len(record(b"first")) + 13] ^= 1
    with pytest.raises(
        ParseError, match=r"Record 2, at byte 21, is damaged: .* its data"
    ) as caught:
        read_records(bytes(whole))
    assert "Copy the file again" in caught.value.advice
    whole[len(record(b"first"))] ^= 1
    with pytest.raises(ParseError, match=r"Record 2, at byte 21, is damaged: .* its length"):
        read_records(bytes(whole))


def test_zeros_behind_the_last_record_are_no_records():
    with pytest.raises(ParseError, match="Record 2, at byte 19"):
        read_records(record(b"abc") + bytes(64))


def test_a_length_beyond_all_memory_is_a_record_that_is_cut_off():
    length = record(b"\xff" * 8)[12:20]
    header = length + record(length)[-4:]
    records = read_records(record(b"abc") + header + b"and so on")
    assert (len(records), records.complete) == (1, False)


@given(payloads)
def test_records_of_one_length_are_rows_of_a_block(written):
    records = read_records(b"".join(map(record, written)))
    same = np.flatnonzero(records.length == records.length[0])
    rows = [row.tobytes() for row in records.block(same)]
    assert rows == [payload for payload in written if len(payload) == len(written[0])]


def test_an_empty_file_has_no_records():
    records = read_records(b"")
    assert (len(records), records.complete) == (0, True)
    assert not begins_with_record(b"")
