from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from experiments.charts.overlay import OverlayMean, OverlayPanel, overlay_panels
from experiments.charts.overlay_svg import draw_overlay
from experiments.charts.panel_svg import NARROW, WIDE, Size
from experiments.charts.panels import Options
from experiments.comparison.groups import mean_curve
from tests.charts.overlay_runs import run


def svg(panel: OverlayPanel, size: Size = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(draw_overlay(panel, size))


def classes(drawn: ElementTree.Element, tag: str) -> list[str]:
    return [element.get("class", "") for element in drawn.iter(tag)]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_twenty_runs_end_in_letters_that_stand_apart_inside_the_drawing(size):
    runs = [run(chr(65 + i), [1.0, 0.5 + i / 1000], i % 8 + 1) for i in range(20)]
    (panel,) = overlay_panels(runs)
    labels = [t for t in svg(panel, size).iter("text") if t.get("class").startswith("lab f")]
    heights = sorted(float(text.get("y")) for text in labels)
    assert len(heights) == 20
    assert min(b - a for a, b in pairwise(heights)) > 8
    assert heights[-1] <= size.height


def test_a_line_has_the_colour_of_its_run_and_the_style_of_its_split():
    (panel,) = overlay_panels([run("A", [1, 2]), run("B", [2, 1], 2)])
    lines = [name for name in classes(svg(panel), "path") if name.startswith("line")]
    assert lines == ["line val s1", "line val s2"]


def test_a_run_that_is_not_ranked_by_loss_is_thin():
    (panel,) = overlay_panels([run("A", [1, 2]), run("B", [2, 1], 2, ranked=False)])
    assert "line val s2 thin" in classes(svg(panel), "path")


def test_a_smoothed_line_has_the_logged_one_behind_it():
    options = Options(splits=("val",), smooth=2)
    (panel,) = overlay_panels([run("A", [1, 2, 1, 2])], options=options)
    assert "line raw val s1" in classes(svg(panel), "path")


def test_a_mean_and_its_band_end_with_the_shortest_run():
    curve = mean_curve(
        [
            (np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.6, 0.5])),
            (np.array([1.0, 2.0]), np.array([1.2, 0.8])),
        ]
    )
    means = [OverlayMean("0.1", 2, {"loss": curve, "accuracy": curve})]
    (panel,) = overlay_panels([run("A", [1.0, 0.6, 0.5], 2)], means=means)
    drawn = svg(panel)
    (band,) = [p for p in drawn.iter("path") if p.get("class") == "mean-band f2"]
    assert band.get("d").count("L") == 3
    assert "line mean s2" in classes(drawn, "path")
    assert "line val s2 behind" in classes(drawn, "path")
    assert not list(drawn.iter("circle"))


def test_the_marked_epoch_is_a_dot_of_the_run_s_colour():
    (panel,) = overlay_panels([run("A", [0.9, 0.5, 0.6], 4)])
    assert classes(svg(panel), "circle") == ["dot f4"]


def test_a_name_with_markup_is_text():
    (panel,) = overlay_panels([run("A", [0.9, 0.5], name="<b>&")])
    assert "<b>&" in svg(panel).find("desc").text


def test_an_accuracy_is_not_thin_where_a_loss_is():
    both = [
        run("A", [1, 2], accuracies=[0.5, 0.6]),
        run("B", [2, 1], 2, accuracies=[0.6, 0.7], ranked=False),
    ]
    loss, accuracy = (draw_overlay(panel) for panel in overlay_panels(both))
    assert "thin" in loss
    assert "thin" not in accuracy
