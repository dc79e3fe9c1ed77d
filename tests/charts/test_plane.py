import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.labels import Box, Drawn, freest
from experiments.charts.panel_svg import Size
from experiments.charts.plane import Plane, PlaneRun, plane, planes
from experiments.charts.plane_captions import SHADES
from experiments.charts.plane_range import loss_axis, percent_axis
from experiments.charts.plane_scene import MOST_POINTS
from experiments.charts.plane_svg import NARROW, WIDE
from experiments.charts.plane_words import CHANCE
from experiments.curves import Curves
from tests.charts.drawings import Drawing, places
from tests.charts.shapes import overfitting

OVERFITTING = Curves.from_series(overfitting())
NOTHING = np.empty((0, 2))


def drawn(curves: Curves = OVERFITTING, classes: int | None = 2, **options: object) -> Plane:
    made = plane(curves, "val", classes, **options)
    assert made is not None
    return made


def test_without_an_epoch_that_has_both_there_is_no_plane() -> None:
    assert plane(Curves.of(val_loss=[0.5], train_accuracy=[0.5]), "val", 2) is None


def test_every_epoch_is_a_point() -> None:
    near = Curves.of(val_loss=[0.5, 0.4, 0.3], val_accuracy=[0.8, 0.85, 0.9])

    assert len(Drawing(drawn(near).svg_wide).dots()) == 3


def test_floor_and_ceiling_are_drawn_where_the_classes_are_known() -> None:
    drawing = Drawing(drawn().svg_wide)

    assert len(drawing.by_class("cal-edge")) == 2
    assert len(drawing.by_class("cal")) == 1


def test_without_classes_there_is_a_floor_only_and_the_way_to_the_rest() -> None:
    made = drawn(classes=None)

    assert len(Drawing(made.svg_wide).by_class("cal-edge")) == 1
    assert made.note.endswith(
        "Enter the number of classes to see the highest that a calibrated model has."
    )


def test_a_loss_of_another_kind_has_no_bounds() -> None:
    made = drawn(is_cross_entropy=False)

    assert Drawing(made.svg_wide).by_class("cal-edge") == []
    assert "is not known" in made.note


def test_points_above_the_ceiling_are_counted() -> None:
    third = Curves.of(val_loss=[0.2544, 0.05], val_accuracy=[0.991, 0.991])

    assert drawn(third, 10).note.endswith(f"Of 2 epochs, 1 lies above it. {CHANCE}")


def test_points_below_the_floor_are_counted_with_room_for_printed_rounding() -> None:
    at_floor = 0.5 * np.log(2)
    below = Curves.of(val_loss=[0.1, round(at_floor, 4)], val_accuracy=[0.5, 0.5])

    assert drawn(below).note.endswith("Of 2 epochs, 1 lies below it.")


def test_a_high_start_lies_outside_and_is_named() -> None:
    values = [9.0] + [0.5] * 19
    high = Curves.of(val_loss=values, val_accuracy=[0.1] + [0.8] * 19)

    drawing = Drawing(drawn(high).svg_wide)

    assert "1 epoch lies above, up to 9.0000" in drawing.texts("zone")
    assert len(drawing.dots()) == 19


def test_epochs_to_keep_and_the_last_one_are_named_once_each() -> None:
    made = drawn(keep=(14.0, 60.0, None))

    assert Drawing(made.svg_wide).texts("lab-strong") == ["epoch 14", "epoch 60"]


def test_long_runs_are_thinned_and_keep_the_epochs_that_are_named() -> None:
    count = 5_000
    long = Curves.of(
        val_loss=np.linspace(1, 0.3, count).tolist(),
        val_accuracy=np.linspace(0.5, 0.9, count).tolist(),
    )

    drawing = Drawing(drawn(long, keep=(1234.0,)).svg_wide)

    assert len(drawing.dots()) <= MOST_POINTS + 5
    assert "epoch 1,234" in drawing.texts("lab-strong")


def test_both_sizes_tell_the_same_words() -> None:
    made = drawn()
    told = [list(Drawing(svg).root)[1].text for svg in (made.svg_wide, made.svg_narrow)]

    assert told[0] == told[1] == f"{made.description} {made.note}"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_points_lie_within_the_frame(size: Size) -> None:
    made = drawn()
    drawing = Drawing(made.svg_wide if size is WIDE else made.svg_narrow)

    for x, y in drawing.dots():
        assert size.left - 1 <= x <= size.end + 1
        assert size.top - 1 <= y <= size.floor + 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_the_axis_of_percent_covers_all_and_stays_within_0_and_100(percent: list[float]) -> None:
    axis = percent_axis(np.array(percent))

    assert 0 <= axis.low <= min(percent)
    assert max(percent) <= axis.high <= 100
    assert axis.high - axis.low >= 5.999


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=7))
def test_the_axis_of_a_short_run_covers_all_losses(losses: list[float]) -> None:
    axis = loss_axis(np.array(losses))

    assert axis.low <= min(losses)
    assert max(losses) <= axis.high


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=7))
def test_the_axis_of_several_runs_covers_most_of_them(losses: list[float]) -> None:
    axis = loss_axis(*(np.array([loss]) for loss in losses))

    assert axis.low <= min(losses)
    assert 2 * sum(loss <= axis.high for loss in losses) >= len(losses)


def test_a_label_avoids_points_and_other_labels() -> None:
    size = Size("wide", 480, 400)
    right = freest(200, 200, 50, Drawn(NOTHING, size), [], size)

    beside = Drawn(np.array([[150, 200]]), size)
    below = freest(200, 200, 50, beside, [right], size)

    assert right == Box(209, 50, 204)
    assert not below.touches(right)
    assert not below.covered(beside)


def test_a_label_at_the_right_edge_goes_to_the_left() -> None:
    size = Size("wide", 480, 400)

    assert freest(470, 200, 50, Drawn(NOTHING, size), [], size).left < 470


def training(turn: int = 20, count: int = 40, *, first: int = 1) -> Curves:
    epoch = np.arange(count)
    return Curves.of(
        range(first, first + count),
        val_loss=0.3 + 0.02 * np.abs(epoch - turn),
        val_accuracy=0.6 + 0.3 * epoch / count,
    )


def overlaid(count: int) -> Plane:
    made = planes([PlaneRun(f"run {i}", training(i)) for i in range(count)], "val", 10)
    assert made is not None
    return made


def shade_of(way: object) -> int:
    [shade] = [c for c in way.get("class").split() if c.startswith("ep")]
    return int(shade.removeprefix("ep"))


def test_epochs_run_through_the_ramp_in_their_order() -> None:
    drawing = Drawing(drawn(training()).svg_wide)
    ways = [w for w in drawing.by_class("way") if len(w) > 1]

    assert [shade_of(way) for way in ways] == list(range(1, SHADES + 1))
    assert sum(len(places(way[-1])) for way in ways) == 40


def test_steps_of_colour_join_to_one_path() -> None:
    ways = [w for w in Drawing(drawn(training()).svg_wide).by_class("way") if len(w) > 1]
    paths = [re.findall(r"[ML]([\d.]+ [\d.]+)", way[0].get("d", "")) for way in ways]

    for before, after in pairwise(paths):
        assert before[-1] == after[0]


def test_the_ramp_is_explained_by_its_first_and_last_epoch() -> None:
    texts = Drawing(drawn(training(first=3)).svg_wide).texts()

    assert "epoch 3" in texts
    assert "42" in texts


def test_begin_and_end_are_told_apart_without_colour() -> None:
    drawing = Drawing(drawn(training()).svg_wide)

    assert len(drawing.by_class("start")) == 1
    assert len(drawing.by_class("end")) == 1
    assert drawing.texts("lab") == ["epoch 1"]
    assert drawing.texts("lab-strong") == ["epoch 40"]


def test_a_run_of_one_epoch_has_no_ramp() -> None:
    drawing = Drawing(drawn(training(count=1)).svg_wide)

    assert [way for way in drawing.by_class("way") if len(way) == 1] == []
    assert drawing.by_class("start") == []


def test_several_runs_have_a_letter_and_a_colour_each() -> None:
    made = overlaid(3)

    assert [(key.letter, key.name, key.colour) for key in made.keys] == [
        ("A", "run 0", 1),
        ("B", "run 1", 2),
        ("C", "run 2", 3),
    ]
    assert Drawing(made.svg_wide).texts("mine") == ["A", "B", "C"]


def test_runs_that_share_a_colour_end_in_different_shapes() -> None:
    keys = overlaid(20).keys

    assert len({(key.colour, key.drawing) for key in keys}) == 20
    assert len({key.letter for key in keys}) == 20


def test_a_plane_refuses_more_runs_than_it_has_letters() -> None:
    with pytest.raises(ValueError, match="at most 20 runs, not 21"):
        overlaid(21)


def test_a_run_without_accuracy_is_left_out_and_the_others_keep_their_letters() -> None:
    blind = PlaneRun("blind", Curves.of(val_loss=[0.5, 0.4]))
    made = planes([blind, PlaneRun("seeing", training())], "val", 10)

    assert made is not None
    assert [key.letter for key in made.keys] == ["B"]


def test_runs_without_anything_to_draw_have_no_plane() -> None:
    assert planes([PlaneRun("blind", Curves.of(val_loss=[0.5]))], "val", 10) is None
    assert planes([], "val", 10) is None


def test_of_several_runs_the_ends_are_counted() -> None:
    pairs = {"first": (0.981, 0.1882), "second": (0.985, 0.0997), "third": (0.991, 0.2544)}
    runs = [
        PlaneRun(name, Curves.of(val_loss=[loss], val_accuracy=[accuracy]))
        for name, (accuracy, loss) in pairs.items()
    ]
    made = planes(runs, "val", 10)

    assert made is not None
    assert "Of 3 runs at their end, 2 lie above it." in made.note
    assert [row.place for row in made.rows] == [
        "above the ceiling",
        "in the band",
        "above the ceiling",
    ]


def test_the_table_has_the_first_the_named_and_the_last_epoch() -> None:
    made = drawn(training(), keep=(21.0, 40.0))

    assert [row.when for row in made.rows] == ["1", "21", "40"]
    assert made.rows[1].loss == "0.3000"
    assert made.rows[1].accuracy == "75.0 %"


def test_the_table_says_what_is_not_known() -> None:
    [row] = drawn(training(count=1), classes=None).rows
    [other] = drawn(training(count=1), is_cross_entropy=False).rows

    assert (row.ceiling, row.place) == ("not known", "above the floor")
    assert (other.floor, other.ceiling, other.place) == ("not known",) * 3


def test_names_of_runs_are_escaped() -> None:
    made = planes([PlaneRun("<b>&", training()), PlaneRun("b", training())], "val", 10)

    assert made is not None
    assert "<b>" not in made.svg_wide
    assert "A, <b>&: validation accuracy" in made.description


def test_ids_of_two_planes_on_one_page_differ() -> None:
    run = [PlaneRun("a", training())]
    first, second = (planes(run, "val", 10, name=name) for name in ("one", "other"))

    assert first is not None and second is not None
    ids = [set(re.findall(r'id="([^"]+)"', p.svg_wide)) for p in (first, second)]
    assert ids[0] and not ids[0] & ids[1]


def test_words_below_the_floor_stand_where_they_fit() -> None:
    low, high = (Curves.of(val_loss=[0.7, 0.5], val_accuracy=[a, a + 0.1]) for a in (0.3, 0.85))
    told = [Drawing(drawn(curves, 10).svg_narrow).texts("zone", "halo") for curves in (low, high)]

    assert told == [["below the floor: not a mean cross-entropy"], ["below the floor"]]


def test_many_long_runs_share_the_points_that_a_page_can_bear() -> None:
    runs = [PlaneRun(f"run {i}", training(i, 3_000)) for i in range(20)]
    made = planes(runs, "val", 10)

    assert made is not None
    # An inset shows some of them twice.
    assert len(Drawing(made.svg_wide).dots()) < 2_700
    assert len(made.svg_wide) < 150_000
