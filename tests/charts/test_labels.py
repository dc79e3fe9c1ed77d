import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.labels import Box, Drawn, freest
from experiments.charts.sheet import Size, along

SIZE = Size("wide", 480, 400)
PLACES = st.tuples(st.floats(60, 380), st.floats(60, 350))


def test_a_label_keeps_off_the_line_between_two_points() -> None:
    line = Drawn(along(np.array([[200.0, 204.0], [260.0, 204.0]])), SIZE)
    box = freest(200, 204, 50, line, [], SIZE)
    assert box.covered(line) == 0


@given(PLACES, st.lists(PLACES, max_size=6))
def test_labels_of_points_that_lie_together_do_not_touch(
    place: tuple[float, float], others: list[tuple[float, float]]
) -> None:
    taken: list[Box] = []
    for _ in range(4):
        drawn = Drawn(np.array([place, *others]), SIZE)
        box = freest(*place, 10, drawn, taken, SIZE)
        assert not any(box.touches(other) for other in taken)
        taken.append(box)


@given(st.lists(PLACES, max_size=30), PLACES, st.integers(0, 90), st.integers(0, 90))
def test_what_a_part_holds_is_counted_as_by_looking_at_each_point(
    places: list[tuple[float, float]], corner: tuple[float, float], wide: int, high: int
) -> None:
    left, top = map(int, corner)
    points = np.array(places).reshape(-1, 2)

    held = [
        left <= int(x) <= left + wide and top <= int(y) <= top + high for x, y in points.tolist()
    ]
    assert Drawn(points, SIZE).within(left, left + wide, top, top + high) == sum(held)


def test_what_lies_outside_of_a_drawing_is_covered_by_no_label() -> None:
    far = Drawn(np.array([[-5.0, 40.0], [481.0, 40.0], [40.0, 1e9], [40.0, -3.0]]), SIZE)

    assert far.within(-1e6, 1e6, -1e6, 1e6) == 0
