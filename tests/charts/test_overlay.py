from itertools import pairwise
from xml.etree import ElementTree

import pytest

from experiments.charts.overlay import OverlayRun, draw_overlay, overlay_panels, overlay_table
from experiments.charts.panel_svg import NARROW, WIDE
from experiments.curves import Series

NAN = float("nan")


def run(letter: str, losses: list[float], colour: int = 1, name: str = "run") -> OverlayRun:
    epochs = list(range(1, len(losses) + 1))
    logged = [Series.of("val_loss", "loss", "val", losses, epoch=epochs)]
    return OverlayRun(letter, colour, name, logged, {"loss": 2.0})


def drawn(runs: list[OverlayRun], size=WIDE) -> ElementTree.Element:
    (panel,) = overlay_panels(runs)
    return ElementTree.fromstring(draw_overlay(panel, size))


def letters(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return [t for t in svg.iter("text") if t.get("class", "").startswith("lab f")]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_twenty_runs_end_in_letters_that_stand_apart_inside_the_drawing(size):
    runs = [run(chr(65 + i), [1.0, 0.5 + i / 1000], i % 8 + 1) for i in range(20)]
    heights = sorted(float(text.get("y")) for text in letters(drawn(runs, size)))
    assert len(heights) == 20
    assert min(b - a for a, b in pairwise(heights)) > 8
    assert heights[-1] <= size.height


def test_a_line_has_the_colour_of_its_run_and_the_style_of_its_split():
    lines = [p.get("class") for p in drawn([run("A", [1, 2]), run("B", [2, 1], 2)]).iter("path")]
    assert [name for name in lines if name.startswith("line")] == ["line val s1", "line val s2"]


def test_a_value_that_is_not_finite_leaves_a_gap():
    (panel,) = overlay_panels([run("A", [0.9, NAN, 0.5])])
    assert [row.cells for row in overlay_table(panel)] == [("0.9000",), ("–",), ("0.5000",)]


def test_a_name_with_markup_is_text():
    svg = drawn([run("A", [0.9, 0.5], name="<b>&")])
    assert "<b>&" in svg.find("desc").text


def test_a_long_run_has_sixty_rows_and_its_last_epoch():
    (panel,) = overlay_panels([run("A", [1 / i for i in range(1, 301)])])
    rows = overlay_table(panel)
    assert len(rows) == 60
    assert rows[-1].x == "300"


def test_every_cell_of_a_long_table_is_a_value_that_was_logged():
    runs = [run(letter, [1 / (i + 1) for i in range(2000)]) for letter in "AB"]
    (panel,) = overlay_panels(runs)
    assert all("–" not in row.cells for row in overlay_table(panel))


def test_runs_without_losses_and_accuracies_have_no_chart():
    assert overlay_panels([OverlayRun("A", 1, "empty", [])]) == []
