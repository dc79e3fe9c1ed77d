"""Values of whole epochs in the progress bars of batches, as Lightning draws them."""

from collections.abc import Mapping

import numpy as np

from experiments.parsers.names import metric

Told = tuple[float, dict[str, float]]
"""An epoch and what its values are."""


def of_epoch(name: str) -> bool:
    """Whether a metric in a bar is of a whole epoch and stays there while the next one is trained.

    >>> of_epoch("val_loss"), of_epoch("train_loss_epoch"), of_epoch("train_loss_step")
    (True, True, False)
    """
    return metric(name).split in ("val", "test") or name.endswith("_epoch")


class EpochBars:
    """Tells the epochs of such values, bar after bar.

    The bar of an epoch first shows the values of the epoch before it, and its own only in its last
    drawing. Where that drawing is missing, as the first epoch shows, they are of the epoch before.

    - `late`: whether the log turned out to show them one epoch late
    """

    def __init__(self) -> None:
        self.late = False
        self._first = self._at = self._told = np.nan
        self._shown = False
        self._pending: dict[str, float] = {}

    def take(self, epoch: float, complete: bool, values: Mapping[str, float]) -> list[Told]:
        """What one drawing of a bar at `epoch` tells; `complete` once all batches are done.

        >>> bars = EpochBars()
        >>> bars.take(0, True, {}), bars.take(1, True, {"val_loss": 0.9})
        ([], [(0.0, {'val_loss': 0.9})])
        """
        told: list[Told] = []
        if epoch != self._at:
            told = self.rest()
            if not epoch > self._at:
                self._first, self._shown = epoch, False
            self._at = float(epoch)
        self._shown = self._shown or (epoch == self._first and bool(values))
        if self._shown and complete:
            self._pending.update(values)
        elif values and not self._shown and self._told != self._at:
            self.late, self._told = True, self._at
            told.append((self._at - 1, dict(values)))
        return told

    def rest(self) -> list[Told]:
        """What is left to tell when an epoch, or the log, is over.

        >>> bars = EpochBars()
        >>> bars.take(0, False, {}), bars.take(0, True, {"val_loss": 0.9}), bars.rest()
        ([], [], [(0.0, {'val_loss': 0.9})])
        """
        told = [(self._at, self._pending)] if self._pending else []
        self._pending = {}
        return told
