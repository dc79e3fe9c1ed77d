"""What a page needs to keep itself up to date while runs that it shows are training."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.utils import timezone

from experiments.models import Project, Run
from experiments.queries_live import stamp_of

WHILE_TRAINING, OTHERWISE = 1_000, 5_000
"""Milliseconds between two looks of a page."""


@dataclass(frozen=True)
class Live:
    """Made before what the page shows is read, so that what comes meanwhile is noticed later.

    - `runs`: those that are said to be running; `seen`: their stamp
    - `project`: where new runs are looked for, if anywhere
    """

    runs: tuple[Run, ...]
    seen: str
    project: Project | None = None
    made: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, user: User, runs: Iterable[Run], project: Project | None = None) -> "Live":
        running = tuple(run for run in runs if run.status == Run.Status.RUNNING)
        seen = stamp_of(user, [run.uuid for run in running]) if running else ""
        return cls(running, seen, project)

    def __bool__(self) -> bool:
        return bool(self.runs) or self.project is not None

    @property
    def is_training(self) -> bool:
        return any(run.is_training for run in self.runs)

    @property
    def every(self) -> int:
        return WHILE_TRAINING if self.is_training else OTHERWISE

    @property
    def query(self) -> str:
        pairs = [("run", str(run.uuid)) for run in self.runs]
        if self.project is not None:
            pairs += [("project", self.project.slug), ("since", self.made.isoformat())]
        return urlencode([*pairs, ("seen", self.seen)])

    @property
    def state(self) -> str:
        """What is worth saying aloud when it changes; epochs are not."""
        return " ".join(f"{run.shown_status}:{run.verdict}" for run in self.runs)
