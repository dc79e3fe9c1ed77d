"""All that predictions say, as it is stored, shown and printed; JSON values only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

VERSION = "1"
CONFIDENCES = ("over", "under", "calibrated")
Interval = tuple[float, float]
_PLAIN = {int: int, str: str, bool: bool, float: (int, float)}


class OutdatedReportError(ValueError):
    """A stored report that the measures of today did not write."""


@dataclass(frozen=True)
class Bin:
    """Samples of like confidence: `low` to `high` edges, shares in [0, 1], a 95 % interval."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float
    interval: Interval


@dataclass(frozen=True)
class Calibration:
    """Confidence against accuracy, as it is or after the temperature (then cross-fitted).

    - `bins`: 15 of equal width, empty ones left out; `ece` from them, in [0, 1]
    - `mass_bins`: 15 of equal count; `ece_mass` from them
    """

    log_loss: float
    brier: float
    mean_confidence: float
    ece: float
    ece_mass: float
    bins: tuple[Bin, ...]
    mass_bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Temperature:
    """`advised` for use, `ml` of maximum likelihood, `interval` 95 % for the advised one."""

    advised: float
    ml: float
    interval: Interval


@dataclass(frozen=True)
class Decomposition:
    """log loss = miscalibration - discrimination + uncertainty, in nats."""

    miscalibration: float
    discrimination: float
    uncertainty: float


@dataclass(frozen=True)
class Concentration:
    """The hardest samples first: after `samples` (share) they carry `loss` (share)."""

    samples: tuple[float, ...]
    loss: tuple[float, ...]
    half_count: int
    top_1pct_loss_share: float


@dataclass(frozen=True)
class ClassReport:
    """One class; precision, recall and F1 in [0, 1], 0 where they are not defined."""

    name: str
    support: int
    predicted: int
    precision: float
    recall: float
    f1: float
    mean_loss: float | None
    loss_share: float


@dataclass(frozen=True)
class Confusion:
    """`true` taken for `predicted`, positions in the list of classes."""

    true: int
    predicted: int
    count: int


@dataclass(frozen=True)
class HardSample:
    """A sample with its row (from 0), its id, class positions and probabilities before T."""

    row: int
    id: str
    true: int
    predicted: int
    p_true: float
    p_predicted: float
    loss: float
    loss_share: float


@dataclass(frozen=True)
class Words:
    """The sentence first, why, and what to do; `sentence` is all of it in one line."""

    headline: str
    why: str
    advice: str

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (self.headline, self.why, self.advice) if part)


@dataclass(frozen=True)
class Report:
    """Losses in nats, shares in [0, 1], intervals 95 %.

    - `confidence_gap`: mean confidence minus accuracy, above 0 where over-confident
    - `confidence`: one of `CONFIDENCES`, the best guess; `confidence_shown`: whether the interval
      of the gap leaves out zero
    - `zero_probabilities`: samples whose true class had probability 0, counted as float64's epsilon
    - `confusion`: K x K counts, rows true; None above `MOST_CLASSES` classes
    - `confusions`: the most frequent mistakes, at most 100; `hardest`: at most 100, hardest first
    """

    n: int
    kind: str
    class_names: tuple[str, ...]
    log_loss: float
    log_loss_interval: Interval
    accuracy: float
    accuracy_interval: Interval
    balanced_accuracy: float
    macro_f1: float
    majority_baseline: float
    majority_class: str
    zero_probabilities: int
    wrong: int
    loss_share_wrong: float
    mean_loss_right: float | None
    mean_loss_wrong: float | None
    confidence: str
    confidence_shown: bool
    confidence_gap: float
    confidence_gap_interval: Interval
    before: Calibration
    after: Calibration
    temperature: Temperature
    decomposition: Decomposition
    concentration: Concentration
    per_class: tuple[ClassReport, ...]
    confusion: tuple[tuple[int, ...], ...] | None
    confusions: tuple[Confusion, ...]
    hardest: tuple[HardSample, ...]
    words: Words

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing; `Report.from_json` makes the same report of them.

        >>> from experiments.predictions import measure, scores
        >>> import numpy as np
        >>> table = scores.Scores(np.array([0]), np.eye(2)[:1], "probabilities", ("cat", "dog"))
        >>> stored = measure.measure(table).as_json()
        >>> stored["n"], stored["accuracy"]
        (1, 1.0)
        """
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Report":
        """The report that `as_json` wrote. Raises OutdatedReportError for any other shape.

        >>> from experiments.predictions import measure, scores
        >>> import numpy as np
        >>> table = scores.Scores(np.array([0]), np.eye(2)[:1], "probabilities", ("cat", "dog"))
        >>> report = measure.measure(table)
        >>> Report.from_json(report.as_json()) == report
        True
        """
        return _built(cls, stored)


MOST_CLASSES = 200
"""Up to so many classes the whole confusion matrix is stored."""


def _built(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        inner = next(a for a in get_args(kind) if a is not type(None))
        return None if value is None else _built(inner, value)
    if hasattr(kind, "__dataclass_fields__"):
        return _built_class(kind, value)
    if get_origin(kind) is tuple:
        return _built_tuple(get_args(kind), value)
    if not isinstance(value, _PLAIN[kind]):
        raise OutdatedReportError(f"{value!r} stands where {kind.__name__} is expected")
    return value


def _built_class(kind: Any, value: Any) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(value, Mapping) or set(value) != set(hints):
        raise OutdatedReportError(f"{kind.__name__} has other parts than it had")
    return kind(**{name: _built(hints[name], part) for name, part in value.items()})


def _built_tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise OutdatedReportError(f"{value!r} stands where a list is expected")
    if inner[-1] is Ellipsis:
        return tuple(_built(inner[0], part) for part in value)
    if len(value) != len(inner):
        raise OutdatedReportError(f"{len(value)} values stand where {len(inner)} are expected")
    return tuple(_built(k, part) for k, part in zip(inner, value, strict=True))
