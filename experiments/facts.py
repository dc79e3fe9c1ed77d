"""What a log does not tell, and the reading of it needs: a person or the parameters say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

LOSS_KINDS = {
    "mean_cross_entropy": "plain mean cross-entropy",
    "summed": "summed over samples",
    "penalised": "with a penalty (weight decay, L1, L2)",
    "smoothed": "with label smoothing",
    "other": "another loss",
}

_PARAMETER_NAMES = {
    "classes": ("classes", "num_classes", "n_classes", "num_labels", "n_labels"),
    "n_val": ("n_val", "num_val", "val_samples", "n_validation", "num_validation_samples"),
    "majority": ("majority", "majority_share", "majority_baseline"),
    "loss_kind": ("loss_kind",),
}


@dataclass(frozen=True)
class Facts:
    """Facts about a run; None where nobody said.

    - `classes`: number of classes K, at least 2
    - `n_val`: number of validation samples, at least 1
    - `loss_kind`: one of `LOSS_KINDS`
    - `majority`: share of the largest class among the validation samples, in (0, 1]

    Raises ValueError, naming the fact, its rule and the value, for a value out of range.

    >>> Facts(classes=10) | Facts(n_val=500)
    Facts(classes=10, n_val=500, loss_kind=None, majority=None)
    >>> Facts(classes=1)
    Traceback (most recent call last):
    ValueError: number of classes must be at least 2, not 1
    """

    classes: int | None = None
    n_val: int | None = None
    loss_kind: str | None = None
    majority: float | None = None

    def __post_init__(self) -> None:
        if self.classes is not None and self.classes < 2:
            raise ValueError(f"number of classes must be at least 2, not {self.classes}")
        if self.n_val is not None and self.n_val < 1:
            raise ValueError(f"validation samples must be at least 1, not {self.n_val}")
        if self.loss_kind is not None and self.loss_kind not in LOSS_KINDS:
            known = ", ".join(LOSS_KINDS)
            raise ValueError(f"kind of loss must be one of {known}, not {self.loss_kind!r}")
        if self.majority is not None and not 0 < self.majority <= 1:
            raise ValueError(f"majority share must be above 0 and at most 1, not {self.majority}")

    def __or__(self, other: "Facts") -> "Facts":
        """These facts, filled up with the other's where these say nothing."""
        missing = {f.name: getattr(other, f.name) for f in fields(self) if not self.says(f.name)}
        return replace(self, **missing)

    def says(self, name: str) -> bool:
        return getattr(self, name) is not None


def facts_from_parameters(parameters: Mapping[str, object]) -> Facts:
    """Facts that the run's own parameters tell; a value that makes no sense is passed over.

    Label smoothing above 0 makes the loss a smoothed one.

    >>> facts_from_parameters({"num_classes": "10", "label_smoothing": 0.1})
    Facts(classes=10, n_val=None, loss_kind='smoothed', majority=None)
    """
    plain = {_plain(name): value for name, value in parameters.items()}
    found = Facts()
    for fact, names in _PARAMETER_NAMES.items():
        for name in (name for name in names if name in plain):
            found = found | _fact(fact, plain[name])
    smoothing = _float(plain.get("label_smoothing") or plain.get("label_smoothing_factor"))
    if smoothing:
        found = found | Facts(loss_kind="smoothed")
    return found


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.rsplit("/", 1)[-1])
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def _fact(fact: str, value: object) -> Facts:
    number = _float(value)
    try:
        if fact == "loss_kind":
            return Facts(loss_kind=None if value is None else str(value))
        if number is None:
            return Facts()
        return Facts(**{fact: number if fact == "majority" else int(number)})
    except (ValueError, OverflowError):
        return Facts()


def _float(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
