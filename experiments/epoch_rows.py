"""Which row of the epoch table each point belongs to, and what a row holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

MAX_STEP_ROWS = 2_000
"""A log without epochs is read step by step up to here, in stretches of steps beyond."""


@dataclass(frozen=True, eq=False)
class Placed:
    """Of each point of a metric the row it belongs to, and how often its count fell back before.

    Shapes: both int64, one entry a point.
    """

    row: np.ndarray
    passes: np.ndarray

    @classmethod
    def of(cls, count: np.ndarray, rows: np.ndarray) -> "Placed":
        """Points counted by `count` among `rows`, which rise and end at or beyond the largest.

        >>> Placed.of(np.array([1.0, 1.5, 2.0]), np.array([1.0, 2.0])).row.tolist()
        [0, 1, 1]
        """
        back = count[1:] < count[:-1]
        if back.any():
            passes = np.cumsum(np.append(False, back))
            return cls(np.searchsorted(rows, count, side="left"), passes)
        # In order: looking up where each row ends is quicker than looking up each point.
        ends = np.searchsorted(count, rows, side="right")
        row = np.repeat(np.arange(len(rows)), np.diff(ends, prepend=0))
        return cls(row, np.zeros(len(count), dtype=np.int64))

    @property
    def goes_back(self) -> bool:
        return bool(self.passes[-1])

    @property
    def has_several(self) -> bool:
        """Whether a row has several points, one after the other."""
        return bool((self.row[1:] == self.row[:-1]).any())

    def fallen_back(self, count: np.ndarray) -> np.ndarray:
        """The counts to which it fell back.

        >>> resumed = np.array([1.0, 2.0, 1.0])
        >>> Placed.of(resumed, np.array([1.0, 2.0])).fallen_back(resumed).tolist()
        [1.0]
        """
        return count[1:][self.passes[1:] > self.passes[:-1]]


def rises(values: np.ndarray) -> bool:
    """Whether each value is larger than the one before.

    >>> rises(np.array([1, 2, 5])), rises(np.array([1, 1]))
    (True, False)
    """
    return bool((values[1:] > values[:-1]).all())


def shared(counts: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The same counts, those that are alike being one array: most metrics are logged together.

    >>> first, second = shared([np.array([1, 2]), np.array([1, 2])])
    >>> first is second
    True
    """
    kept: list[np.ndarray] = []
    for count in counts:
        kept.append(next((known for known in kept if np.array_equal(known, count)), count))
    return kept


def every(counts: Sequence[np.ndarray]) -> np.ndarray:
    """All that was counted, once each and in order. At least one array, alike ones `shared`.

    >>> every([np.array([1, 3]), np.array([2, 3])]).tolist()
    [1, 2, 3]
    """
    first, *others = {id(count): count for count in counts}.values()
    return first if not others and rises(first) else np.unique(np.concatenate([first, *others]))


def rows_of_epochs(counted: np.ndarray, evaluated: Sequence[np.ndarray]) -> np.ndarray:
    """The epochs that get a row: each one logged, in order.

    With fractional epochs it is each evaluation, and the end of each epoch without one.

    - `counted`: every epoch that was logged; `evaluated`: those at which each validation metric was

    >>> rows_of_epochs(np.array([0.5, 1.0, 1.5, 2.0]), [np.array([1.0])]).tolist()
    [1.0, 2.0]
    """
    if not evaluated or (counted == np.floor(counted)).all():
        return counted
    rows = np.unique(np.concatenate(evaluated))
    ends = counted[np.append(np.diff(np.ceil(counted)) > 0, True)]
    unevaluated = ends[~np.isin(np.ceil(ends), np.ceil(rows))]
    rows = np.union1d(rows, unevaluated)
    return rows if rows[-1] >= counted[-1] else np.append(rows, counted[-1])


def rows_of_steps(
    counted: np.ndarray, held_out: Sequence[tuple[np.ndarray, np.ndarray]]
) -> np.ndarray:
    """The steps that get a row: each one logged, or of very many the ends of stretches.

    Then each evaluation has a row of its own as well, or of very many the lowest and the highest,
    so that what is best on a held-out split stays a value that was logged.

    - `counted`: every step that was logged, in order
    - `held_out`: steps and values of each metric that is not of training

    >>> steps = np.arange(9_000)
    >>> rows = rows_of_steps(steps, [(np.array([777, 778]), np.array([0.5, 0.4]))])
    >>> len(rows) <= MAX_STEP_ROWS + 2, 777 in rows, 778 in rows
    (True, True, True)
    """
    if len(counted) <= MAX_STEP_ROWS:
        return counted
    ends = counted[np.linspace(0, len(counted) - 1, MAX_STEP_ROWS).round().astype(int)]
    if not held_out:
        return ends
    measured = every(shared([steps for steps, _ in held_out]))
    if len(measured) > MAX_STEP_ROWS:
        measured = np.concatenate([_extremes(steps, values) for steps, values in held_out])
    return np.union1d(ends, measured)


def _extremes(steps: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Where the lowest and the highest finite value were logged."""
    finite = np.flatnonzero(np.isfinite(values))
    if not len(finite):
        return steps[:0]
    found = values[finite]
    return steps[finite[[np.argmin(found), np.argmax(found)]]]


def row_values(
    logged: np.ndarray, place: Placed, rows: int, *, as_mean: bool
) -> tuple[np.ndarray, np.ndarray]:
    """One value a row, NaN where there is none, and which rows logged a non-finite one.

    The mean of a row's values, or the last of them. Where the count fell back to a row, its last
    pass counts.

    >>> place = Placed.of(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0]))
    >>> row_values(np.array([1.0, 2.0, np.inf]), place, 2, as_mean=True)
    (array([1.5, nan]), array([False,  True]))
    """
    row = place.row
    if place.goes_back:
        latest = np.zeros(rows, dtype=np.int64)
        np.maximum.at(latest, row, place.passes)
        current = place.passes == latest[row]
        row, logged = row[current], logged[current]
    finite = np.isfinite(logged)
    bad = np.zeros(rows, dtype=bool)
    if not finite.all():
        bad[row[~finite]] = True
        row, logged = row[finite], logged[finite]
    value = np.full(rows, np.nan)
    if as_mean:
        points = np.bincount(row, minlength=rows)
        total = np.bincount(row, weights=logged, minlength=rows)
        np.divide(total, points, out=value, where=points > 0)
    else:
        value[row] = logged
    value[bad] = np.nan
    return value, bad


def repeated_counts(count: np.ndarray, step: np.ndarray, passes: np.ndarray) -> list[float]:
    """Counts that were logged again after the count had moved on, or twice at one step.

    >>> again = np.array([1.0, 2.0, 2.0])
    >>> repeated_counts(again, np.array([10, 20, 20]), np.array([0, 0, 0]))
    [2.0]
    """
    if passes[-1] == 0 and (rises(step) or rises(count)):
        return []
    points = pd.DataFrame({"count": count, "step": step, "pass": passes})
    first_pass = points.groupby("count")["pass"].transform("min")
    again = (points["pass"] > first_pass) | points.duplicated(["count", "step"])
    return points["count"][again].unique().tolist()
