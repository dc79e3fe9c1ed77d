"""One run of a chart of several, its lines, and the means of a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from experiments.charts.run_lines import SCALES, Line
from experiments.charts.run_places import available_x, counted, elapsed, places
from experiments.comparison.groups import MeanCurve
from experiments.curves import Curves, Series

CROWD = 8
"""With more lines than this in one chart each is drawn lighter."""


@dataclass(frozen=True, eq=False)
class OverlayRun:
    """A run as it is drawn.

    - `letter`, `colour` (1 to 8): how it is told apart; `name`: its own
    - `split`: the one that its best epochs and its label are of
    - `best`: the epoch to mark by kind, ``loss`` or ``accuracy``
    - `ranked`: False where its loss is not to be ranked with the others'; its line is thin
    - `in_nats`: False where its loss may be no cross-entropy
    - `table`: its epoch table where it was made before
    """

    letter: str
    colour: int
    name: str
    series: Sequence[Series]
    split: str = "val"
    best: Mapping[str, float | None] = field(default_factory=dict)
    ranked: bool = True
    table: Curves | None = None
    in_nats: bool = True

    @cached_property
    def curves(self) -> Curves:
        return self.table or Curves.from_series(self.series)

    @cached_property
    def x_names(self) -> tuple[str, ...]:
        """What the x axis can count, nothing for a run without points."""
        return available_x(self.series) if self.series else ()

    @cached_property
    def length(self) -> float:
        """The place of its last point, in what it counts first: epochs, or steps."""
        ends = [places(s, self.series, self.x_names[0]).max() for s in counted(self.series)]
        return float(max(ends, default=0.0))

    @cached_property
    def elapsed(self) -> tuple[str, int]:
        """The unit of its time axis, and its milliseconds."""
        return elapsed(self.series)[:2]


@dataclass(frozen=True, eq=False)
class OverlayMean:
    """Runs of one group: of each kind the mean with its 95 % interval, over `x`."""

    title: str
    colour: int
    curves: Mapping[str, MeanCurve]
    x: str = "epoch"


@dataclass(frozen=True, eq=False)
class RunLine:
    """One split of one run, in nats or percent, as it is drawn.

    `best` is the marked point, x and y; `is_main` of one line a run, which bears its label.
    """

    run: OverlayRun
    kind: str
    line: Line
    best: tuple[float, float] | None = None
    is_main: bool = True

    @property
    def letter(self) -> str:
        return self.run.letter

    @property
    def is_thin(self) -> bool:
        return self.kind == "loss" and not self.run.ranked

    @property
    def split(self) -> str:
        return self.line.split

    def logged(self, epochs: np.ndarray) -> np.ndarray:
        """The values of these epochs, NaN where nothing was logged.

        >>> run = OverlayRun("A", 1, "first", [Series.of("val_loss", "loss", "val", [0.9])])
        >>> line = RunLine(run, "loss", Line("val", np.array([0.0]), np.array([0.9])))
        >>> line.logged(np.array([0.0, 5.0])).tolist()
        [0.9, nan]
        """
        return logged_at(self.kind, self.split, self.run.curves, epochs)


@dataclass(frozen=True, eq=False)
class MeanLine:
    """The mean of a group, in nats or percent, as far as all of its runs go.

    `low` and `high` are NaN where the group has one run.
    """

    title: str
    colour: int
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray
    high: np.ndarray


def logged_at(kind: str, split: str, curves: Curves, epochs: np.ndarray) -> np.ndarray:
    """The values of a metric at epochs, in nats or percent; NaN where nothing was logged.

    >>> curves = Curves.of(val_accuracy=[0.5, 0.75])
    >>> logged_at("accuracy", "val", curves, np.array([2.0, 3.0])).tolist()
    [75.0, nan]
    """
    values = np.append(curves.values(f"{split}_{kind}") * SCALES[kind], np.nan)
    row = np.searchsorted(curves.epoch, epochs)
    there = np.append(curves.epoch, np.nan)[row] == epochs
    return np.where(there, values[row], np.nan)
