"""Do predictions say what the log says at their epoch?"""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.tracks import SPLIT_NAMES, bounded
from experiments.analysis.wording import at, number, percent
from experiments.curves import SPLITS, Curves

LOSS_SHARE = 0.005
LOSS_LEAST = 0.0005
ACCURACY_LEAST = 0.0005
SUM_SHARE = 0.02


@dataclass(frozen=True)
class Measured:
    """Of n samples: log loss in nats, accuracy as a fraction."""

    log_loss: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class _Logged:
    """What a log says of one split at one epoch; NaN where it says nothing."""

    split: str
    epoch: float
    loss: float
    accuracy: float

    def fits(self, measured: Measured) -> bool:
        return self.loss_fits(measured) and not self.accuracy_differs(measured)

    def loss_fits(self, measured: Measured) -> bool:
        allowed = max(LOSS_LEAST, LOSS_SHARE * abs(self.loss))
        return abs(self.loss - measured.log_loss) <= allowed

    def accuracy_differs(self, measured: Measured) -> bool:
        allowed = max(ACCURACY_LEAST, 0.5 / measured.n)
        return abs(self.accuracy - measured.accuracy) > allowed


def against_log(curves: Curves, split: str, epoch: float, measured: Measured) -> str | None:
    """Where predictions of a split and epoch differ from the log, by how much and perhaps why.

    None where they agree: losses to 0.5 % or 0.0005, accuracies to half a sample or 0.05 points;
    and where the log has no loss of that split at that epoch.

    >>> curves = Curves.of(val_loss=[0.3, 0.2544], val_accuracy=[0.98, 0.991])
    >>> against_log(curves, "val", 2, Measured(0.2544, 0.991, 1000))
    >>> against_log(curves, "val", 2, Measured(0.3, 0.98, 1000)).split(": ")[1]
    'they fit epoch 1 of the log.'
    """
    rows = _rows(curves, split)
    logged = next((row for row in rows if row.epoch == epoch), None)
    if logged is None or logged.fits(measured):
        return None
    reason = (
        _other_epoch(curves, rows, epoch, measured)
        or _other_split(curves, logged, measured)
        or _other_loss(logged, measured)
    )
    return f"{_both(curves, logged, measured)}: {reason}."


def _rows(curves: Curves, split: str) -> list[_Logged]:
    """The split's losses that are finite, epoch by epoch."""
    loss, accuracy = (bounded(curves, f"{split}_{kind}") for kind in ("loss", "accuracy"))
    there = np.flatnonzero(np.isfinite(loss))
    columns = (curves.epoch[there], loss[there], accuracy[there])
    return [_Logged(split, *map(float, row)) for row in zip(*columns, strict=True)]


def _both(curves: Curves, logged: _Logged, measured: Measured) -> str:
    where, loss = at(curves, logged.epoch), number(logged.loss)
    if not logged.accuracy_differs(measured):
        return f"The log says {loss} at {where}, these predictions {number(measured.log_loss)}"
    return (
        f"The log says a loss of {loss} and {percent(logged.accuracy)} accuracy at {where}, these "
        f"predictions {number(measured.log_loss)} and {percent(measured.accuracy)}"
    )


def _other_epoch(
    curves: Curves, rows: list[_Logged], epoch: float, measured: Measured
) -> str | None:
    fitting = [row.epoch for row in rows if row.fits(measured)]
    nearest = min(fitting, key=lambda other: abs(other - epoch), default=None)
    return None if nearest is None else f"they fit {at(curves, nearest)} of the log"


def _other_split(curves: Curves, logged: _Logged, measured: Measured) -> str | None:
    for split in SPLITS:
        for row in _rows(curves, split):
            if split != logged.split and row.epoch == logged.epoch and row.fits(measured):
                return f"they fit the {SPLIT_NAMES[split]} split of that {curves.counted_by}"
    return None


def _other_loss(logged: _Logged, measured: Measured) -> str:
    if logged.loss_fits(measured):
        return "the losses agree, so the logged accuracy may be of another kind, such as top-5"
    if abs(logged.loss - measured.log_loss * measured.n) <= SUM_SHARE * abs(logged.loss):
        return f"the logged loss is a sum over the {measured.n:,} samples"
    if logged.accuracy_differs(measured):
        return "other samples, another checkpoint, or dropout at work"
    same = "" if np.isnan(logged.accuracy) else "the accuracies agree, so "
    if logged.loss > measured.log_loss:
        return (
            f"{same}the logged loss may hold a penalty, label smoothing or class weights, or "
            "average over batches"
        )
    return f"{same}the logged loss may be weighted by class, or average over batches"
