"""The limits of the overfitting rule: first those that say yes, then those of a note.

Limits by which noise alone would overfit in more than 5 % of runs are not among the candidates.
"""

import math
from collections.abc import Sequence
from itertools import product

from experiments.analysis.keep import checkpoints
from experiments.analysis.overfitting import judge
from experiments.analysis.turn import Limits
from experiments.curves import Curves
from experiments.scoring import overfitting
from experiments.scoring.bootstrap import point
from experiments.scoring.corpus import Labelled, position
from experiments.scoring.groups import select
from experiments.scoring.overfitting import Prediction
from experiments.scoring.tuning import Tunable, shipped_first

CHOICES = {
    "rise": (0.02, 0.025, 0.03, 0.035, 0.04),
    "trend": (2.2, 2.5),
    "noise": (4.0, 5.0),
    "fit": (0.97, 0.98),
}
SLIGHT = (0.008, 0.01, 0.012, 0.014, 0.016, 0.02)
GENTLE = (0.045, 0.05, 0.055, 0.06, 0.065, 0.07, 0.08)


def _predict(curves: Curves, limits: Limits) -> Prediction:
    """What the rule says with these limits, and the checkpoint, which has none."""
    keep = checkpoints(curves).by_loss
    advised = len(curves) - 1 if keep is None else position(curves, keep)
    return overfitting.predicted(curves, judge(curves, limits), advised)


def _three_classes(runs: Sequence[Labelled], predictions: Sequence[Prediction]) -> float:
    """Macro-F1 of yes, no and borderline."""
    kept, said = select(runs, predictions, overfitting.is_scored_in_three)
    return point(overfitting.three_classes(kept, said)["macro_f1"], len(kept)) if kept else math.nan


def _candidates() -> list[Limits]:
    return [Limits(**dict(zip(CHOICES, v, strict=True))) for v in product(*CHOICES.values())]


TUNABLES: tuple[Tunable[Limits, Prediction], ...] = (
    Tunable(
        name="overfitting",
        candidates=shipped_first(Limits(), _candidates()),
        predict=_predict,
        score=overfitting.score,
        figures=overfitting.figures,
    ),
    Tunable(
        name="overfitting_borderline",
        candidates=shipped_first(
            Limits(), (Limits(slight=a, gentle=b) for a, b in product(SLIGHT, GENTLE))
        ),
        predict=_predict,
        score=_three_classes,
        figures=overfitting.figures,
    ),
)
