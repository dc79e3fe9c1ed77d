"""What comes out of a comparison: the run and epoch to ship, and what that rests on."""

from dataclasses import dataclass

from experiments.comparison.entry import Entry, Moment
from experiments.comparison.noise import Difference
from experiments.comparison.preference import Preference


@dataclass(frozen=True, eq=False)
class Ranked:
    """A run in the ranking, at the epoch that is its best for the preference.

    - `rank`: from 1; equal runs share it
    - `score`: what it is ranked by, lower is better: 1 - accuracy, log loss, ECE, or the mix
    - `accuracy_difference`, `loss_difference`: this run minus the one to ship, at their epochs;
      None where one of them has no such number, and for the one to ship
    - `score_difference`: in what the preference is about: accuracy, log loss, ECE, or for a mix the
      logarithm of the ratio of the two costs; None for the one to ship
    - `quadrant`: such as ``accurate with high loss (few, huge errors)``, relative to the medians of
      the runs ranked; ``""`` for a single one, or without one of the numbers
    - `within_noise`: whether it may be as good as the one to ship; None where that cannot be told,
      and for the one to ship
    """

    rank: int
    entry: Entry
    moment: Moment
    score: float
    accuracy_difference: Difference | None = None
    loss_difference: Difference | None = None
    score_difference: Difference | None = None
    within_noise: bool | None = None
    quadrant: str = ""


@dataclass(frozen=True, eq=False)
class Unranked:
    """A run that is not ranked: `reason` says why, `advice` what would help; sentences."""

    entry: Entry
    reason: str
    advice: str = ""


@dataclass(frozen=True, eq=False)
class OnFront:
    """A run at an epoch that no other beats in both accuracy and log loss."""

    entry: Entry
    moment: Moment


@dataclass(frozen=True, eq=False)
class Alternative:
    """The choice for another preference, and its price.

    - `preference`: ``labels``, ``probabilities`` or ``calibration``
    - `accuracy_difference`, `loss_difference`, `calibration_difference` (ECE): the alternative
      minus the run to ship; None where one of them has no such number
    - `is_same`: it is the run and epoch to ship; its price is zero
    - `sentence`: what it would gain and cost
    """

    preference: str
    entry: Entry
    moment: Moment
    accuracy_difference: Difference | None
    loss_difference: Difference | None
    calibration_difference: Difference | None
    is_same: bool
    sentence: str


@dataclass(frozen=True, eq=False)
class Decision:
    """Which run to ship for a preference.

    - `headline`: the answer in a few words, without a full stop; `why`: the sentences after it
    - `caution`: why the runs may not be comparable, a sentence; ``""`` where nothing says so
    - `ranked`: best first; empty where no run can be ranked
    - `unranked`: the others, in the order of their names, each with its reason
    - `front`: the Pareto front of accuracy and log loss over all epochs, lowest loss first
    - `alternatives`: the choices for labels, for probabilities and, with predictions, calibration
    - `is_plain`: the losses ranked are plain mean cross-entropies, so to be called log loss
    - `notes`: what the ranking takes for granted, each a sentence
    """

    preference: Preference
    headline: str
    why: str
    caution: str
    ranked: tuple[Ranked, ...]
    unranked: tuple[Unranked, ...]
    front: tuple[OnFront, ...]
    alternatives: tuple[Alternative, ...]
    is_plain: bool
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, (f"{self.headline}.", self.why)))

    @property
    def shipped(self) -> Ranked | None:
        return self.ranked[0] if self.ranked else None

    @property
    def ties(self) -> tuple[Ranked, ...]:
        """Those that may be as good as the one to ship."""
        return tuple(r for r in self.ranked[1:] if r.within_noise)
