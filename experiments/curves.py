"""Metric series, and the epoch table that all parts share.

A log holds *series*: all points of one metric of one run. Analyses and pages read
`Curves`: one row an epoch, with train, validation and test side by side.

This module imports numpy, pandas and `epoch_rows` only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.epoch_rows import (
    MAX_STEP_ROWS,
    Placed,
    every,
    repeated_counts,
    rises,
    row_values,
    rows_of_epochs,
    rows_of_steps,
    shared,
)

SPLITS = ("train", "val", "test")
KINDS = ("loss", "accuracy")
METRIC_COLUMNS = tuple(f"{split}_{kind}" for kind in KINDS for split in SPLITS)
EPOCH_COLUMNS = ("epoch", *METRIC_COLUMNS)

NO_TIME = np.iinfo(np.int64).min
"""Stands for "no time stamp was logged" in `Series.time`."""

# One for all tables: making it anew takes longer than all the rest of a short one.
_COLUMNS = pd.Index(EPOCH_COLUMNS)


@dataclass(frozen=True, eq=False)
class Series:
    """All points of one metric of one run, in the order in which they were logged.

    Shapes: `step`, `value`, `epoch` and `time` are one-dimensional and of equal length.

    - `name`: the metric as the log calls it, such as ``val_acc``
    - `kind`: ``loss``, ``accuracy``, or for any other metric a name of its own
    - `split`: ``train``, ``val``, ``test``, or ``""`` where the metric belongs to none
    - `step`: int64, any order, repeats allowed
    - `value`: float64; NaN and infinities are kept; accuracies are fractions in [0, 1]
    - `epoch`: float64 as the log counts it, NaN where unknown
    - `time`: int64, milliseconds since 1970 in UTC, `NO_TIME` where unknown
    - `scale`: what the logged value was multiplied by; 0.01 for an accuracy in percent

    Raises ValueError where the arrays differ in length.

    >>> Series.of("val_loss", "loss", "val", [0.7, 0.5], epoch=[0, 1]).value.tolist()
    [0.7, 0.5]
    """

    name: str
    kind: str
    split: str
    step: np.ndarray
    value: np.ndarray
    epoch: np.ndarray
    time: np.ndarray
    scale: float = 1.0

    def __post_init__(self) -> None:
        lengths = {len(a) for a in (self.step, self.value, self.epoch, self.time)}
        if len(lengths) != 1:
            raise ValueError(f"series {self.name!r}: arrays of unequal length {sorted(lengths)}")

    @classmethod
    def of(
        cls,
        name: str,
        kind: str,
        split: str,
        value: Sequence[float] | np.ndarray,
        *,
        step: Sequence[int] | np.ndarray | None = None,
        epoch: Sequence[float] | np.ndarray | None = None,
        time: Sequence[int] | np.ndarray | None = None,
        scale: float = 1.0,
    ) -> "Series":
        """A series from plain sequences; steps count from 0 where none are given."""
        values = np.asarray(value, dtype=np.float64)
        n = len(values)
        return cls(
            name=name,
            kind=kind,
            split=split,
            value=values,
            step=np.arange(n) if step is None else np.asarray(step, dtype=np.int64),
            epoch=np.full(n, np.nan) if epoch is None else np.asarray(epoch, dtype=np.float64),
            time=np.full(n, NO_TIME) if time is None else np.asarray(time, dtype=np.int64),
            scale=scale,
        )

    @property
    def column(self) -> str:
        """The column of the epoch table that this series fills, or ``""``."""
        column = f"{self.split}_{self.kind}"
        return column if column in METRIC_COLUMNS else ""


@dataclass(frozen=True, eq=False)
class Curves:
    """Losses and accuracies of one run, one row an epoch.

    - `epochs`: frame with the columns `EPOCH_COLUMNS`, all float64, `epoch` strictly
      increasing; NaN where nothing finite was logged. Training values are means over the
      points of the epoch, validation and test values the last ones of the epoch.
      An epoch that was logged again after a later one (a resumed run) holds its last pass.
    - `non_finite`: for each column the epochs at which NaN or an infinity was logged
    - `counted_by`: what `epoch` counts: ``epoch``, or ``step`` where the log has no epochs
    - `means`: the columns with rows that are the mean of several logged points
    - `in_stretches`: the log has no epochs, and more steps than are read one by one; a row
      stands for the steps since the row before, and each evaluation has its own, or of very many
      the lowest and the highest
    - `repeated`: epochs that a column logged again after it had moved on, or twice in a row
      at one step
    - `went_back`: epochs at which the count fell back below an earlier one
    """

    epochs: pd.DataFrame
    non_finite: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    counted_by: str = "epoch"
    means: frozenset[str] = frozenset()
    in_stretches: bool = False
    repeated: tuple[float, ...] = ()
    went_back: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        found = self.epochs.columns
        if found is not _COLUMNS and tuple(found) != EPOCH_COLUMNS:
            raise ValueError(f"columns must be {EPOCH_COLUMNS}, not {tuple(found)}")
        if not rises(self.epoch):
            raise ValueError("epochs must be strictly increasing")

    def __len__(self) -> int:
        return len(self.epochs)

    @cached_property
    def _values(self) -> dict[str, np.ndarray]:
        return dict(zip(EPOCH_COLUMNS, self.epochs.to_numpy().T, strict=True))

    @property
    def epoch(self) -> np.ndarray:
        return self._values["epoch"]

    def values(self, column: str) -> np.ndarray:
        """The values of one of `METRIC_COLUMNS`, one an epoch, NaN where there is none."""
        return self._values[column]

    def has(self, column: str) -> bool:
        """Whether anything was logged under this column, finite or not."""
        return column in self.non_finite or bool(np.isfinite(self.values(column)).any())

    @property
    def epoch_count(self) -> int:
        """How many epochs were trained; parts of an epoch count as that epoch."""
        return len(np.unique(np.ceil(self.epoch)))

    @classmethod
    def of(cls, epoch: Sequence[float] | None = None, **columns: Sequence[float]) -> "Curves":
        """Curves from plain columns; epochs count from 1 where none are given.

        >>> Curves.of(val_loss=[0.9, 0.5, float("inf")]).non_finite
        {'val_loss': (3.0,)}
        """
        counted = range(1, len(next(iter(columns.values()))) + 1) if epoch is None else epoch
        return cls.from_series(
            Series.of(name, *reversed(name.split("_")), values, epoch=counted)
            for name, values in columns.items()
        )

    @classmethod
    def from_series(cls, series: Iterable[Series]) -> "Curves":
        """The epoch table of a run, from those of its series that are losses or accuracies."""
        used = [s for s in series if s.column and len(s.value)]
        if not used:
            return cls(pd.DataFrame(np.empty((0, len(_COLUMNS))), columns=_COLUMNS))
        by_step = all(np.isnan(s.epoch).all() for s in used)
        counts = [s.step.astype(np.float64) for s in used] if by_step else filled_epochs(used)
        counts = shared(counts)
        counted = every(counts)
        pairs = list(zip(used, counts, strict=True))
        if by_step:
            rows = rows_of_steps(counted, [(c, s.value) for s, c in pairs if s.split != "train"])
        else:
            rows = rows_of_epochs(counted, [c for s, c in pairs if s.split == "val"])
        placed = {at: Placed.of(count, rows) for at, count in {id(c): c for c in counts}.items()}
        table = {column: np.full(len(rows), np.nan) for column in EPOCH_COLUMNS} | {"epoch": rows}
        non_finite, means, repeated, went_back = {}, set(), set(), set()
        for s, count in pairs:
            place = placed[id(count)]
            mean = s.split == "train"
            table[s.column], bad = row_values(s.value, place, len(rows), as_mean=mean)
            if mean and place.has_several:
                means.add(s.column)
            if bad.any():
                non_finite[s.column] = tuple(rows[bad].tolist())
            went_back.update(place.fallen_back(count).tolist())
            repeated.update(repeated_counts(count, s.step, place.passes))
        return cls(
            pd.DataFrame(np.stack(list(table.values())).T, columns=_COLUMNS),
            non_finite=non_finite,
            counted_by="step" if by_step else "epoch",
            means=frozenset(means),
            in_stretches=by_step and len(counted) > MAX_STEP_ROWS,
            repeated=tuple(sorted(repeated)),
            went_back=tuple(sorted(went_back)),
        )


def filled_epochs(series: Sequence[Series]) -> list[np.ndarray]:
    """Epochs of each series; a point without one takes that of the next step that has one.

    Trainers that leave the epoch out of training rows write it at the row that closes the epoch.
    At least one point must have an epoch.

    >>> steps = Series.of("loss", "loss", "train", [3, 2], step=[10, 20])
    >>> closing = Series.of("val_loss", "loss", "val", [4], step=[20], epoch=[1])
    >>> [epochs.tolist() for epochs in filled_epochs([steps, closing])]
    [[1.0, 1.0], [1.0]]
    """
    if not any(np.isnan(s.epoch).any() for s in series):
        return [s.epoch for s in series]
    step = np.concatenate([s.step for s in series])
    epoch = np.concatenate([s.epoch for s in series])
    known = ~np.isnan(epoch)
    order = np.argsort(step[known], kind="stable")
    step, epoch = step[known][order], epoch[known][order]
    filled = []
    for s in series:
        place = np.minimum(np.searchsorted(step, s.step, side="left"), len(step) - 1)
        filled.append(np.where(np.isnan(s.epoch), epoch[place], s.epoch))
    return filled
