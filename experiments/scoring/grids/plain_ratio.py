"""The plain rule for overfitting with a ratio that is chosen too: what tuning alone is worth."""

from dataclasses import dataclass

import numpy as np

from experiments.analysis.keep import checkpoints
from experiments.analysis.tracks import held_out
from experiments.curves import Curves
from experiments.scoring import label_rules, overfitting
from experiments.scoring.corpus import position
from experiments.scoring.tuning import Tunable, shipped_first


@dataclass(frozen=True)
class Limits:
    """How far above the smoothed minimum the end must lie, as a factor of it."""

    ratio: float = label_rules.RISE


def _predict(curves: Curves, limits: Limits) -> overfitting.Prediction:
    track, keep = held_out(curves, "loss"), checkpoints(curves).by_loss
    loss = np.zeros(0) if track is None else track.value
    best = len(curves) - 1 if keep is None else position(curves, keep)
    answer = "yes" if label_rules.overfits(loss, limits.ratio) else "no"
    return overfitting.Prediction(answer, best, best)


TUNABLE = Tunable(
    name="plain_ratio",
    candidates=shipped_first(
        Limits(), (Limits(ratio) for ratio in (1.02, 1.03, 1.04, 1.05, 1.06, 1.07, 1.08, 1.1))
    ),
    predict=_predict,
    score=overfitting.score,
    figures=overfitting.figures,
)
