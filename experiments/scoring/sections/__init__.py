"""The sections of the benchmark, one module a question, in the order in which they are printed.

Each takes the readings of a corpus and the number of bootstrap rounds.
"""

from collections.abc import Callable, Sequence

from experiments.scoring.readings import Reading
from experiments.scoring.sections import (
    advice,
    checkpoint,
    disagreement,
    health,
    overfitting,
    predictions,
)
from experiments.scoring.tables import Section

SECTIONS: tuple[Callable[[Sequence[Reading], int], Section], ...] = (
    overfitting.section,
    checkpoint.section,
    disagreement.section,
    health.section,
    advice.section,
    predictions.section,
)
