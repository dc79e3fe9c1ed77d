"""Rows that are packed come back as they were, whatever their cells hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers import packed
from experiments.parsers.packed import PackedRecords, PackedRows

cells = st.text(alphabet="01.,a\x1f\n", max_size=4)


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "_BLOCK_ROWS", 3)
        yield


def rows_of(rows: list[list[str]]) -> PackedRows:
    made = PackedRows()
    for row in rows:
        made.append(row)
    return made


@given(st.lists(st.lists(cells, min_size=1, max_size=3), max_size=10))
def test_rows_of_any_lengths_come_back(rows):
    made = rows_of(rows)
    assert list(made) == rows
    assert sum(made.lengths.values()) == len(made) == len(rows)


@given(st.lists(st.tuples(cells, cells).map(list), min_size=1, max_size=10), st.data())
def test_a_column_is_the_same_in_order_by_place_and_in_slices(rows, data):
    wanted = [row[1] for row in rows]
    column = rows_of(rows).column(1)
    place = data.draw(st.integers(-len(rows), len(rows) - 1))
    assert list(column) == wanted
    assert column[place] == wanted[place]
    assert column[1:] == wanted[1:]
    assert column[::-1] == wanted[::-1]
    with pytest.raises(IndexError):
        column[len(rows)]


@given(st.lists(st.dictionaries(st.sampled_from("abcdefg"), cells), max_size=10), st.booleans())
def test_records_that_name_any_columns_come_back(records, sparse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "_MOST_NAMES", 2 if sparse else 200)
        made = PackedRecords()
        for record in records:
            made.append(record)
        columns = {name: list(made.column(name)) for name in made.names}
    assert list(columns) == list(dict.fromkeys(name for record in records for name in record))
    assert len(made) == len(records)
    assert all(c == [r.get(name, "") for r in records] for name, c in columns.items())


def test_the_last_row_can_be_taken_away():
    made = rows_of([["1", "2"]] * 4 + [["3"]])
    assert made.last == ["3"]
    assert made.pop() == ["3"]
    assert (len(made), dict(made.lengths), made.last) == (4, {2: 4}, ["1", "2"])
