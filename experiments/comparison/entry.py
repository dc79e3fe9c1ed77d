"""One run as it is ranked: its held-out curves, what is known of them, and its predictions."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.analysis.tracks import HELD_OUT, bounded
from experiments.analysis.wording import mark
from experiments.comparison.preference import LEAST_LOSS, least_error
from experiments.comparison.promising import promising
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.predictions.report import Report


@dataclass(frozen=True)
class Measured:
    """Predictions of one run on one split, as they were measured.

    - `key`: names them, such as their UUID; pair tests find their samples by it
    - `split`, `epoch`: what they are of; `epoch` None for the run as a whole
    - `log_loss`, `log_loss_after`: nats, before and after the temperature; `log_loss_interval` 95 %
    - `accuracy`, `ece`, `ece_after`: fractions
    """

    key: str
    split: str
    epoch: float | None
    n: int
    classes: int
    log_loss: float
    accuracy: float
    ece: float
    temperature: float
    log_loss_after: float
    ece_after: float
    log_loss_interval: tuple[float, float] | None = None

    @classmethod
    def of(cls, key: str, split: str, epoch: float | None, report: Report) -> "Measured":
        """What comparing needs of a report.

        >>> import numpy as np
        >>> from experiments.predictions.measure import measure
        >>> from experiments.predictions.scores import Scores
        >>> p = np.array([[0.9, 0.1], [0.2, 0.8]] * 10)
        >>> scores = Scores(np.array([0, 1] * 10), p, "probabilities", ("cat", "dog"))
        >>> found = Measured.of("key", "val", 14.0, measure(scores))
        >>> found.n, found.classes, round(found.log_loss, 4), found.accuracy
        (20, 2, 0.1643, 1.0)
        """
        return cls(
            key=key,
            split=split,
            epoch=epoch,
            n=report.n,
            classes=len(report.class_names),
            log_loss=report.log_loss,
            accuracy=report.accuracy,
            ece=report.before.ece,
            temperature=report.temperature.advised,
            log_loss_after=report.after.log_loss,
            ece_after=report.after.ece,
            log_loss_interval=report.log_loss_interval,
        )


@dataclass(frozen=True)
class Moment:
    """A run at one epoch, which one could ship.

    - `epoch`: None for predictions of the run as a whole
    - `loss`: nats where it is a cross-entropy; `accuracy`: fraction; None where there is none
    - `n`: samples they were measured on, those of its predictions where nobody said; else None
    - `measured`: its predictions, None where it has none
    """

    epoch: float | None
    loss: float | None
    accuracy: float | None
    n: int | None = None
    measured: Measured | None = None

    @classmethod
    def of(cls, measured: Measured) -> "Moment":
        """The run as its predictions have it.

        >>> found = Measured("p", "val", 3.0, 500, 2, 0.3, 0.9, 0.05, 1.4, 0.25, 0.02)
        >>> Moment.of(found).loss
        0.3
        """
        m = measured
        return cls(m.epoch, m.log_loss, m.accuracy, m.n, m)

    @property
    def ece(self) -> float | None:
        return None if self.measured is None else self.measured.ece


@dataclass(frozen=True, eq=False)
class Entry:
    """One run as it is ranked.

    - `key`: its UUID as text; `name`: what people call it
    - `facts`: classes, samples, kind of loss, majority; None where nobody said
    - `split`: the held-out split it is judged on, ``""`` where nothing was held out
    - `counted_by`: what its epochs count, ``epoch`` or ``step``
    - `epoch`, `loss`, `accuracy`: rows of the curves on that split with a loss or an accuracy that
      is finite; NaN for the other one where it is missing
    - `measured`: predictions on that split; of several for one epoch the first counts
    - `data`: the data set that it names, ``""`` where it names none
    - `doubt`: why its analysis finds its numbers suspicious, a sentence; ``""`` where it does not
    """

    key: str
    name: str
    facts: Facts
    split: str
    counted_by: str
    epoch: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    measured: tuple[Measured, ...] = ()
    data: str = ""
    doubt: str = ""

    @cached_property
    def curves(self) -> Curves:
        """What it is ranked by, as the validation curves that rules of analysis read."""
        return Curves.of(epoch=self.epoch, val_loss=self.loss, val_accuracy=self.accuracy)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        return tuple(self._moment(i) for i in range(len(self.epoch)))

    @cached_property
    def promising(self) -> tuple[Moment, ...]:
        """Those of the `moments` that may be best for somebody; all where it has predictions."""
        if self.measured:
            return self.moments
        # What is too small to count in a mix does not tell rows apart.
        loss = np.maximum(self.loss, LEAST_LOSS)
        accuracy = np.minimum(self.accuracy, 1 - least_error(self.facts.n_val))
        return tuple(self._moment(int(row)) for row in promising(loss, accuracy))

    @cached_property
    def predicted_moments(self) -> tuple[Moment, ...]:
        """Those of the `moments` that have predictions."""
        rows = np.flatnonzero(np.isin(self.epoch, list(self._predicted)))
        return tuple(self._moment(int(row)) for row in rows)

    @cached_property
    def best_by_loss(self) -> Moment | None:
        return self._lowest(self.loss, -self.accuracy)

    @cached_property
    def best_by_accuracy(self) -> Moment | None:
        return self._lowest(-self.accuracy, self.loss)

    @cached_property
    def _predicted(self) -> dict[float, Measured]:
        return {m.epoch: m for m in reversed(self.measured) if m.epoch is not None}

    def _moment(self, row: int) -> Moment:
        epoch = float(self.epoch[row])
        measured = self._predicted.get(epoch)
        samples = (self.facts.n_val if self.split == "val" else None) or (measured and measured.n)
        loss, accuracy = float(self.loss[row]), float(self.accuracy[row])
        return Moment(epoch, _finite(loss), _finite(accuracy), samples, measured)

    def _lowest(self, cost: np.ndarray, second: np.ndarray) -> Moment | None:
        """Of equal costs the one with the lower second one, as epochs to ship are told apart."""
        if np.isnan(cost).all():
            return None
        rows = np.flatnonzero(cost == np.nanmin(cost))
        return self._moment(int(rows[np.argmin(np.nan_to_num(second[rows], nan=np.inf))]))

    @property
    def last(self) -> Moment | None:
        return self._moment(-1) if len(self.epoch) else None

    @property
    def classes(self) -> int | None:
        return self.facts.classes or next((m.classes for m in self.measured), None)

    def at_epoch(self, moment: Moment) -> str:
        """``epoch 14``, or ``step 14``; for predictions of the run as a whole, no epoch.

        >>> entry("a", "a", Curves.of(val_loss=[0.9])).at_epoch(Moment(14, 0.5, None))
        'epoch 14'
        """
        if moment.epoch is None:
            return "the epoch of its predictions"
        return f"{self.counted_by} {mark(moment.epoch)}"

    def at(self, epoch: float) -> Moment | None:
        """The run at this epoch; None where the log has no such one.

        >>> entry("a", "a", Curves.of(val_loss=[0.9, 0.5])).at(2).loss
        0.5
        """
        rows = np.flatnonzero(self.epoch == epoch)
        return self._moment(int(rows[0])) if len(rows) else None


def entry(
    key: str,
    name: str,
    curves: Curves,
    facts: Facts | None = None,
    measured: Iterable[Measured] = (),
    data: str = "",
    doubt: str = "",
) -> Entry:
    """A run to be ranked, on its validation split, or on the test split where it has no other.

    >>> run = entry("1", "a", Curves.of(val_loss=[0.9, 0.5, 0.6], val_accuracy=[0.6, 0.8, 0.9]))
    >>> run.best_by_loss.epoch, run.best_by_accuracy.loss, run.last.accuracy
    (2.0, 0.6, 0.9)
    """
    measured = tuple(measured)
    split = _split(curves, measured)
    columns = [np.full(len(curves), np.nan) for _ in range(2)]
    if split:
        columns = [bounded(curves, f"{split}_{kind}") for kind in ("loss", "accuracy")]
    there = np.isfinite(columns[0]) | np.isfinite(columns[1])
    return Entry(
        key=key,
        name=name,
        facts=facts or Facts(),
        split=split,
        counted_by=curves.counted_by,
        epoch=curves.epoch[there],
        loss=columns[0][there],
        accuracy=columns[1][there],
        measured=tuple(m for m in measured if m.split == split),
        data=data,
        doubt=doubt,
    )


def _split(curves: Curves, measured: tuple[Measured, ...]) -> str:
    has_predictions = {m.split for m in measured}
    for split in HELD_OUT:
        logged = (bounded(curves, f"{split}_{kind}") for kind in ("loss", "accuracy"))
        if split in has_predictions or any(np.isfinite(values).any() for values in logged):
            return split
    return ""


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
