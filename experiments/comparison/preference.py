"""What somebody cares about, and how a run is scored by it."""

import math
from dataclasses import dataclass

KINDS = ("labels", "probabilities", "calibration", "weight")
TITLES = {
    "labels": "Labels (accuracy)",
    "probabilities": "Probabilities (log loss)",
    "calibration": "Calibration (ECE)",
    "weight": "A mix of labels and probabilities",
}
LEAST_LOSS = 1e-6
SAMPLES_IF_UNKNOWN = 10_000


@dataclass(frozen=True)
class Preference:
    """`kind` is one of `KINDS`; `weight` in [0, 1] is that of labels, used by ``weight`` only.

    Raises ValueError for another kind or a weight out of range.

    >>> Preference("weight", 2)
    Traceback (most recent call last):
    ValueError: weight of labels must lie in 0 to 1, not 2
    """

    kind: str = "probabilities"
    weight: float = 0.5

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"preference must be one of {KINDS}, not {self.kind!r}")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"weight of labels must lie in 0 to 1, not {self.weight:g}")

    @property
    def uses_accuracy(self) -> bool:
        return self.kind == "labels" or (self.kind == "weight" and self.weight > 0)

    @property
    def uses_loss(self) -> bool:
        return self.kind == "probabilities" or (self.kind == "weight" and self.weight < 1)

    @property
    def title(self) -> str:
        return TITLES[self.kind]


def mixed(accuracy: float, loss: float, weight: float, n: int | None = None) -> float:
    """The cost of a mix: (1 - accuracy)^w · loss^(1-w), a weighted geometric mean.

    At w = 1/2 halving the errors is worth as much as halving the log loss. It rests on no other
    run and on no unit, so neither a further run nor bits instead of nats change an order. No
    errors count as half an error in `n` samples (10,000 where n is not known), no loss as 1e-6
    nats.

    >>> round(mixed(0.985, 0.0997, 0.5), 4), mixed(0.985, 0.0997, 0.0)
    (0.0387, 0.0997)
    """
    errors = max(1 - accuracy, least_error(n))
    logarithm = weight * math.log(errors) + (1 - weight) * math.log(max(loss, LEAST_LOSS))
    return math.exp(logarithm)


def least_error(n: int | None) -> float:
    """Half an error in n samples, or in 10,000 where n is not known, as a fraction.

    >>> least_error(1000), least_error(None)
    (0.0005, 5e-05)
    """
    return 0.5 / (n or SAMPLES_IF_UNKNOWN)
