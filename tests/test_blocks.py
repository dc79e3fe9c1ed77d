import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.blocks import GROWING, PLAIN, count_of, pack, unpack

INTEGERS = st.integers(-(2**63), 2**63 - 1)
COLUMNS = st.integers(1, 60).flatmap(lambda n: arrays("<i8", (4, n), elements=INTEGERS))
FORMS = (GROWING, GROWING, GROWING, PLAIN)


def unpacked(block: bytes, columns: int = 4) -> np.ndarray:
    into = np.zeros((columns, count_of(block)), dtype="<i8")
    unpack(block, into)
    return into


def first_version(columns: np.ndarray) -> bytes:
    """As blocks were written before columns were packed by themselves."""
    numbers = columns.copy()
    numbers[:3, 1:] -= columns[:3, :-1]
    by_byte = numbers.view(np.uint8).reshape(4, -1, 8).transpose(0, 2, 1)
    packed = zlib.compress(by_byte.tobytes(), 1)
    return struct.pack("<BI", 1, columns.shape[1]) + packed


@given(COLUMNS)
def test_numbers_come_back_as_they_were(columns: np.ndarray) -> None:
    assert np.array_equal(unpacked(pack(columns, FORMS)), columns)


@given(COLUMNS)
def test_blocks_of_the_first_version_are_still_read(columns: np.ndarray) -> None:
    assert np.array_equal(unpacked(first_version(columns)), columns)


@given(st.integers(1, 300), INTEGERS, INTEGERS)
def test_a_column_that_grows_evenly_takes_a_few_bytes(count: int, first: int, step: int) -> None:
    column = np.arange(count) * np.int64(step) + np.array(first)

    block = pack([column], [PLAIN])

    assert len(block) == 26
    assert np.array_equal(unpacked(block, 1)[0], column)


def test_numbers_without_a_pattern_take_hardly_more_than_they_are() -> None:
    column = np.random.default_rng(0).integers(-(2**62), 2**62, 10_000)

    assert len(pack([column], [PLAIN])) < 1.01 * column.nbytes


@pytest.mark.parametrize("version", [0, 3, 9])
def test_a_block_of_another_version_is_named(version: int) -> None:
    block = bytes([version]) + pack([np.arange(2)], [PLAIN])[1:]
    with pytest.raises(ValueError, match=f"version {version}; this program reads 1 to 2"):
        count_of(block)


def test_a_block_that_lost_points_is_named() -> None:
    short = struct.pack("<BI", 1, 1) + zlib.compress(b"\x00" * 8)
    with pytest.raises(ValueError, match="block of 1 points holds 8 bytes"):
        unpacked(short)
