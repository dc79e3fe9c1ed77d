"""The parts of a run's epoch table that rules read: finite values with their epochs."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from experiments.curves import SPLITS, Curves

HELD_OUT = ("val", "test")
LARGEST = 1e100
# Sixteen rules ask for the same columns; each is taken from the table once and lives as long as it.
_READ: WeakKeyDictionary[Curves, dict[str, np.ndarray]] = WeakKeyDictionary()
SPLIT_NAMES = {"train": "training", "val": "validation", "test": "test"}


@dataclass(frozen=True, eq=False)
class Track:
    """One metric on one split, gaps left out; `epoch` and `value` are of equal length."""

    split: str
    epoch: np.ndarray
    value: np.ndarray

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, eq=False)
class Pair:
    """Loss and accuracy of one split at the epochs that have both."""

    split: str
    epoch: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray

    def __len__(self) -> int:
        return len(self.epoch)


def track(curves: Curves, split: str, kind: str) -> Track:
    """The finite values of one metric.

    >>> track(Curves.of(val_loss=[0.5, float("nan"), 0.4]), "val", "loss").epoch.tolist()
    [1.0, 3.0]
    """
    value = bounded(curves, f"{split}_{kind}")
    there = np.isfinite(value)
    return Track(split, curves.epoch[there], value[there])


def bounded(curves: Curves, column: str) -> np.ndarray:
    """Values of a column, NaN where there is none, within 1e-100 to 1e100 or 0.

    Sums and ratios of exploded losses would overflow beyond.

    >>> bounded(Curves.of(val_loss=[0.5, 1e300]), "val_loss").tolist()
    [0.5, 1e+100]
    """
    read = _READ.setdefault(curves, {})
    if column not in read:
        value = np.clip(curves.values(column), -LARGEST, LARGEST)
        read[column] = np.where(np.abs(value) < 1 / LARGEST, 0.0, value)
    return read[column]


def pair(curves: Curves, split: str) -> Pair:
    """Loss and accuracy where both are finite.

    >>> both = pair(Curves.of(val_loss=[0.9, np.nan], val_accuracy=[0.5, 0.6]), "val")
    >>> both.loss.tolist(), both.accuracy.tolist()
    ([0.9], [0.5])
    """
    loss, accuracy = bounded(curves, f"{split}_loss"), bounded(curves, f"{split}_accuracy")
    there = np.isfinite(loss) & np.isfinite(accuracy)
    return Pair(split, curves.epoch[there], loss[there], accuracy[there])


def pairs(curves: Curves) -> list[Pair]:
    """Each split that has loss and accuracy, validation first.

    >>> both = {"train_loss": [0.9], "train_accuracy": [0.5], "val_loss": [1], "val_accuracy": [0]}
    >>> [p.split for p in pairs(Curves.of(**both))]
    ['val', 'train']
    """
    found = (pair(curves, split) for split in (*HELD_OUT, "train"))
    return [p for p in found if len(p)]


def held_out(curves: Curves, kind: str = "loss") -> Track | None:
    """The validation curve; the test curve where there is no validation; None without both.

    >>> held_out(Curves.of(train_loss=[0.9], test_loss=[0.8])).split
    'test'
    """
    found = (track(curves, split, kind) for split in HELD_OUT)
    return next((t for t in found if len(t)), None)


def held_out_pair(curves: Curves) -> Pair | None:
    """Loss and accuracy of the held-out split that has both; None where none has.

    >>> held_out_pair(Curves.of(test_loss=[0.9], test_accuracy=[0.5])).split
    'test'
    """
    return next((p for p in pairs(curves) if p.split != "train"), None)


def judged(curves: Curves, kind: str = "loss") -> Track | None:
    """The held-out curve, or the training curve where nothing was held out.

    >>> judged(Curves.of(train_loss=[0.9])).split
    'train'
    """
    training = track(curves, "train", kind)
    return held_out(curves, kind) or (training if len(training) else None)


def tracks(curves: Curves, kind: str) -> list[Track]:
    """Every split that has this metric, ``loss`` or ``accuracy``.

    >>> [t.split for t in tracks(Curves.of(train_loss=[0.9], test_loss=[0.8]), "loss")]
    ['train', 'test']
    """
    return [t for t in (track(curves, split, kind) for split in SPLITS) if len(t)]
