"""Lines read by Arrow are read as Python reads them, or not by Arrow."""

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.predictions.readers.json_arrow import Shape, columns
from experiments.predictions.readers.json_columns import column, flat
from experiments.predictions.readers.source import Chunk
from experiments.predictions.readers.values import as_text

NUMBERS = st.floats() | st.integers(-(2**70), 2**70) | st.none()
LISTS = st.lists(NUMBERS, min_size=2, max_size=2)
ROWS = st.fixed_dictionaries(
    {"label": st.text(max_size=3) | NUMBERS, "probs": LISTS | st.lists(NUMBERS, max_size=3)},
    optional={
        "by": st.dictionaries(st.sampled_from("ab"), NUMBERS),
        "by/a": NUMBERS,
        "on": NUMBERS,
    },
)
FIRST = [
    {"label": "cat", "probs": [0.5, 0.5], "by": {"a": 1.0, "b": 0.5}, "on": 1},
    {"label": 1, "probs": [1, 2]},
]


def cells(chunk: Chunk) -> list[object]:
    """Rows of lists as they are, all else as text, with None for what is missing."""
    matrix = isinstance(chunk, np.ndarray) and chunk.ndim == 2
    return chunk.tolist() if matrix else as_text(chunk).to_pylist()


def in_python(rows: list[dict[str, object]], name: str) -> list[object]:
    return cells(column(name, [flat(row).get(name) for row in rows], [""] * len(rows)))


def in_arrow(
    rows: list[dict[str, object]], name: str, first: dict[str, object]
) -> list[object] | None:
    head = {n: column(n, [v], [""]) for n, v in flat(first).items()}
    found = columns(list(map(json.dumps, rows)), [name], Shape.of([first, *rows], head))
    return None if found is None else cells(found[name])


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("name", ["label", "probs", "by/a", "on"])
@given(rows=st.lists(ROWS, min_size=1, max_size=3))
def test_whatever_arrow_reads_is_what_python_reads(rows, name, first):
    found = in_arrow(rows, name, first) if name in flat(first) else None
    if found is not None:
        np.testing.assert_equal(found, in_python(rows, name))


@pytest.mark.parametrize("name", ["label", "probs", "by/a", "on"])
def test_plain_lines_are_read(name):
    rows = [FIRST[0]] * 3
    assert in_arrow(rows, name, FIRST[0]) == in_python(rows, name)


@pytest.mark.parametrize(
    "line",
    ["{", '{"p": "?"}', '{"p": true}', '{"p": [1]}', '{"p": 1} {"p": 2}', f'{{"p": {2**60}}}'],
)
def test_what_is_not_sure_to_be_the_same_is_left_to_python(line):
    shape = Shape({"p": ("p",)}, {"p": pa.float64()})
    assert columns(['{"p": 1}'], ["p"], shape)["p"].tolist() == [1.0]
    assert columns(['{"p": 1}', line], ["p"], shape) is None


def test_a_name_that_two_ways_lead_to_is_left_to_python():
    rows = [{"a": {"b": 1}}, {"a/b": 2}]
    shape = Shape.of(rows, {"a/b": np.array([1.0])})
    assert columns(list(map(json.dumps, rows)), ["a/b"], shape) is None


def test_after_the_first_thousand_lines_values_may_change_their_type(upload):
    rows = [{"label": i % 2, "prob": 0.25} for i in range(1500)]
    text = "\n".join(
        map(json.dumps, [*rows, {"label": "1", "prob": 1}, {"label": 0, "prob": "0.5"}])
    )
    scores = upload(text)
    assert scores.labels[-3:].tolist() == [1, 1, 0]
    assert scores.values[-3:, 1].tolist() == [0.25, 1.0, 0.5]
