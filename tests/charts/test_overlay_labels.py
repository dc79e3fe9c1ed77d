from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.labels import Box
from experiments.charts.overlay import overlay_panels
from experiments.charts.overlay_figure import overlay_figure
from experiments.charts.overlay_labels import BASE, STEPS, overlay_size, placed
from experiments.charts.overlay_svg import draw_overlay
from experiments.charts.panel_svg import NARROW, WIDE
from experiments.charts.words import strong_width
from tests.charts.overlay_runs import run

LETTERS = "ABCDEFGHIJKLMNOPQRST"
logs = st.lists(st.lists(st.floats(0.01, 50), min_size=1, max_size=30), min_size=1, max_size=20)


def panel_of(losses):
    return overlay_panels([run(a, log) for a, log in zip(LETTERS, losses, strict=False)])[0]


@given(logs)
def test_no_label_inside_the_plot_covers_another_one(losses):
    panel = panel_of(losses)
    labels = placed(panel, overlay_size(WIDE, panel))
    boxes = [
        (label.end.at_edge, Box(label.left, strong_width(label.text), label.middle + BASE))
        for label in labels
    ]
    pairs = [pair for pair in combinations(boxes, 2) if not (pair[0][0] and pair[1][0])]
    assert not any(one.touches(other) for (_, one), (_, other) in pairs)


def test_labels_of_lines_that_end_together_stand_above_each_other_as_far_as_there_is_room():
    panel = panel_of([[0.9] * 100, [0.1] * 100, *([0.5] * 20 for _ in range(6))])
    inside = [label for label in placed(panel, WIDE) if not label.end.at_edge]
    assert len({label.middle for label in inside}) == len(inside) == len(STEPS)
    assert {label.text[1:] for label in inside} == {" 0.5000"}


def test_a_label_keeps_off_the_lines_of_other_runs():
    panel = panel_of([[0.9 - n / 100 for n in range(15)], [0.76] * 60, [0.2] * 60])
    [label] = [label for label in placed(panel, WIDE) if not label.end.at_edge]
    line = WIDE.y(panel.y_axis, 0.76)
    assert label.text == "A 0.7600"
    assert not label.middle - 8 < line < label.middle + 4


def test_a_label_that_would_run_into_others_says_its_letter_only():
    panel = panel_of([[0.9] * 100, [0.1] * 100, *([0.5] * 20 for _ in STEPS), [0.5] * 17])
    texts = {label.end.short: label.text for label in placed(panel, WIDE)}
    assert (texts["G"], texts["H"]) == ("G 0.5000", "H")


def test_crowded_letters_of_a_narrow_chart_stand_in_two_columns():
    panel = panel_of([[0.9, 0.5 + n / 100] for n in range(20)])
    size = overlay_size(NARROW, panel)
    lefts = {label.left for label in placed(panel, size)}
    assert lefts == {size.end + 6, size.end + 17}
    assert max(lefts) + strong_width("A") <= size.width


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_drawing_and_figure_have_the_same_labels(size):
    panel = panel_of([[0.9] * 30, *([0.5 + n] * 3 for n in range(5))])
    words = overlay_figure(panel, [size])["frames"][size.name]["annotations"]
    labels = placed(panel, overlay_size(size, panel))
    assert [word["text"] for word in words] == [label.text for label in labels]
    assert all(f">{label.text}</text>" in draw_overlay(panel, size) for label in labels)
