import numpy as np
import pytest

from experiments.charts.plane import PlaneRun, plane, planes
from experiments.charts.plane_inset import MOST_WIDE, Inset, inset
from experiments.charts.plane_scene import Scene, scene, trails
from experiments.charts.plane_svg import WIDE
from experiments.curves import Curves
from tests.charts.drawings import Drawing

EPOCH = np.arange(1.0, 61)
SETTLING = Curves.of(val_loss=0.2 + 1 / EPOCH**2, val_accuracy=0.9 - 0.6 / EPOCH**2)
STEADY = Curves.of(val_loss=np.linspace(1, 0.2, 60), val_accuracy=np.linspace(0.5, 0.9, 60))


def scene_of(*curves: Curves) -> Scene:
    runs = [PlaneRun(str(i), one) for i, one in enumerate(curves)]
    return scene(trails(runs, "val"), "val", 10, is_cross_entropy=True)


def closer(*curves: Curves) -> Inset:
    found = inset(scene_of(*curves), WIDE)
    assert found is not None
    return found


def drawing(**options: object) -> Drawing:
    made = plane(SETTLING, "val", 10, **options)
    assert made is not None
    return Drawing(made.svg_wide)


def test_where_epochs_pile_up_an_inset_shows_them_on_axes_of_their_own() -> None:
    shown, found = scene_of(SETTLING), closer(SETTLING)

    for one, whole in ((found.scene.x_axis, shown.x_axis), (found.scene.y_axis, shown.y_axis)):
        assert (one.high - one.low) <= 1.2 * MOST_WIDE * (whole.high - whole.low)
    assert found.count > 40
    assert len(found.scene.x_axis.labels) >= 2


@pytest.mark.parametrize("curves", [STEADY, Curves.of(val_loss=[0.5], val_accuracy=[0.8])])
def test_where_epochs_are_apart_or_few_there_is_none(curves: Curves) -> None:
    assert inset(scene_of(curves), WIDE) is None


def test_a_run_that_never_moves_has_none() -> None:
    still = Curves.of(val_loss=[0.5] * 40, val_accuracy=[0.8] * 40)

    assert inset(scene_of(still), WIDE) is None


def test_the_inset_lies_within_the_plane_and_not_on_what_it_shows() -> None:
    found = closer(SETTLING)
    left, top, right, bottom = found.frame

    assert WIDE.left <= left < right <= WIDE.end
    assert WIDE.top <= top < bottom <= WIDE.floor
    assert not any(found.shows(x, y) for x in (left, right) for y in (top, bottom))


def test_it_covers_next_to_nothing_of_the_way() -> None:
    shown, (left, top, right, bottom) = scene_of(SETTLING), closer(SETTLING).frame
    [trail] = shown.trails
    x = np.array([WIDE.x(shown.x_axis, v) for v in trail.accuracy])
    y = np.array([WIDE.y(shown.y_axis, v) for v in trail.loss])

    assert ((x > left) & (x < right) & (y > top) & (y < bottom)).sum() <= 3


def test_the_drawing_has_frame_source_and_words() -> None:
    drawn = drawing(keep=(50.0,))

    assert len(drawn.by_class("inset-in")) == len(drawn.by_class("inset-of")) == 1
    assert f"closer: {closer(SETTLING).count} epochs" in drawn.texts("zone")


def test_an_epoch_that_is_shown_closer_is_named_once() -> None:
    assert drawing(keep=(50.0,)).texts("lab-strong").count("epoch 50") == 1


def test_several_runs_that_end_close_together_have_one_too() -> None:
    other = Curves.of(val_loss=0.25 + 1 / EPOCH**2, val_accuracy=0.89 - 0.6 / EPOCH**2)
    made = planes([PlaneRun("a", SETTLING), PlaneRun("b", other)], "val", 10)

    drawn = Drawing(made.svg_wide)

    assert any(text.endswith("points") for text in drawn.texts("zone"))
    assert sorted(t for t in drawn.texts("lab-strong") if t in "AB") == ["A", "B"]


def test_runs_that_end_together_are_shown_closer_there() -> None:
    epoch = np.arange(1, 41)
    curves = [
        Curves.of(
            val_loss=0.3 + 0.02 * i + 1.8 * np.exp(-(0.06 + 0.01 * i) * epoch),
            val_accuracy=0.93 - 0.01 * i - 0.6 * np.exp(-(0.06 + 0.01 * i) * epoch),
        )
        for i in range(4)
    ]
    found = closer(*curves)
    ends = [
        (float(one.values("val_accuracy")[-1]), float(one.values("val_loss")[-1])) for one in curves
    ]
    x, y = found.scene.x_axis, found.scene.y_axis

    assert all(x.holds(100 * accuracy) and y.holds(loss) for accuracy, loss in ends)
