import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.charts.figure_words import annotations
from experiments.charts.mark_words import MIDDLE, Words, mark_words
from experiments.charts.panel_svg import MEDIUM, NARROW, WIDE, draw, panel_size
from experiments.charts.panels import Panel, run_panels
from experiments.curves import Series
from tests.charts.drawings import Drawing

SIZES = (WIDE, MEDIUM, NARROW)


def losses(*values: float) -> list[Series]:
    at = list(range(1, len(values) + 1))
    below = [0.9 * value for value in values]
    return [
        Series.of("train_loss", "loss", "train", below, epoch=at),
        Series.of("val_loss", "loss", "val", list(values), epoch=at),
    ]


def panel(series: list[Series], other: float | None = None) -> Panel:
    val = next(s for s in series if s.split == "val")
    best = float(val.epoch[int(np.nanargmin(val.value))])
    return run_panels(series, keep_by_loss=best, keep_by_accuracy=other)[0]


def under(words: Words, points: np.ndarray) -> int:
    x, y = points[:, 0] - words.left, points[:, 1] - words.y
    return int(((x >= 0) & (x <= words.width) & (y >= -10) & (y <= 3)).sum())


def crossings(drawn: Panel) -> list[int]:
    """How many points of the lines lie under the words, for each size."""
    found = []
    for size in (panel_size(size, drawn) for size in SIZES):
        placed = [words for words in mark_words(drawn, size) if words]
        for line in drawn.lines:
            # Closer than any word is wide: a line through one has points in it.
            x = np.linspace(line.x[0], line.x[-1], 2000)
            points = size.points(drawn.x_axis, drawn.y_axis, x, np.interp(x, line.x, line.y))
            found += [under(words, points) for words in placed]
    return found


CURVES = {
    "overfits": [1.2, 0.8, 0.6, 0.5, 0.45, 0.47, 0.5, 0.55, 0.6, 0.65, 0.7],
    "falls to its end": [1.2, 0.9, 0.7, 0.5, 0.4, 0.35, 0.3, 0.28, 0.26, 0.25],
    "best at its start": [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    "flat": [0.69, 0.7, 0.69, 0.68, 0.69, 0.7, 0.69, 0.69],
    "low and flat": [2.0, 0.1, 0.05, 0.05, 0.04, 0.05, 0.05, 0.05, 0.05, 0.05],
}


@pytest.mark.parametrize("values", CURVES.values(), ids=list(CURVES))
def test_no_line_passes_through_the_words_of_the_best_point(values: list[float]) -> None:
    assert set(crossings(panel(losses(*values)))) == {0}


@pytest.mark.parametrize("values", CURVES.values(), ids=list(CURVES))
def test_words_of_two_marks_do_not_run_into_each_other(values: list[float]) -> None:
    for size in SIZES:
        placed = [words for words in mark_words(panel(losses(*values), other=6), size) if words]
        for one in placed:
            corners = [(two.left, two.y) for two in placed if two is not one]
            corners += [(two.left + two.width, two.y) for two in placed if two is not one]
            assert not under(one, np.array(corners).reshape(-1, 2))


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 5), min_size=2, max_size=12), st.integers(1, 12))
def test_all_words_lie_within_the_plot(values: list[float], other: int) -> None:
    drawn = panel(losses(*values), other=min(other, len(values)))
    for size in (panel_size(size, drawn) for size in SIZES):
        assert all(words is None or words.fit(size) for words in mark_words(drawn, size))
        best = [
            w for w, m in zip(mark_words(drawn, size), drawn.marks, strict=True) if m.kind == "best"
        ]
        assert all(words is not None for words in best)


def test_words_that_would_only_cover_lines_are_shorter_or_not_there() -> None:
    wild = losses(*[1.0 if i % 2 else 0.1 + i / 1000 for i in range(120)])
    drawn = panel(wild, other=50)
    best, ghost = mark_words(drawn, WIDE)
    assert best is not None
    assert ghost is None


@pytest.mark.parametrize("values", CURVES.values(), ids=list(CURVES))
def test_words_stay_where_the_server_drew_them_once_the_chart_is_interactive(
    values: list[float],
) -> None:
    drawn = panel(losses(*values))
    [mark] = drawn.marks
    for size in (panel_size(size, drawn) for size in SIZES):
        [text] = Drawing(draw(drawn, size)).by_class("lab-strong")
        [words] = [a for a in annotations(drawn, size) if a["text"] == text.text]
        x, y = size.x(drawn.x_axis, mark.x), size.y(drawn.y_axis, mark.y)
        assert float(text.get("x", "")) == pytest.approx(x + words["xshift"], abs=0.1)
        assert float(text.get("y", "")) == pytest.approx(y - words["yshift"] + MIDDLE, abs=0.1)


def test_where_values_are_not_finite_is_said_by_both_drawings_at_one_place() -> None:
    drawn = panel(losses(float("nan"), 0.9, 0.5, float("nan"), 0.6))
    [text] = [t for t in Drawing(draw(drawn)).by_class("lab") if "not finite" in str(t.text)]
    [words] = [a for a in annotations(drawn, WIDE) if "not finite" in a["text"]]
    assert text.text == words["text"] == "not finite, 1"
    assert "a-end" not in text.get("class", "")
    assert words["xanchor"] == "left"
