import re
from dataclasses import replace
from xml.etree import ElementTree

from experiments.charts.pareto import ParetoRun, draw_pareto, pareto

FIRST = ParetoRun("A", 1, "first", (14, 0.22, 0.91), (51, 0.30, 0.927), (0.90, 0.92), (0.2, 0.24))
SECOND = ParetoRun("B", 2, "<second>", (38, 0.19, 0.936), (55, 0.2, 0.94), (0.93, 0.943))


def drawn(*runs: ParetoRun) -> ElementTree.Element:
    return ElementTree.fromstring(draw_pareto(pareto(runs)))


def test_each_run_has_a_dot_a_ring_and_its_epoch():
    svg = drawn(FIRST, SECOND)
    circles = [circle.get("class") for circle in svg.iter("circle")]
    assert circles == ["dot-o s1", "f1", "dot-o s2", "f2"]
    assert {"A 14", "B 38"} <= {text.text for text in svg.iter("text")}


def test_the_more_accurate_run_lies_to_the_right_and_the_lower_loss_below():
    dots = [c for c in drawn(FIRST, SECOND).iter("circle") if c.get("class").startswith("f")]
    assert float(dots[0].get("cx")) < float(dots[1].get("cx"))
    assert float(dots[0].get("cy")) < float(dots[1].get("cy"))


def test_a_loss_that_cannot_be_compared_is_a_line_at_its_accuracy():
    svg = drawn(FIRST, replace(SECOND, comparable=False))
    assert "B 55, loss not comparable" in [text.text for text in svg.iter("text")]
    assert len(list(svg.iter("circle"))) == 2


def test_names_are_escaped():
    assert "<second>" in drawn(FIRST, SECOND).find("desc").text


def test_equal_runs_are_drawn_on_axes_that_have_a_length():
    bare = replace(FIRST, loss_interval=None, accuracy_interval=None, accuracy_best=None)
    assert len(list(drawn(bare).iter("circle"))) == 1


def test_of_many_runs_only_those_of_the_front_are_drawn_in_full():
    runs = [
        ParetoRun(
            chr(65 + i),
            1,
            f"run {i}",
            (2, 0.5 + i / 10, 0.9 - i / 100),
            (3, 0.6 + i / 10, 0.92 - i / 100),
            accuracy_interval=(0.85 - i / 100, 0.93 - i / 100),
            on_front=i == 0,
        )
        for i in range(12)
    ]
    drawn = draw_pareto(pareto(runs))
    assert drawn.count('class="ci s1"') == 1
    assert ">A 2</text>" in drawn
    assert ">B</text>" in drawn


def test_runs_whose_loss_is_not_comparable_are_named_on_lines_of_their_own():
    other = [
        ParetoRun(letter, 2, letter, None, (3, 0.6, 0.92), comparable=False) for letter in "BC"
    ]
    drawn = draw_pareto(pareto([ParetoRun("A", 1, "first", (2, 0.5, 0.9), (3, 0.6, 0.92)), *other]))
    heights = re.findall(r'y="([\d.]+)">[BC] 3, loss not comparable', drawn)
    assert len(set(heights)) == 2


def test_losses_far_apart_lie_on_a_logarithmic_axis():
    far = replace(SECOND, loss_best=(38, 7.1, 0.6), accuracy_best=(55, 9.0, 0.64))
    assert pareto([FIRST, far]).y_axis.log
    assert not pareto([FIRST, SECOND]).y_axis.log
    assert "loss, log scale" in draw_pareto(pareto([FIRST, far]))
