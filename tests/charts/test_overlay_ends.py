from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.overlay import OverlayMean, overlay_panels
from experiments.charts.overlay_ends import apart, line_ends
from experiments.comparison.groups import mean_curve
from tests.charts.overlay_runs import run


def test_labels_come_from_the_top_to_the_bottom_with_the_last_values():
    (panel,) = overlay_panels([run("A", [0.9, 0.5]), run("B", [0.9, 0.7], 2)])
    assert [end.text for end in line_ends(panel)] == ["B 0.7000", "A 0.5000"]


def test_a_run_that_ends_early_has_its_label_where_it_ends():
    (panel,) = overlay_panels([run("A", [0.9] * 10), run("B", [0.9, 0.7], 2)])
    assert {end.short: (end.at_edge, end.x) for end in line_ends(panel)} == {
        "A": (True, 10.0),
        "B": (False, 2.0),
    }


def test_a_run_above_the_axis_has_its_label_at_the_top():
    good = [run(letter, [0.6, 0.5, 0.4]) for letter in "ABC"]
    (panel,) = overlay_panels([*good, run("D", [1, 1e3, 1e9])])
    assert {end.short: end.y for end in line_ends(panel)}["D"] == panel.y_axis.high


def test_groups_have_the_labels_in_place_of_their_runs():
    curve = mean_curve([(np.array([1.0, 2.0]), np.array([1.0, 0.5]))])
    means = [OverlayMean("a very long value", 3, {"loss": curve, "accuracy": curve})]
    (panel,) = overlay_panels([run("A", [1.0, 0.5])], means=means)
    assert [(end.text, end.short, end.colour) for end in line_ends(panel)] == [
        ("a ver…value", "1", 3)
    ]


@given(st.lists(st.floats(0, 230), min_size=1, max_size=20))
def test_labels_never_cover_each_other_and_never_leave_the_chart(wanted):
    places = apart(sorted(wanted), 14, 230)
    least = min(14, 230 / len(wanted))
    assert all(b - a >= least - 1e-9 for a, b in pairwise(places))
    assert places[-1] <= 230
    assert places[0] >= -1e-9
