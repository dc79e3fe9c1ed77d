"""Records in blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers import ParseError
from experiments.parsers.record_log import BLOCK, Records
from tests.parsers.wandb_files import FIRST, LAST, pack, piece_of

LENGTHS = st.sampled_from([0, 1, 5, 100, BLOCK - 14, BLOCK - 8, BLOCK - 7, BLOCK, 3 * BLOCK])


@given(st.lists(LENGTHS, max_size=8), st.sampled_from([0, 7]))
def test_records_of_any_length_come_back(lengths, start):
    written = [bytes([number]) * length for number, length in enumerate(lengths)]
    records = Records(bytes(start) + pack(written, start), start)
    assert list(records) == written
    assert not records.cut


@given(st.integers(0, 3 * BLOCK))
def test_a_log_that_was_cut_off_gives_its_whole_records(end):
    written = [bytes([number]) * 20_000 for number in range(4)]
    log = pack(written)
    records = Records(log[:end])
    found = list(records)
    assert found == written[: len(found)]
    assert records.cut or 0 <= min(end, len(log)) - len(pack(found)) < 7


@given(st.integers(0, 41_000), st.integers(0, 7))
def test_a_bit_that_flipped_is_never_taken_for_a_record(place, bit):
    written = [b"a" * 100, b"b" * 40_000, b"c" * 1000]
    log = bytearray(pack(written))
    log[place] ^= 1 << bit
    found = read_up_to_damage(bytes(log))
    assert found == written[: len(found)]


def read_up_to_damage(log: bytes) -> list[bytes]:
    records, found = iter(Records(log)), []
    try:
        while (record := next(records, None)) is not None:
            found.append(record)
    except ParseError as error:
        assert "at its byte" in error.reason
    return found


def test_a_wrong_checksum_is_told_with_its_place():
    log = bytearray(pack([b"one", b"two"]))
    log[-1] ^= 1
    with pytest.raises(ParseError, match="the piece at its byte 10 does not fit its checksum"):
        list(Records(bytes(log)))


def test_zeros_at_the_end_are_no_records():
    records = Records(pack([b"one"]) + bytes(5000))
    assert list(records) == [b"one"]
    assert records.cut


@pytest.mark.parametrize(
    "log",
    [piece_of(LAST, b"b"), piece_of(FIRST, b"a") + piece_of(FIRST, b"b"), piece_of(9, b"a")],
)
def test_pieces_in_a_wrong_order_are_refused(log):
    with pytest.raises(ParseError, match="the piece at its byte"):
        list(Records(log))
