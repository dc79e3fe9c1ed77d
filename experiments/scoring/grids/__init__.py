"""What may be tuned, and among which limits: one module a rule or a few.

`benchmark-rules --cross-validate` goes through all of them, so they should end together within
some five minutes.
"""

from experiments.scoring.grids import (
    advice,
    disagreement,
    health,
    overfitting,
    plain_ratio,
    predictions,
)
from experiments.scoring.tuning import Tunable

TUNABLES: tuple[Tunable, ...] = (
    plain_ratio.TUNABLE,
    *overfitting.TUNABLES,
    advice.TUNABLE,
    disagreement.TUNABLE,
    *health.TUNABLES,
    *predictions.TUNABLES,
)
