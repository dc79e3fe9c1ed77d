"""Lines of a text, cut when they are asked for, are those that splitting it gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers import lines as module
from experiments.parsers.lines import Lines

texts = st.text("ab\n", max_size=60)
places = st.integers(-70, 70)


@pytest.fixture(autouse=True, params=[1, 7, 50_000])
def blocks(request, monkeypatch):
    monkeypatch.setattr(module, "_BLOCK_CHARACTERS", request.param)


@given(texts)
def test_all_lines_are_there_in_their_order(text):
    lines = Lines(text)
    assert list(lines) == text.split("\n")
    assert len(lines) == len(text.split("\n"))


@given(texts, places)
def test_each_line_is_found_by_its_number(text, place):
    expected = text.split("\n")
    if -len(expected) <= place < len(expected):
        assert Lines(text)[place] == expected[place]
    else:
        with pytest.raises(IndexError):
            Lines(text)[place]


@given(texts, places | st.none(), places | st.none(), st.sampled_from([None, 1, 2, -1]))
def test_slices_are_those_of_a_list(text, start, stop, step):
    assert Lines(text)[start:stop:step] == text.split("\n")[start:stop:step]


@given(texts, st.integers(0, 70))
def test_lines_since_one_of_them_are_the_rest(text, first):
    assert list(Lines(text).since(first)) == text.split("\n")[first:]


@given(st.data(), texts)
def test_neighbouring_lines_come_joined(data, text):
    expected = text.split("\n")
    first = data.draw(st.integers(0, len(expected) - 1))
    end = data.draw(st.integers(first + 1, len(expected)))
    assert Lines(text).joined(first, end) == "\n".join(expected[first:end])
