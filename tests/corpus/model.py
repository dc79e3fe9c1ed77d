"""What is known of a log without the project's parsers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3] / "shared" / "data" / "runs"

Values = Mapping[str, Sequence[float]]
"""All points by column of the epoch table; a metric that is none of them goes by its own name."""


@dataclass(frozen=True)
class Run:
    """One run: its epochs, and of each metric the last and the best value that was logged.

    The best loss is the lowest finite one, the best of any other metric the highest.
    """

    epochs: int
    last: dict[str, float]
    best: dict[str, float]

    @classmethod
    def of(cls, epochs: int, values: Values) -> "Run":
        last = {name: float(found[-1]) for name, found in values.items()}
        return cls(epochs, last, {name: _best(name, found) for name, found in values.items()})


@dataclass(frozen=True)
class Log:
    """A row of SOURCES.md; the name of a folder ends in ``/``."""

    name: str
    runs: tuple[Run, ...]

    @property
    def family(self) -> str:
        return self.name.split("/")[0]

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        return sorted(path for path in self.path.rglob("*") if path.is_file())


def percent(values: Sequence[str | float]) -> list[float]:
    """Fractions from percent."""
    return [float(value) / 100 for value in values]


def numbers(values: Sequence[str | float]) -> list[float]:
    return [float(value) for value in values]


def _best(name: str, values: Sequence[float]) -> float:
    finite = [float(value) for value in values if math.isfinite(value)]
    return min(finite) if name.endswith("loss") else max(finite)
