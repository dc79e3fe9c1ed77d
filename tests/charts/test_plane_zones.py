import numpy as np
import pytest

from experiments.charts.plane_inset import inset
from experiments.charts.plane_scene import PlaneRun, scene, trails
from experiments.charts.plane_svg import NARROW, WIDE, draw
from experiments.charts.plane_zones import zones
from experiments.charts.words import strong_width
from experiments.curves import Curves
from tests.charts.drawings import Drawing

EPOCH = np.arange(1, 61)
TURNS = Curves.of(val_loss=0.5 + 0.008 * EPOCH, val_accuracy=0.9 - 0.002 * EPOCH)


def test_no_epoch_s_name_is_written_on_the_name_of_a_zone() -> None:
    shown = scene(
        trails([PlaneRun("one", TURNS, (1, 20))], "val"), "val", 10, is_cross_entropy=True
    )
    for size in (WIDE, NARROW):
        named = [zone.box for zone in zones(shown, size, inset(shown, size))]
        assert named
        for text in Drawing(draw(shown, size, "", "plane")).by_class("lab-strong"):
            width = strong_width(text.text or "")
            left = float(text.get("x", "")) - ("a-end" in text.get("class", "")) * width
            over = [
                box
                for box in named
                if left < box.left + box.width
                and box.left < left + width
                and abs(float(text.get("y", "")) - box.base) < 11
            ]
            assert not over


LONG, SHORT = "above the ceiling: miscalibrated", "above the ceiling"


@pytest.mark.parametrize(("first", "words"), [((2.0, 0.5), LONG), ((0.5, 0.86), SHORT)])
def test_the_ceiling_is_named_as_far_as_its_line_leaves_room(
    first: tuple[float, float], words: str
) -> None:
    loss, accuracy = (np.linspace(a, b, 9) for a, b in zip(first, (0.2, 0.92), strict=True))
    run = PlaneRun("one", Curves.of(val_loss=loss, val_accuracy=accuracy))
    shown = scene(trails([run], "val"), "val", 10, is_cross_entropy=True)
    [above] = [zone for zone in zones(shown, WIDE, None) if zone.words.startswith("above")]

    assert above.words == words
    roof = WIDE.points(shown.x_axis, shown.y_axis, shown.edge, shown.upper, 50)
    assert roof[roof[:, 0] >= above.box.left][:, 1].min() > above.box.base
