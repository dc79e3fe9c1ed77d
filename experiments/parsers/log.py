"""What parsers return."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.curves import Curves, Series


@dataclass(frozen=True, eq=False)
class ParsedRun:
    """One run as a log tells it.

    - `name`: what tells runs of one file apart, ``""`` where there is only one
    - `series`: every metric of the run, in the order of the log; names are unique, and at most
      one series fills each of `curves.METRIC_COLUMNS`
    - `parameters`: settings that the log holds, as text
    - `summary`: closing values that are no epoch, such as a trainer's run average
    - `notes`: how the log was read, in sentences for the run's page
    """

    series: tuple[Series, ...]
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def curves(self) -> Curves:
        return Curves.from_series(self.series)

    @property
    def point_count(self) -> int:
        return sum(len(s.value) for s in self.series)


@dataclass(frozen=True, eq=False)
class ParsedLog:
    """A file that was read: its format (`slug` and title for people) and its runs."""

    format: str
    title: str
    runs: tuple[ParsedRun, ...]
