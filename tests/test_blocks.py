import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.blocks import SHORT, columns_of, pack

INTEGERS = st.integers(-(2**63), 2**63 - 1)
COLUMNS = st.integers(1, 60).flatmap(lambda n: arrays("<i8", (4, n), elements=INTEGERS))


def unpacked(block: bytes) -> np.ndarray:
    columns = columns_of(block)
    into = np.zeros((4, columns[0].count), dtype="<i8")
    for column, numbers in zip(columns, into, strict=True):
        column.unpack(numbers)
    return into


@given(COLUMNS)
def test_numbers_of_a_short_block_come_back(columns: np.ndarray) -> None:
    assert np.array_equal(unpacked(pack(list(columns))), columns)


@given(COLUMNS, st.integers(SHORT, SHORT + 100))
def test_numbers_of_a_long_block_come_back(columns: np.ndarray, count: int) -> None:
    columns = np.stack([np.resize(column, count) for column in columns])

    assert np.array_equal(unpacked(pack(list(columns))), columns)


@given(st.integers(SHORT, 3 * SHORT), INTEGERS, st.integers(-(2**40), 2**40))
def test_columns_that_grow_evenly_take_a_few_bytes(count: int, first: int, step: int) -> None:
    column = np.arange(count) * step + np.array(first)

    block = pack([column] * 4)

    assert len(block) == 5 + 4 * 21
    assert np.array_equal(unpacked(block), [column] * 4)


@pytest.mark.parametrize("count", [1, 20, SHORT - 1, SHORT, 10 * SHORT])
def test_numbers_without_a_pattern_take_hardly_more_than_they_are(count: int) -> None:
    columns = np.random.default_rng(0).integers(-(2**61), 2**61, (4, count))

    assert len(pack(list(columns))) < 1.01 * columns.nbytes + 50


def test_a_single_point_takes_a_few_bytes() -> None:
    assert len(pack([np.array([n]) for n in (3, 0, 0, 2**62)])) < 40


@pytest.mark.parametrize("version", [0, 3, 9])
def test_a_block_of_another_version_is_named(version: int) -> None:
    block = bytes([version]) + pack([np.arange(2)] * 4)[1:]
    with pytest.raises(ValueError, match=f"version {version}; this program reads 1 and 2"):
        columns_of(block)


def test_a_block_that_lost_points_is_named() -> None:
    short = struct.pack("<BI", 1, 1) + zlib.compress(b"\x00" * 8)
    with pytest.raises(ValueError, match="block of 1 points holds 8 bytes"):
        unpacked(short)
