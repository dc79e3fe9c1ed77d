import pytest

from experiments.charts.plane_pairs import plane_of_pairs
from tests.charts.drawings import Drawing

TWO = [("first", 0.991, 0.2544), ("second", 0.985, 0.0997)]


def test_each_pair_is_a_point_with_its_name() -> None:
    drawing = Drawing(plane_of_pairs(TWO, 10).svg_wide)

    assert len(drawing.by_class("dot")) == 2
    assert drawing.texts("mine") == ["first", "second"]


def test_the_more_accurate_pair_lies_further_right_and_the_lower_loss_lower() -> None:
    dots = Drawing(plane_of_pairs(TWO, 10).svg_wide).by_class("dot")
    (x1, y1), (x2, y2) = ((float(d.get("cx", "")), float(d.get("cy", ""))) for d in dots)

    assert x1 > x2
    assert y1 < y2


def test_without_classes_there_is_only_the_floor() -> None:
    assert len(Drawing(plane_of_pairs(TWO, 10).svg_wide).by_class("cal-edge")) == 2
    assert len(Drawing(plane_of_pairs(TWO, None).svg_wide).by_class("cal-edge")) == 1


def test_a_name_is_escaped() -> None:
    assert "<i>" not in plane_of_pairs([("<i>", 0.5, 0.5)], 2).svg_narrow


@pytest.mark.parametrize("pair", [("a", 0.0, 0.0), ("a", 1.0, 0.0), ("a", 0.5, 745.0)])
def test_pairs_at_the_edges_can_be_drawn(pair: tuple[str, float, float]) -> None:
    assert len(Drawing(plane_of_pairs([pair], 2).svg_wide).by_class("dot")) == 1


def test_a_plane_without_a_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        plane_of_pairs([], 2)
