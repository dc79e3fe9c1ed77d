"""Which checkpoint to keep."""

import math
from collections.abc import Sequence

import numpy as np

from experiments.analysis.finding import Finding, Keep
from experiments.analysis.tracks import held_out
from experiments.analysis.wording import at, mark, points, relative
from experiments.curves import Curves

WORTH_LOSS = 10.0
ALIKE = 0.0001


def checkpoints(curves: Curves) -> Keep:
    """The epochs of lowest held-out loss and of highest held-out accuracy; of equal ones the first.

    >>> checkpoints(Curves.of(val_loss=[3, 1, 2], val_accuracy=[0.1, 0.2, 0.2]))
    Keep(by_loss=2.0, by_accuracy=2.0)
    """
    loss, accuracy = held_out(curves, "loss"), held_out(curves, "accuracy")
    return Keep(
        by_loss=None if loss is None else float(loss.epoch[np.argmin(loss.value)]),
        by_accuracy=None if accuracy is None else float(accuracy.epoch[np.argmax(accuracy.value)]),
    )


def worth_telling(keep: Keep, findings: Sequence[Finding]) -> Keep:
    """One checkpoint for both where the best accuracy is higher by no more than chance explains.

    So also where `best_epoch_conflict` says no although the other would cost 10 % more loss: they
    lie next to each other. What chance explains is its `accuracy_noise`: from the number of samples
    where that is known, else 0.5 points or twice the noise between epochs.

    >>> near = {"by_loss": 24.0, "accuracy_cost": 0.003, "accuracy_noise": 0.005}
    >>> conflict = Finding("best_epoch_conflict", "no", "Either will do.", evidence=near)
    >>> worth_telling(Keep(by_loss=24.0, by_accuracy=17.0), [conflict])
    Keep(by_loss=24.0, by_accuracy=24.0)
    """
    cost, chance, loss_cost, conflict = _costs(keep, findings)
    near = conflict == "no" and loss_cost >= WORTH_LOSS
    return Keep(keep.by_loss, keep.by_loss) if cost <= chance or near else keep


def _costs(keep: Keep, findings: Sequence[Finding]) -> tuple[float, float, float, str]:
    """What `best_epoch_conflict` says: accuracy cost, chance and loss cost, and its verdict."""
    for f in findings:
        if f.rule == "best_epoch_conflict" and f.evidence.get("by_loss", math.nan) == keep.by_loss:
            keys = ("accuracy_cost", "accuracy_noise", "loss_cost_pct")
            cost, chance, loss_cost = (float(str(f.evidence.get(key, 0.0))) for key in keys)
            return cost, chance, loss_cost, f.verdict
    return math.inf, 0.0, 0.0, ""


def reason(keep: Keep, findings: Sequence[Finding]) -> str:
    """Why the epoch of highest accuracy is not kept, where `worth_telling` leaves it out.

    >>> near = {"by_loss": 24.0, "accuracy_cost": 0.003, "accuracy_noise": 0.005}
    >>> conflict = Finding("best_epoch_conflict", "no", "Either will do.", evidence=near)
    >>> reason(Keep(by_loss=24.0, by_accuracy=17.0), [conflict])
    'accuracy at 17 is 0.3 points higher, no more than chance explains'
    """
    if keep.by_accuracy is None or keep.by_accuracy == keep.by_loss:
        return ""
    cost, chance, loss_cost, _ = _costs(keep, findings)
    if worth_telling(keep, findings) == keep:
        return ""
    best = mark(keep.by_accuracy)
    if cost < ALIKE:
        return f"accuracy at {best} is about the same"
    if cost <= chance:
        return f"accuracy at {best} is {points(cost)} higher, no more than chance explains"
    more = relative(loss_cost / 100)
    return f"{best}, close by, has {points(cost)} more accuracy, at {more} more loss"


def advice(curves: Curves, keep: Keep, why: str = "") -> str:
    """The checkpoints in a sentence, ``""`` where there are none; `why` one does for both.

    >>> advice(Curves.of(val_loss=[1]), Keep(by_loss=14.0, by_accuracy=51.0))
    'Keep epoch 14 for probabilities, epoch 51 for labels.'
    """
    if keep.by_loss is None:
        best = keep.by_accuracy
        return "" if best is None else f"Keep {at(curves, best)}."
    if keep.by_accuracy is None:
        return f"Keep {at(curves, keep.by_loss)}."
    if keep.by_loss == keep.by_accuracy:
        return f"Keep {at(curves, keep.by_loss)}{f' ({why})' if why else ''}."
    return (
        f"Keep {at(curves, keep.by_loss)} for probabilities, "
        f"{curves.counted_by} {mark(keep.by_accuracy)} for labels."
    )
