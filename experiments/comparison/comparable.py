"""May these losses be ranked against each other?"""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.comparison.entry import Entry

PLAIN = (None, "mean_cross_entropy")


@dataclass(frozen=True)
class Refusal:
    """Why a run is not ranked, and what would help; sentences."""

    reason: str
    advice: str = ""


@dataclass(frozen=True)
class Comparability:
    """Which runs may be ranked, by the key of each.

    - `refused`: not ranked at all, such as those without a held-out split
    - `losses_refused`: their logged losses are not ranked; their accuracies and predictions are
    - `notes`: what ranking the others takes for granted
    """

    refused: dict[str, Refusal]
    losses_refused: dict[str, Refusal]
    notes: tuple[str, ...]


def comparability(entries: Sequence[Entry]) -> Comparability:
    """Losses are ranked where they are plain mean cross-entropies of one split and task."""
    refused, losses_refused = {}, {}
    for run in entries:
        if not run.split:
            refused[run.key] = Refusal(
                f"{run.name} is not ranked: it has no validation split.",
                "Log loss and accuracy on validation samples, or upload its predictions.",
            )
        elif run.facts.loss_kind not in PLAIN:
            losses_refused[run.key] = Refusal(
                f"{run.name} is not ranked by loss: it is not the plain mean cross-entropy.",
                "Upload its predictions and it will be.",
            )
    return Comparability(refused, losses_refused, ())
