"""Tables that are read at once: the same numbers as cell by cell, or none at all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.parsers import delimited, plain_numbers, read_log
from experiments.parsers.cells import numbers
from experiments.parsers.lines import Lines

written = (
    st.floats(allow_nan=False, allow_infinity=False).map(repr)
    | st.integers(-(10**30), 10**30).map(str)
    | st.text("0123456789.", min_size=1, max_size=40)
    | st.text("0123456789+-.eE", max_size=7)
    | st.just("")
)
rows = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(written, min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def read_at_once(lines, delimiter, width):
    return plain_numbers.plain_numbers(Lines("\n".join(lines)), 0, len(lines), delimiter, width)


@settings(max_examples=500)
@given(rows, st.sampled_from(",;\t"))
def test_what_is_read_at_once_is_what_is_read_cell_by_cell(cells, delimiter):
    lines = [delimiter.join(row) for row in cells]
    found = read_at_once(lines, delimiter, len(cells[0]))
    if found is None:
        return
    for column, texts in zip(found, zip(*cells, strict=True), strict=True):
        expected = numbers(texts)
        assert expected.bad == ()
        assert column.row.tolist() == expected.row.tolist()
        assert column.value.tobytes() == expected.value.tobytes()


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=1))
def test_plain_numbers_are_read_at_once_and_exactly(values):
    lines = [",".join(map(repr, row)) for row in values]
    found = read_at_once(lines, ",", 3)
    columns = [np.array(column) for column in zip(*values, strict=True)]
    assert [c.value.tobytes() for c in found] == [c.tobytes() for c in columns]


@pytest.mark.parametrize(
    "lines",
    [
        ["1,2", "3,nan"], ["1,2", "inf,1"], ["1,2", "3"], ["1,2", "3,4,5"], ["1,2", "3", "4,5,6"],
        ["1,2", ""], ["1,2", ","], ["1,2", "3, 4"], ["1,2", '3,"4"'], ["1,2", "#3,4"],
        ["1,2", "1_0,4"], ["1,2", "1-2,4"], ["1,2", "-,4"], ["1,2", "٣,4"],
        ["1,2,3", "4,5,6"], ["1", "2"], [],
    ],
)  # fmt: skip
def test_anything_else_is_left_to_be_read_cell_by_cell(lines):
    assert read_at_once(lines, ",", 2) is None


def test_long_tables_are_read_in_blocks(monkeypatch):
    monkeypatch.setattr(plain_numbers, "_BLOCK_CHARACTERS", 10)
    lines = [f"{i},{i / 7 if i % 3 else ''}" for i in range(50)]
    epoch, loss = read_at_once(lines, ",", 2)
    assert epoch.value.tolist() == list(range(50))
    assert loss.row.tolist() == [i for i in range(50) if i % 3]
    assert loss.value.tolist() == [i / 7 for i in range(50) if i % 3]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_log_is_the_same_read_either_way(monkeypatch, end):
    lines = [f"{i},{1 / (i + 1)},{'' if i % 4 else 2 / (i + 1)}" for i in range(30)]
    data = ("\n".join(["epoch,loss,val_loss", *lines]) + end).encode()
    slowly = read_log("log.csv", data).runs
    monkeypatch.setattr(delimited, "_LONG", 1)
    monkeypatch.setattr(delimited, "_read_rows", None)
    quickly = read_log("log.csv", data).runs
    for one, other in zip(slowly[0].series, quickly[0].series, strict=True):
        assert (one.name, one.kind, one.split) == (other.name, other.kind, other.split)
        for name in ("step", "value", "epoch", "time"):
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
