import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.labels import Box, freest
from experiments.charts.sheet import Size, along

SIZE = Size("wide", 480, 400)
PLACES = st.tuples(st.floats(60, 380), st.floats(60, 350))


def test_a_label_keeps_off_the_line_between_two_points() -> None:
    line = along(np.array([[200.0, 204.0], [260.0, 204.0]]))
    box = freest(200, 204, 50, line, [], SIZE)
    assert box.covered(line) == 0


@given(PLACES, st.lists(PLACES, max_size=6))
def test_labels_of_points_that_lie_together_do_not_touch(
    place: tuple[float, float], others: list[tuple[float, float]]
) -> None:
    taken: list[Box] = []
    for _ in range(4):
        points = np.array([place, *others])
        box = freest(*place, 10, points, taken, SIZE)
        assert not any(box.touches(other) for other in taken)
        taken.append(box)
