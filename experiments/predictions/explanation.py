"""Why a loss rose between two epochs: on which samples, and whether temperature removes it."""

from dataclasses import dataclass

import numpy as np

from experiments.predictions.matching import NotPaired, match
from experiments.predictions.samples import Samples

Interval = tuple[float, float]
CARRIED = 0.9
SHOWN = 20
HALF = 0.5
GROUPS = 2000
RESAMPLES = 1000
SEED = 41
CAUSES = ("over-confidence", "under-confidence", "knowledge", "both", "unclear", "no rise")


@dataclass(frozen=True)
class Transition:
    """The samples that were right or wrong at the first epoch, and are so at the last.

    - `change`: what they add to the mean loss of all samples, in nats
    """

    right_first: bool
    right_last: bool
    count: int
    change: float


@dataclass(frozen=True)
class Worse:
    """A sample whose loss rose; `row` from 0, classes as positions, losses in nats."""

    row: int
    id: str
    label: int
    predicted_first: int
    predicted_last: int
    loss_first: float
    loss_last: float


@dataclass(frozen=True)
class Explanation:
    """Two epochs of one run on the same n samples; losses in nats, shares as fractions.

    - `after_first`, `after_last`: losses at the advised temperature of each, which was chosen on
      these same samples
    - `rise_interval`: 95 % for `rise`, by a paired bootstrap; `removed_interval` for `removed`,
      with the temperatures as they are, so it is narrower than new samples would make it
    - `removed`: the share of the rise that vanishes at these temperatures, near 1 where the model
      only grew surer, near 0 where what it knows got worse; below 0 or above 1 where they move
      apart further. None, as its interval, where the rise is within noise.
    - `got_worse`: samples whose loss rose; `carriers`: how many of them, the worst first, carry
      90 % of what all of them added; `carriers_wrong_at_both` of these were and stayed wrong
    - `worst`: at most 20, the largest rise first
    """

    n: int
    loss_first: float
    loss_last: float
    rise_interval: Interval
    after_first: float
    after_last: float
    removed: float | None
    removed_interval: Interval | None
    accuracy_first: float
    accuracy_last: float
    confidence_first: float
    confidence_last: float
    temperature_first: float
    temperature_last: float
    transitions: tuple[Transition, ...]
    got_worse: int
    carriers: int
    carriers_wrong_at_both: int
    worst: tuple[Worse, ...]

    @property
    def rise(self) -> float:
        """Change of the mean loss, in nats."""
        return self.loss_last - self.loss_first

    @property
    def gap_first(self) -> float:
        """Mean confidence minus accuracy at the first epoch; above 0 where over-confident."""
        return self.confidence_first - self.accuracy_first

    @property
    def gap_last(self) -> float:
        """Mean confidence minus accuracy at the last epoch; above 0 where over-confident."""
        return self.confidence_last - self.accuracy_last

    @property
    def cause(self) -> str:
        """One of `CAUSES`; over- or under-confidence where temperature removes half and more."""
        low, high = self.rise_interval
        if high <= 0:
            return "no rise"
        if low <= 0 or self.removed_interval is None:
            return "unclear"
        low, high = self.removed_interval
        if high < HALF:
            return "knowledge"
        if low < HALF:
            return "both"
        return "over-confidence" if self.gap_last > 0 else "under-confidence"


def explain(first: Samples, last: Samples) -> Explanation | NotPaired:
    """What changed between two epochs, sample by sample; where they are not the same, the reason.

    >>> n, wrong = np.arange(10), (np.arange(10) < 8).astype(int)
    >>> def at(p: float) -> Samples:
    ...     true = np.where(wrong, 1 - p, p)
    ...     columns = (n, n + 1, 0 * n, wrong, true, np.full(10, p), -np.log(true), np.ones(10))
    ...     return Samples(("cat", "dog"), 1.0, *columns)
    >>> found = explain(at(0.6), at(0.9))
    >>> round(found.rise, 3), found.got_worse, found.removed, found.cause
    (1.028, 8, 1.0, 'over-confidence')
    """
    matched = match(first, last)
    if isinstance(matched, NotPaired):
        return matched
    rows = matched.rows
    change = last.loss[rows] - first.loss
    after = last.loss_after[rows] - first.loss_after
    rise_interval, removed, removed_interval = _removed(change, after)
    right = first.predicted == first.label, (last.predicted == last.label)[rows]
    carriers = _carriers(change)
    return Explanation(
        n=len(change),
        loss_first=float(first.loss.mean()),
        loss_last=float(last.loss.mean()),
        rise_interval=rise_interval,
        after_first=float(first.loss_after.mean()),
        after_last=float(last.loss_after.mean()),
        removed=removed,
        removed_interval=removed_interval,
        accuracy_first=float(right[0].mean()),
        accuracy_last=float(right[1].mean()),
        confidence_first=float(first.p_predicted.mean()),
        confidence_last=float(last.p_predicted.mean()),
        temperature_first=first.temperature,
        temperature_last=last.temperature,
        transitions=_transitions(change, *right),
        got_worse=int((change > 0).sum()),
        carriers=len(carriers),
        carriers_wrong_at_both=int((~right[0] & ~right[1])[carriers].sum()),
        worst=_worst(first, last, rows, carriers),
    )


def _transitions(
    change: np.ndarray, right_first: np.ndarray, right_last: np.ndarray
) -> tuple[Transition, ...]:
    found = []
    for was, is_now in ((True, True), (True, False), (False, True), (False, False)):
        here = (right_first == was) & (right_last == is_now)
        part = float(change[here].sum() / len(change))
        found.append(Transition(was, is_now, int(here.sum()), part))
    return tuple(found)


def _carriers(change: np.ndarray) -> np.ndarray:
    """Rows of the samples that carry most of what was added, the largest rise first."""
    worse = np.flatnonzero(change > 0)
    ordered = worse[np.argsort(-change[worse], kind="stable")]
    carried = np.cumsum(change[ordered])
    if not len(carried):
        return ordered
    return ordered[: int(np.searchsorted(carried, CARRIED * carried[-1])) + 1]


def _worst(
    first: Samples, last: Samples, rows: np.ndarray, carriers: np.ndarray
) -> tuple[Worse, ...]:
    return tuple(
        Worse(
            row=int(i),
            id=str(first.ids[i]),
            label=int(first.label[i]),
            predicted_first=int(first.predicted[i]),
            predicted_last=int(last.predicted[rows[i]]),
            loss_first=float(first.loss[i]),
            loss_last=float(last.loss[rows[i]]),
        )
        for i in carriers[:SHOWN]
    )


def _removed(
    change: np.ndarray, after: np.ndarray
) -> tuple[Interval, float | None, Interval | None]:
    """Interval of the rise; the share of it that is gone afterwards, and the interval of that.

    Percentiles of 1,000 paired resamples, seeded. Above 2,000 samples they are dealt to 2,000
    groups of like size, which are drawn in their place. The temperatures stay as they are.
    """
    groups = min(len(change), GROUPS)
    chance = np.random.default_rng(SEED)
    dealt = chance.permutation(len(change)) % groups
    drawn = chance.integers(0, groups, (RESAMPLES, groups))
    rises = np.bincount(dealt, change)[drawn].sum(axis=1) / len(change)
    interval = _percentiles(rises)
    if interval[0] <= 0:
        return interval, None, None
    left = np.bincount(dealt, after)[drawn].sum(axis=1) / len(change)
    return (
        interval,
        1 - float(after.sum() / change.sum()),
        _percentiles((1 - left / rises)[rises > 0]),
    )


def _percentiles(values: np.ndarray) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
