"""The loss-accuracy plane: one point an epoch, and where calibrated models lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.charts.plane_scene import LETTERS, PlaneRun, Trail, scene, trails
from experiments.charts.plane_svg import NARROW, WIDE, draw, end_shape
from experiments.charts.plane_table import PlaneRow, plane_rows
from experiments.charts.plane_words import Bounds, described, noted
from experiments.curves import Curves

__all__ = ["Key", "Plane", "PlaneRun", "plane", "planes"]


@dataclass(frozen=True)
class Key:
    """What stands for a run: a letter, a colour from 1 to 8, and its last point as it is drawn."""

    letter: str
    name: str
    colour: int
    drawing: str


@dataclass(frozen=True)
class Plane:
    """The drawing in two sizes, in words for those who cannot see it, and what it shows.

    - `keys`: the legend; empty for one run
    - `rows`: the named points as a table
    """

    svg_wide: str
    svg_narrow: str
    description: str
    note: str
    counted_by: str
    keys: tuple[Key, ...]
    rows: tuple[PlaneRow, ...]


def plane(
    curves: Curves,
    split: str,
    classes: int | None,
    *,
    keep: Sequence[float | None] = (),
    is_cross_entropy: bool = True,
) -> Plane | None:
    """The plane of one split of one run; None where no epoch has a loss and an accuracy.

    - `split`: ``train``, ``val`` or ``test``
    - `classes`: number of classes, at least 2; without it there is a floor and no ceiling
    - `keep`: epochs to name beside the last one, as the log counts them
    - `is_cross_entropy`: False for losses that floor and ceiling say nothing about

    >>> drawn = plane(Curves.of(val_loss=[0.4, 0.3], val_accuracy=[0.8, 0.9]), "val", 2)
    >>> drawn.note
    'A calibrated model of 2 classes lies in the grey band. Both epochs do.'
    >>> plane(Curves.of(val_loss=[0.6]), "val", 2) is None
    True
    """
    run = PlaneRun("", curves, tuple(keep))
    return planes([run], split, classes, is_cross_entropy=is_cross_entropy, name="plane")


def planes(
    runs: Sequence[PlaneRun],
    split: str,
    classes: int | None,
    *,
    is_cross_entropy: bool = True,
    name: str = "planes",
) -> Plane | None:
    """Several runs on one plane, at most 20; None where none has a loss and an accuracy.

    Each run has the letter of its place; one without both metrics is left out. The runs must share
    number of classes and kind of loss. `name` begins the ids of the drawing: two planes of one page
    need different ones. Raises ValueError for more than 20 runs.

    >>> first = PlaneRun("first", Curves.of(val_loss=[0.1882], val_accuracy=[0.981]))
    >>> second = PlaneRun("second", Curves.of(val_loss=[0.0997], val_accuracy=[0.985]))
    >>> drawn = planes([first, second], "val", 10)
    >>> [row.place for row in drawn.rows], [key.letter for key in drawn.keys]
    (['above the ceiling', 'in the band'], ['A', 'B'])
    """
    if len(runs) > len(LETTERS):
        raise ValueError(f"a plane holds at most {len(LETTERS)} runs, not {len(runs)}")
    drawn = trails(runs, split)
    if not drawn:
        return None
    bounds = Bounds(classes, is_cross_entropy)
    shown = scene(drawn, split, classes, is_cross_entropy)
    words, note = described(split, drawn), noted(drawn, bounds)
    return Plane(
        svg_wide=draw(shown, WIDE, f"{words} {note}", name),
        svg_narrow=draw(shown, NARROW, f"{words} {note}", name),
        description=words,
        note=note,
        counted_by=shown.counted_by,
        keys=tuple(_key(trail) for trail in drawn if trail.letter),
        rows=plane_rows(drawn, bounds),
    )


def _key(trail: Trail) -> Key:
    return Key(trail.letter, trail.name, trail.colour, end_shape(trail.shape, 6, 6))
