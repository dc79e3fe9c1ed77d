"""Single pairs of loss and accuracy on the plane, where no run is known."""

from collections.abc import Sequence

import numpy as np

from experiments.charts.plane import Plane
from experiments.charts.plane_scene import Trail, scene
from experiments.charts.plane_svg import NARROW, WIDE, draw
from experiments.charts.words import value_label


def plane_of_pairs(
    pairs: Sequence[tuple[str, float, float]], classes: int | None, *, name: str = "pairs"
) -> Plane:
    """Each pair as a point with its name: (name, accuracy as a fraction, loss in nats).

    `name` begins the ids of the drawing. Raises ValueError without a pair.

    >>> plane_of_pairs([("yours", 0.985, 0.0997)], 10).description
    'yours: accuracy 98.5 % with loss 0.0997.'
    """
    if not pairs:
        raise ValueError("a plane needs at least one pair")
    points = [_point(i, *pair) for i, pair in enumerate(pairs)]
    shown = scene(points, "", classes, is_cross_entropy=True)
    words = " ".join(_described(*pair) for pair in pairs)
    return Plane(
        svg_wide=draw(shown, WIDE, words, name),
        svg_narrow=draw(shown, NARROW, words, name),
        description=words,
        note="",
        counted_by="pair",
        keys=(),
        rows=(),
    )


def _point(i: int, name: str, accuracy: float, loss: float) -> Trail:
    return Trail(
        name=name,
        letter=name,
        colour=i + 1,
        shape=0,
        epoch=np.array([0.0]),
        accuracy=np.array([100 * accuracy]),
        loss=np.array([loss]),
        marks=(0.0,),
        counted_by="pair",
    )


def _described(name: str, accuracy: float, loss: float) -> str:
    percent, nats = value_label("accuracy", 100 * accuracy), value_label("loss", loss)
    return f"{name}: accuracy {percent} with loss {nats}."
