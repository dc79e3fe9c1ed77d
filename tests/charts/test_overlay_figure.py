import json

import numpy as np

from experiments.charts.overlay import OverlayMean, overlay_panels
from experiments.charts.overlay_figure import overlay_figure
from experiments.charts.overlay_svg import draw_overlay
from experiments.charts.panels import Options
from experiments.comparison.groups import mean_curve
from tests.charts.overlay_runs import NAN, run


def test_every_run_is_a_trace_of_its_letter_and_colour():
    (panel,) = overlay_panels([run("A", [0.9, 0.5]), run("B", [0.8, 0.6], 2)])
    lines = [t for t in overlay_figure(panel)["data"] if t["meta"] == "line"]
    assert [(t["name"], t["line"]["color"]) for t in lines] == [("A", "--run-1"), ("B", "--run-2")]


def test_only_the_main_line_of_a_run_bears_its_letter_alone():
    options = Options(splits=("train", "val"))
    (panel,) = overlay_panels([run("A", [0.9, 0.5], train=[0.8, 0.3])], options=options)
    names = {t["name"] for t in overlay_figure(panel)["data"] if t["meta"] == "line"}
    assert names == {"A", "A train"}


def test_what_is_logged_can_be_read_out_of_a_smoothed_figure():
    options = Options(splits=("val",), smooth=2)
    (panel,) = overlay_panels([run("A", [1, 2, 1, 2])], options=options)
    (raw,) = [t for t in overlay_figure(panel)["data"] if t["meta"] == "raw"]
    assert raw["y"] == [1, 2, 1, 2]


def test_means_are_read_out_by_number_over_bands():
    curve = mean_curve([(np.array([1.0, 2.0]), np.array([1.0, y])) for y in (0.5, 0.7)])
    means = [OverlayMean("0.1", 3, {"loss": curve, "accuracy": curve})]
    (panel,) = overlay_panels([run("A", [1.0, 0.5])], means=means)
    roles = [(t["meta"], t["name"]) for t in overlay_figure(panel)["data"]]
    assert roles == [("band", "band"), ("band", "band"), ("line", "A"), ("mean", "mean 1")]


def test_a_figure_is_json_and_its_gaps_are_null():
    (panel,) = overlay_panels([run("A", [0.9, NAN, 0.5])])
    drawn = json.loads(json.dumps(overlay_figure(panel), allow_nan=False))
    assert drawn["data"][0]["y"] == [0.9, None, 0.5]


def test_a_narrow_figure_has_letters_only():
    (panel,) = overlay_panels([run("A", [0.9, 0.5])])
    drawn = overlay_figure(panel)
    assert [a["text"] for a in drawn["frames"]["narrow"]["annotations"]] == ["A"]
    assert [a["text"] for a in drawn["frames"]["wide"]["annotations"]] == ["A 0.5000"]


def test_a_cut_start_is_named():
    (panel,) = overlay_panels([run("A", [90.0, *[0.5] * 20])])
    assert "to 90.0000" in [
        a["text"] for a in overlay_figure(panel)["frames"]["wide"]["annotations"]
    ]


def test_lines_of_many_runs_are_lighter_than_those_of_few():
    many = [run(chr(65 + i), [1.0, 0.5 + i / 100], i % 8 + 1) for i in range(12)]
    widths = []
    for runs in (many[:3], many):
        (panel,) = overlay_panels(runs)
        drawn = overlay_figure(panel)["data"]
        widths.append({t["line"]["width"] for t in drawn if t["meta"] == "line"})
        assert ("crowd" in draw_overlay(panel)) == (len(runs) > 8)
    (few,), (all_of_them,) = widths
    assert all_of_them < few
