"""A series in a row of numbers, and a run's length: what run tables sort by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.curves import Curves, Series


@dataclass(frozen=True)
class Summary:
    """What run tables sort by. Values are None where no point is finite.

    `last` is the last value logged, None where that one is not finite.
    """

    count: int
    non_finite: int
    first_step: int | None
    last_step: int | None
    last: float | None
    last_epoch: float | None
    min: float | None
    min_step: int | None
    min_epoch: float | None
    max: float | None
    max_step: int | None
    max_epoch: float | None


def summarise(series: Series) -> Summary:
    """Count, last, lowest and highest value of a series, with their steps and epochs.

    Of equal values the first counts.

    >>> s = summarise(Series.of("loss", "loss", "train", [3, 1, float("nan")], epoch=[1, 2, 3]))
    >>> (s.count, s.non_finite, s.min, s.min_epoch, s.last)
    (3, 1, 1.0, 2.0, None)
    """
    finite = np.flatnonzero(np.isfinite(series.value))
    count = len(series.value)
    low = finite[np.argmin(series.value[finite])] if len(finite) else None
    high = finite[np.argmax(series.value[finite])] if len(finite) else None
    last = count - 1 if count else None
    return Summary(
        count=count,
        non_finite=count - len(finite),
        first_step=int(series.step.min()) if count else None,
        last_step=int(series.step.max()) if count else None,
        last=_number(series.value, last),
        last_epoch=_number(series.epoch, last),
        min=_number(series.value, low),
        min_step=None if low is None else int(series.step[low]),
        min_epoch=_number(series.epoch, low),
        max=_number(series.value, high),
        max_step=None if high is None else int(series.step[high]),
        max_epoch=_number(series.epoch, high),
    )


def _number(values: np.ndarray, position: int | None) -> float | None:
    known = position is not None and np.isfinite(values[position])
    return float(values[position]) if known else None


def epochs_trained(series: Sequence[Series], curves: Curves) -> int:
    """How many epochs a run trained, or of how many steps points were logged without epochs.

    Losses and accuracies tell; a run without them has its other metrics to tell.

    >>> boxes = [Series.of("mAP50", "mAP50", "val", [0.2, 0.4], epoch=[1, 2])]
    >>> epochs_trained(boxes, Curves.from_series(boxes))
    2
    """
    if curves.counted_by == "step":
        return max(_different(s.step) for s in series if s.column)
    if len(curves) or not series:
        return curves.epoch_count
    epochs = np.concatenate([s.epoch for s in series])
    return len(np.unique(np.ceil(epochs[~np.isnan(epochs)])))


def length_noun(counted_by: str) -> str:
    """What `epochs_trained` counts; steps are often logged some apart, so that 10 are not 10 steps.

    - `counted_by`: as `Curves` has it, ``epoch`` or ``step``

    >>> length_noun("epoch"), length_noun("step")
    ('epoch', 'logged point')
    """
    return "logged point" if counted_by == "step" else counted_by


def _different(steps: np.ndarray) -> int:
    rising = (np.diff(steps) > 0).all()
    return len(steps) if rising else len(np.unique(steps))
