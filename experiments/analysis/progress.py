"""How far the curves of a run came from where they began."""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.smoothing import noise, smoothed
from experiments.analysis.tracks import Track, pair
from experiments.curves import Curves

MIN_EPOCHS = 5
MOST_APART = 2


@dataclass(frozen=True)
class Progress:
    """How far the smoothed curves moved; accuracies are None where none were logged.

    `same_share` is the share of the most frequent accuracy in the second half of the run.
    """

    loss_from: float
    loss_low: float
    loss_range: float
    accuracy_first: float | None
    accuracy_low: float | None
    accuracy_high: float | None
    accuracy_at_best: float | None
    accuracy_usual: float | None
    accuracy_noise: float
    same_share: float

    @property
    def loss_gain(self) -> float:
        return (self.loss_from - self.loss_low) / abs(self.loss_from) if self.loss_from else 0.0

    @property
    def accuracy_range(self) -> float | None:
        if self.accuracy_low is None or self.accuracy_high is None:
            return None
        return self.accuracy_high - self.accuracy_low


def progress_of(curves: Curves, losses: Track) -> Progress:
    """Measure the curves of the split that `losses` belongs to.

    >>> learned = Curves.of(val_loss=[2.0, 1.5, 1.0, 1.0, 1.0])
    >>> progress_of(learned, Track("val", learned.epoch, learned.values("val_loss"))).loss_gain
    0.5
    """
    loss = smoothed(losses.value)
    first = float(losses.value[0])
    both = pair(curves, losses.split)
    known = len(both) >= MIN_EPOCHS
    accuracy = smoothed(both.accuracy) if known else np.array([])
    return Progress(
        loss_from=first,
        loss_low=float(loss.min()),
        loss_range=float(np.ptp(loss)) / abs(first) if first else 0.0,
        accuracy_first=float(both.accuracy[0]) if known else None,
        accuracy_low=float(accuracy.min()) if known else None,
        accuracy_high=float(accuracy.max()) if known else None,
        accuracy_at_best=float(accuracy[np.argmin(smoothed(both.loss))]) if known else None,
        accuracy_usual=float(np.median(both.accuracy)) if known else None,
        accuracy_noise=noise(both.accuracy),
        same_share=_same_share(both.accuracy) if known else 0.0,
    )


def begins_late(curves: Curves) -> bool:
    """Whether the log lacks its beginning, as that of a continued training does.

    >>> begins_late(Curves.of(epoch=[16, 17, 18], val_loss=[1, 1, 1]))
    True
    >>> begins_late(Curves.of(epoch=[5, 10, 15], val_loss=[1, 1, 1]))
    False
    """
    apart = float(np.median(np.diff(curves.epoch))) if len(curves) > 1 else 1.0
    return float(curves.epoch[0]) > max(1.0, MOST_APART * apart)


def _same_share(accuracy: np.ndarray) -> float:
    late = accuracy[len(accuracy) // 2 :]
    return float(np.unique(late, return_counts=True)[1].max() / len(late))
