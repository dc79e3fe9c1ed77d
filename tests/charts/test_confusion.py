import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.confusion import heat_map, parts_of_rows, shades, short_name
from tests.charts.drawings import Drawing


def cells(svg: str, css: str) -> set[tuple[int, int]]:
    """The rows and columns that a shade covers."""
    drawing = Drawing(svg)
    margin, cell = (int(drawing.root.get(f"data-{name}", "")) for name in ("margin", "cell"))
    found = [re.findall(r"M(\d+) (\d+)h", e.get("d", "")) for e in drawing.by_class(css)]
    return {
        ((int(y) - margin) // cell, (int(x) - margin) // cell) for part in found for x, y in part
    }


def test_the_largest_mistake_is_the_darkest_and_right_answers_have_no_shade() -> None:
    assert shades(np.array([[900, 10, 0], [5, 40, 1], [0, 0, 7]])).tolist() == [
        [0, 5, 0],
        [3, 0, 1],
        [0, 0, 0],
    ]


def test_a_few_mistakes_do_not_look_like_many() -> None:
    assert shades(np.array([[4, 1], [2, 3]])).tolist() == [[0, 1], [2, 0]]


def test_by_rows_a_rare_class_can_be_the_darkest() -> None:
    counts = np.array([[990, 10], [2, 2]])
    assert shades(counts, "counts").tolist() == [[0, 5], [1, 0]]
    assert shades(counts, "rows").tolist() == [[0, 1], [5, 0]]


def test_without_mistakes_nothing_is_shaded() -> None:
    assert not shades(np.eye(3, dtype=int) * 7).any()


def test_another_way_of_shading_is_refused() -> None:
    with pytest.raises(ValueError, match="by must be one of"):
        shades(np.eye(2), "columns")


@given(st.integers(2, 12), st.data())
def test_every_mistake_is_seen(classes: int, data: st.DataObject) -> None:
    numbers = st.lists(st.integers(0, 10**6), min_size=classes**2, max_size=classes**2)
    counts = np.array(data.draw(numbers)).reshape(classes, classes)
    mistakes = counts * (1 - np.eye(classes, dtype=int))

    for by in ("counts", "rows"):
        assert ((shades(counts, by) > 0) == (mistakes > 0)).all()
        assert shades(counts, by).max() <= 5


def test_rows_without_samples_have_no_shares() -> None:
    assert parts_of_rows(np.array([[0, 0], [1, 3]])).tolist() == [[0, 0], [0.25, 0.75]]


@pytest.mark.parametrize("classes", [2, 21, 100, 200])
def test_cells_lie_at_their_row_and_column(classes: int) -> None:
    counts = np.eye(classes, dtype=int) * 50
    counts[1, 0], counts[0, classes - 1] = 9, 3
    svg = heat_map(counts.tolist(), [f"class {i}" for i in range(classes)], "counts", "Told.")

    assert cells(svg, "diag") == {(i, i) for i in range(classes)}
    mistakes = set().union(*(cells(svg, f"q{level}") for level in range(1, 6)))
    assert mistakes == ({(1, 0), (0, classes - 1)} if classes > 2 else {(1, 0), (0, 1)})


def test_names_that_would_touch_are_left_out() -> None:
    counts = np.eye(100, dtype=int)
    names = [f"class {i}" for i in range(100)]
    texts = Drawing(heat_map(counts.tolist(), names, "counts", "Told.")).texts()

    assert texts.count("class 0") == 2
    assert 40 <= len(texts) // 2 <= 60


def test_names_are_escaped_and_shortened() -> None:
    svg = heat_map([[1, 0], [1, 1]], ["<b>&", "a very long name of a class"], "rows", "1 < 2")
    texts = Drawing(svg).texts()

    assert "<b>" not in svg
    assert texts == ["<b>&", "<b>&", "a very long n…", "a very long n…"]
    assert short_name("abcdefgh", 6) == "abcde…"
