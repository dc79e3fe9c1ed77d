"""How likely a better epoch is still to come, judged at each epoch from those before it."""

from dataclasses import dataclass

import numpy as np

MIN_EPOCHS = 5
BETTER = 0.01
"""A later epoch counts as better where its loss is lower by at least this share."""
STOP_BELOW = 0.20
RECENT_SHARE = 1 / 3
"""The last third of the epochs so far says how fast the loss falls."""
LEARNT, RAISED = 0.05, 0.30
"""A loss that neither fell nor rose by so much (ln) from where it began has not learnt yet."""
LEAST_GAIN, GAIN_AGAIN = 0.05, 0.75
"""What a better epoch gains on the average: so much, and that share of what the last third did."""


@dataclass(frozen=True)
class Limits:
    """Coefficients of the log-odds that a better epoch comes; see `outlook`.

    - `start`: where the best epoch is the last one and the loss falls no more
    - `waited`: for each e-fold of epochs since the best one
    - `risen`: for the root of the rise since the minimum
    - `falling`: for the root of the fall over the last third of the epochs
    """

    start: float = -0.2
    waited: float = 0.6
    risen: float = 2.0
    falling: float = 5.6


LIMITS = Limits()


@dataclass(frozen=True, eq=False)
class Outlook:
    """What can be said at each epoch; arrays of equal length, entry k from values 0 to k alone.

    - `best`: position of the lowest value so far, of equal ones the first
    - `risk`: probability that a value lower by at least `BETTER` is still to come, in (0, 1)
    - `missed`: by which share that value is then lower on the average, in [`LEAST_GAIN`, 1)
    - `learnt`: whether the loss has moved away from where it began
    """

    best: np.ndarray
    risk: np.ndarray
    missed: np.ndarray
    learnt: np.ndarray

    def __len__(self) -> int:
        return len(self.best)

    @property
    def judged(self) -> np.ndarray:
        """Whether anything can be told at each epoch."""
        return self.learnt & (np.arange(len(self)) >= MIN_EPOCHS - 1)

    @property
    def actions(self) -> np.ndarray:
        """``keep_going``, ``stop`` or ``cannot_tell`` at each epoch."""
        told = np.where(self.risk < STOP_BELOW, "stop", "keep_going")
        return np.where(self.judged, told, "cannot_tell")


def outlook(values: np.ndarray, limits: Limits = LIMITS) -> Outlook:
    """Judge every epoch of a loss; `values` one-dimensional, the first one finite.

    With s epochs since the best one, r = ln(median of the last 3 / minimum) and
    f = ln(minimum a third of the epochs ago / minimum), r and f at most 1:

        ln(risk / (1 - risk)) = start - waited ln(1 + s) - risen sqrt(r) + falling sqrt(f)

    a logistic regression (Cox 1958) on the runs of the benchmark; the last 3 stand for one, so
    that a spike is no rise. On the average a better epoch gains 5 % and three quarters of what the
    last third of the epochs did.
    Once losses reach zero or below, r and f are shares of the descent. What is not finite counts
    as an epoch that was no better.

    >>> falling = outlook(0.5 + 1.5 * np.exp(-np.arange(30) / 10))
    >>> print(falling.actions[-1], round(float(falling.risk[-1]), 2))
    keep_going 0.9
    >>> print(outlook(np.append(np.linspace(2.0, 0.5, 10), np.linspace(0.5, 0.8, 20))).actions[-1])
    stop
    """
    loss = np.where(np.isfinite(values), values, np.inf)
    lowest, epochs = np.minimum.accumulate(loss), np.arange(len(loss))
    is_new = np.append(True, lowest[1:] < lowest[:-1])
    best = np.maximum.accumulate(np.where(is_new, epochs, 0))
    third = np.maximum(2, np.ceil(RECENT_SHARE * (epochs + 1)).astype(int))
    start = np.full(len(loss), loss[0])
    rise = _above(np.maximum(_median_of_3(loss), lowest), lowest, start)
    fall = _above(lowest[np.maximum(epochs - third, 0)], lowest, start)
    odds = limits.start - limits.waited * np.log1p(epochs - best)
    odds += limits.falling * np.sqrt(fall) - limits.risen * np.sqrt(rise)
    return Outlook(
        best=best,
        risk=1 / (1 + np.exp(-odds)),
        missed=LEAST_GAIN - GAIN_AGAIN * np.expm1(-fall),
        learnt=(_above(start, lowest, start) >= LEARNT) | (rise >= RAISED),
    )


def _above(higher: np.ndarray, lowest: np.ndarray, start: np.ndarray) -> np.ndarray:
    """How far values lie above the minimum, in [0, 1]: ln of the ratio, or share of the descent."""
    descent = start - lowest
    positive = lowest > 0
    ratio = np.divide(higher, lowest, out=np.ones_like(higher), where=positive)
    share = np.divide(
        higher - lowest, descent, out=np.zeros_like(higher), where=~positive & (descent > 0)
    )
    return np.clip(np.where(positive, np.log(ratio), share), 0.0, 1.0)


def _median_of_3(values: np.ndarray) -> np.ndarray:
    """Median of each value and the two before it."""
    padded = np.concatenate([np.full(2, values[0]), values])
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 3), axis=-1)
