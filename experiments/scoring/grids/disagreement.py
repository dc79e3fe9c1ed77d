"""Rises of the loss with the accuracy held: how high, how steady, how the gain is measured."""

from itertools import product

from experiments.analysis.disagreement import MIN_EPOCHS
from experiments.analysis.parting import RISING, partings, told
from experiments.analysis.rises import Limits
from experiments.analysis.tracks import pair
from experiments.curves import Curves
from experiments.scoring import disagreement
from experiments.scoring.corpus import position
from experiments.scoring.disagreement import Prediction
from experiments.scoring.tuning import Tunable, shipped_first

RISES = (0.05, 0.06, 0.07, 0.08)
DESCENTS = (0.015, 0.025, 0.035)
DIPS = (0.004, 0.008)
SPANS = (3, 4)


def _predict(curves: Curves, limits: Limits) -> Prediction:
    both = pair(curves, "val")
    found = partings(both, limits) if len(both) >= MIN_EPOCHS else []
    rises = [p for p in told(found)[0] if p.kind in RISING]
    if not rises:
        return Prediction("none")
    ends = [(both.epoch[p.first], both.epoch[p.last]) for p in rises]
    return Prediction(
        max(rises, key=lambda p: p.loss_change).kind,
        tuple((position(curves, first), position(curves, last)) for first, last in ends),
    )


TUNABLE = Tunable(
    name="disagreement",
    candidates=shipped_first(
        Limits(),
        (
            Limits(rise=rise, descent=descent, dip=dip, span=span)
            for rise, descent, dip, span in product(RISES, DESCENTS, DIPS, SPANS)
        ),
    ),
    predict=_predict,
    score=disagreement.score,
    figures=disagreement.figures,
)
