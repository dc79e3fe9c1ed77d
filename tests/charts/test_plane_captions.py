from experiments.charts.plane_captions import SHADES, captions, ramp
from experiments.charts.plane_scene import PlaneRun, Scene, scene, trails
from experiments.charts.plane_svg import WIDE
from experiments.curves import Curves

HIGH_START = Curves.of(val_loss=[9.0] + [0.5] * 19, val_accuracy=[0.5] + [0.8] * 19)


def scene_of(*curves: Curves) -> Scene:
    runs = [PlaneRun("one", one) for one in curves]
    return scene(trails(runs, "val"), "val", 10, is_cross_entropy=True)


def test_epochs_above_the_plane_are_counted() -> None:
    assert "1 epoch lies above, up to 9.0000" in "".join(captions(scene_of(HIGH_START), WIDE))


def test_runs_that_stay_far_above_the_others_are_named() -> None:
    near, far = (Curves.of(val_loss=[loss] * 3, val_accuracy=[0.8] * 3) for loss in (0.5, 9.0))
    shown = scene_of(near, near, near, far)

    assert shown.y_axis.high < 1
    assert "3 epochs lie above, up to 9.0000: all of D<" in "".join(captions(shown, WIDE))


def test_one_run_has_a_key_of_its_epochs_and_several_have_none() -> None:
    assert "".join(ramp(scene_of(HIGH_START), WIDE)).count("<rect") == SHADES
    assert list(ramp(scene_of(HIGH_START, HIGH_START), WIDE)) == []
