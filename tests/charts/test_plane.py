import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.labels import Box, freest
from experiments.charts.panel_svg import Size
from experiments.charts.plane import MOST_POINTS, NARROW, WIDE, Plane, plane
from experiments.charts.plane_range import loss_axis, percent_axis
from experiments.charts.plane_words import CHANCE
from experiments.curves import Curves
from tests.charts.drawings import Drawing
from tests.charts.shapes import overfitting

OVERFITTING = Curves.from_series(overfitting())


def drawn(curves: Curves = OVERFITTING, classes: int | None = 2, **options: object) -> Plane:
    made = plane(curves, "val", classes, **options)
    assert made is not None
    return made


def test_without_an_epoch_that_has_both_there_is_no_plane() -> None:
    assert plane(Curves.of(val_loss=[0.5], train_accuracy=[0.5]), "val", 2) is None


def test_every_epoch_is_a_point() -> None:
    near = Curves.of(val_loss=[0.5, 0.4, 0.3], val_accuracy=[0.8, 0.85, 0.9])

    assert len(Drawing(drawn(near).svg_wide).by_class("pt")) == 3


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
    assert len(drawing.by_class("pt")) == 19


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

    assert len(drawing.by_class("pt")) <= MOST_POINTS + 5
    assert "epoch 1,234" in drawing.texts("lab-strong")


def test_both_sizes_tell_the_same_words() -> None:
    made = drawn()
    told = [list(Drawing(svg).root)[1].text for svg in (made.svg_wide, made.svg_narrow)]

    assert told[0] == told[1] == f"{made.description} {made.note}"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_points_lie_within_the_frame(size: Size) -> None:
    made = drawn()
    drawing = Drawing(made.svg_wide if size is WIDE else made.svg_narrow)

    for point in drawing.by_class("pt"):
        assert size.left - 1 <= float(point.get("cx", "")) <= size.end + 1
        assert size.top - 1 <= float(point.get("cy", "")) <= size.floor + 1


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


def test_a_label_avoids_points_and_other_labels() -> None:
    size = Size("wide", 480, 400)
    right = freest(200, 200, 50, [], [], size)

    below = freest(200, 200, 50, [(150, 200)], [right], size)

    assert right == Box(209, 50, 204)
    assert not below.touches(right)
    assert not below.holds(150, 200)


def test_a_label_at_the_right_edge_goes_to_the_left() -> None:
    assert freest(470, 200, 50, [], [], Size("wide", 480, 400)).left < 470
