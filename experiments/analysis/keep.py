"""Which checkpoint to keep."""

import math
from collections.abc import Sequence

import numpy as np

from experiments.analysis.finding import Finding, Keep
from experiments.analysis.tracks import held_out
from experiments.analysis.wording import at, mark
from experiments.curves import Curves


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

    What chance explains is the `accuracy_noise` of `best_epoch_conflict`: with the number of
    samples known from that number, else 0.5 points or twice the noise between epochs.

    >>> near = {"by_loss": 24.0, "accuracy_cost": 0.003, "accuracy_noise": 0.005}
    >>> conflict = Finding("best_epoch_conflict", "no", "Either will do.", evidence=near)
    >>> worth_telling(Keep(by_loss=24.0, by_accuracy=17.0), [conflict])
    Keep(by_loss=24.0, by_accuracy=24.0)
    """
    for f in findings:
        if f.rule == "best_epoch_conflict" and f.evidence.get("by_loss", math.nan) == keep.by_loss:
            cost, chance = (float(str(f.evidence[k])) for k in ("accuracy_cost", "accuracy_noise"))
            return Keep(keep.by_loss, keep.by_loss) if cost <= chance else keep
    return keep


def advice(curves: Curves, keep: Keep) -> str:
    """The checkpoints in a sentence, ``""`` where there are none.

    >>> advice(Curves.of(val_loss=[1]), Keep(by_loss=14.0, by_accuracy=51.0))
    'Keep epoch 14 for probabilities, epoch 51 for labels.'
    """
    if keep.by_loss is None:
        best = keep.by_accuracy
        return "" if best is None else f"Keep {at(curves, best)}."
    if keep.by_accuracy is None:
        return f"Keep {at(curves, keep.by_loss)}."
    if keep.by_loss == keep.by_accuracy:
        return f"Keep {at(curves, keep.by_loss)} for both."
    return (
        f"Keep {at(curves, keep.by_loss)} for probabilities, "
        f"{curves.counted_by} {mark(keep.by_accuracy)} for labels."
    )
