from dataclasses import replace

import pytest

from experiments.charts.figure import figure
from experiments.charts.figure_words import annotations
from experiments.charts.panel_svg import MEDIUM, MULTIPLE, NARROW, WIDE, Size, draw
from experiments.charts.panels import Band, Options, Panel, run_panels
from experiments.charts.words import text_width
from experiments.curves import Series
from tests.charts.drawings import Drawing
from tests.charts.shapes import overfitting

BAND = Band(14, 60, "loss and accuracy disagree, 14–60")


def loss_panel(**options: object) -> Panel:
    return run_panels(
        overfitting(),
        bands=[BAND],
        keep_by_loss=14.0,
        keep_by_accuracy=60.0,
        options=Options(**options),
    )[0]


def test_each_split_has_a_line_of_its_own_kind() -> None:
    drawing = Drawing(draw(loss_panel()))

    assert len(drawing.points("train")) == len(drawing.points("val")) == 60


def test_higher_values_lie_higher_and_later_ones_further_right() -> None:
    points = Drawing(draw(loss_panel())).points("train")

    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert points[10][1] < points[-1][1]


def test_a_disagreement_is_shaded_from_its_first_to_its_last_epoch() -> None:
    drawing = Drawing(draw(loss_panel()))
    (shade,) = drawing.by_class("iv")
    x = [x for x, _ in drawing.points("val")]

    assert float(shade.get("x", "")) == pytest.approx(x[13], abs=0.1)
    assert float(shade.get("width", "")) == pytest.approx(x[59] - x[13], abs=0.2)
    assert drawing.texts("iv-lab") == [BAND.label]


@pytest.mark.parametrize(("tone", "own"), [("note", "dip-lab"), ("focus", "focus-lab")])
def test_what_a_band_says_has_its_tone(tone: str, own: str) -> None:
    panel = replace(loss_panel(), bands=(replace(BAND, tone=tone),))

    assert Drawing(draw(panel)).texts("iv-lab", own) == [BAND.label]
    words = {word["text"]: word["font"]["color"] for word in annotations(panel, WIDE)}
    assert words[BAND.label] == {"note": "--text-2", "focus": "--accent"}[tone]


def test_the_best_epoch_has_a_triangle_and_its_words() -> None:
    drawing = Drawing(draw(loss_panel()))

    assert len(drawing.by_class("best")) == 1
    assert drawing.texts("lab-strong") == ["lowest loss, 14"]


def test_lines_are_named_at_their_ends_and_do_not_touch() -> None:
    close = [
        Series.of("loss", "loss", "train", [0.9, 0.500], epoch=[1, 2]),
        Series.of("val_loss", "loss", "val", [0.9, 0.501], epoch=[1, 2]),
    ]
    drawing = Drawing(draw(run_panels(close)[0]))
    labels = drawing.by_class("lab", "f1")

    assert {label.text for label in labels} == {"train 0.5000", "val 0.5010"}
    assert abs(float(labels[0].get("y", "")) - float(labels[1].get("y", ""))) >= 12


def test_a_smoothed_chart_keeps_the_raw_line_visible() -> None:
    drawing = Drawing(draw(loss_panel(smooth=3)))

    assert len(drawing.by_class("line", "raw", "val")) == 1
    assert len(drawing.by_class("line", "val")) == 2


def test_a_cut_start_is_named() -> None:
    high = [Series.of("val_loss", "loss", "val", [9.0] + [0.5] * 19, epoch=list(range(20)))]

    assert Drawing(draw(run_panels(high)[0])).texts("cut") == ["to 9.0000"]


def test_a_small_chart_names_a_cut_start_too_before_and_after_the_script() -> None:
    high = [Series.of("val_loss", "loss", "val", [9.0] + [0.5] * 19, epoch=list(range(20)))]
    panel = run_panels(high, bands=[Band(0, 3, "overfits")])[0]
    [cut] = Drawing(draw(panel, MULTIPLE)).by_class("cut")
    [words] = figure(panel, (MULTIPLE,))["frames"]["small"]["annotations"]

    assert cut.text == words["text"] == "to 9.0000"
    assert float(cut.get("y", "")) > 0
    assert words["yshift"] == 0


def test_a_line_leaves_the_frame_at_its_top_and_is_clipped_there() -> None:
    high = [Series.of("val_loss", "loss", "val", [9.0] + [0.5] * 19, epoch=list(range(20)))]
    drawing = Drawing(draw(run_panels(high)[0]))
    (clip,) = drawing.root.iter("{http://www.w3.org/2000/svg}clipPath")
    (group,) = drawing.root.iter("{http://www.w3.org/2000/svg}g")

    assert drawing.points("val")[0][1] < 0
    assert float(clip[0].get("y", "")) == WIDE.top - 1
    assert group.get("clip-path") == f"url(#{clip.get('id')})"
    assert len(group) == 1


def test_the_first_value_that_is_not_finite_is_named() -> None:
    broken = [Series.of("loss", "loss", "train", [1.0, 2.0, float("nan")], epoch=[1, 2, 3])]

    assert "not finite, 3" in Drawing(draw(run_panels(broken)[0])).texts("lab")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_label_begins_within_the_drawing(size: Size) -> None:
    for text in Drawing(draw(loss_panel(), size)).root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.get("x", "")) <= size.width


def test_the_drawing_is_told_to_those_who_cannot_see_it() -> None:
    panel = loss_panel()
    drawing = Drawing(draw(panel))
    title, words = list(drawing.root)[:2]

    assert drawing.root.get("role") == "img"
    assert title.text == "Loss by epoch"
    assert words.text == panel.description


def test_text_from_outside_is_escaped() -> None:
    panel = run_panels(overfitting(), bands=[Band(1, 2, "<script>")])[0]

    assert "<script>" not in draw(panel)


def test_a_single_point_is_drawn_as_a_dot() -> None:
    one = [Series.of("val_loss", "loss", "val", [0.1882], epoch=[1])]

    (line,) = Drawing(draw(run_panels(one)[0])).by_class("line", "val")

    assert line.get("d", "").endswith("h0")


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
def test_names_at_the_ends_of_lines_fit_beside_the_plot(size: Size) -> None:
    perfect = [Series.of("acc", "accuracy", "train", [0.9, 1.0], epoch=[1, 2])]

    (label,) = Drawing(draw(run_panels(perfect)[0], size)).by_class("lab", "f1")

    assert label.text == ("100.0 %" if size is NARROW else "train 100.0 %")
    assert float(label.get("x", "")) + text_width(label.text, 12) <= size.width
