"""What rules return. Presentation is somebody else's job."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from experiments.curves import Curves
from experiments.facts import Facts

VERDICTS = ("yes", "no", "inconclusive")
SEVERITIES = ("none", "note", "warning", "critical")
ACTIONS = ("keep_going", "stop", "cannot_tell")
LABELS = (
    "healthy",
    "overfits",
    "disagrees",
    "miscalibrated",
    "over_confident",
    "under_confident",
    "diverged",
    "never_learns",
    "oscillates",
    "plateau",
    "still_improving",
    "suspicious",
    "cannot_tell",
)


@dataclass(frozen=True)
class Finding:
    """One thing that a rule says about a run.

    - `verdict`: ``yes``, ``no`` or ``inconclusive`` to the rule's question
    - `severity`: one of `SEVERITIES`; ``none`` unless the verdict is ``yes``, or ``note`` where a
      ``no`` is borderline
    - `split`: what it was judged on, ``""`` where it is not about one split
    - `first_epoch`, `last_epoch`: inclusive, as the log counts them; None where none apply
    - `evidence`: the numbers it rests on, JSON values only, never NaN or infinite
    - `sentence`: what was found, in the run's own numbers; where inconclusive, why
    - `advice`: what to do; may be empty unless the verdict is ``yes``
    """

    rule: str
    verdict: str
    sentence: str
    severity: str = "none"
    split: str = ""
    first_epoch: float | None = None
    last_epoch: float | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    advice: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {VERDICTS}, not {self.verdict!r}")
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {SEVERITIES}, not {self.severity!r}")


@dataclass(frozen=True)
class Rule:
    """One question, and the function that answers it.

    - `name`: as in the JSON of `diagnose`
    - `version`: raised whenever answers may change; new versions re-analyse old runs
    - `title`: two or three words for a chip
    - `question`: what it answers, for people
    - `method`: how it is computed, in two lines
    - `check`: curves and facts in, at least one finding out
    - `evidence`: for each key of a finding's evidence its label and unit
    """

    name: str
    version: int
    title: str
    question: str
    method: str
    check: Callable[[Curves, Facts], list[Finding]]
    evidence: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Keep:
    """The checkpoint to keep, as epochs of the log; None where the split has no such metric."""

    by_loss: float | None = None
    by_accuracy: float | None = None


@dataclass(frozen=True)
class Verdict:
    """A run's one-line summary, made from its findings.

    - `label`: one of `LABELS`
    - `first_epoch`: since when, None where that means nothing
    - `headline`: rule in two or three words and since when, such as ``Overfits from epoch 14``
    - `body`: why, in one or two sentences; may be empty
    - `advice`: what to keep or do, such as ``Keep epoch 14 for both.``; may be empty
    """

    label: str
    headline: str
    body: str = ""
    advice: str = ""
    first_epoch: float | None = None

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (f"{self.headline}.", self.body, self.advice) if part)


@dataclass(frozen=True)
class Advice:
    """Whether to stop a training that still runs, judged by its curves so far.

    - `action`: one of `ACTIONS`
    - `headline`, `sentence`: what to do in two words, and why
    - `best_epoch`, `best_loss`: of the lowest held-out loss so far; None where there is none
    - `epochs_since_best`: how many epochs, or evaluations, came after it
    - `risk`: probability that an epoch at least 1 % better is still to come, in (0, 1)
    - `missed_pct`: by how many per cent the loss is then lower on the average
    - `cost_pct`: expected reduction of the loss that stopping now gives away: their product

    The last three are None where nothing can be told.
    """

    action: str
    headline: str
    sentence: str
    best_epoch: float | None = None
    best_loss: float | None = None
    epochs_since_best: int | None = None
    risk: float | None = None
    missed_pct: float | None = None
    cost_pct: float | None = None

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"action must be one of {ACTIONS}, not {self.action!r}")

    def as_json(self) -> dict[str, object]:
        """Its fields by their names, as it is stored and printed.

        >>> advice = Advice("stop", "Stop now", "The loss rises.", best_epoch=14.0, risk=0.02)
        >>> stored = advice.as_json()
        >>> stored["action"], stored["best_epoch"], stored["best_loss"]
        ('stop', 14.0, None)
        """
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """All that is said about one run: findings in order of weight, the verdict, what to keep.

    `advice` is for the case that the run still trains.
    """

    findings: tuple[Finding, ...]
    verdict: Verdict
    keep: Keep
    advice: Advice
