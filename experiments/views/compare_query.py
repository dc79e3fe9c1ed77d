"""What the address of a comparison asks for; all of its state is there."""

from dataclasses import dataclass
from math import isfinite, nan
from uuid import UUID

from django.http import QueryDict

from experiments.charts.panels import Options
from experiments.comparison.preference import KINDS, Preference
from experiments.comparison.values import WHERE
from experiments.curves import SPLITS
from experiments.views.chart_query import scale_of, smooth_of, window_of

MOST_RUNS = 20
AT_EPOCH = "epoch"
BEST_FOR = {"labels": "best_by_accuracy"}
"""Where values are shown unless a place is asked for."""
MOST_SEARCHED = 200
"""Characters of what is searched for."""


class ComparisonError(Exception):
    """An address that cannot be answered; its text says what to change."""


@dataclass(frozen=True)
class CompareQuery:
    """Values that mean nothing are passed over, so that an old link still opens."""

    uuids: tuple[UUID, ...]
    preference: Preference
    baseline: str
    where: str | float
    group: str
    all_parameters: bool
    search: str
    options: Options
    query: QueryDict

    @classmethod
    def of(cls, query: QueryDict) -> "CompareQuery":
        preference = _preference(query)
        return cls(
            uuids=_uuids(query.getlist("run")),
            preference=preference,
            baseline=query.get("baseline", ""),
            where=_where(query, preference),
            group=query.get("group", ""),
            all_parameters=query.get("parameters") == "all",
            search=query.get("add", "").replace("\0", "").strip()[:MOST_SEARCHED],
            options=_options(query),
            query=query,
        )

    @property
    def epoch(self) -> str:
        return "" if isinstance(self.where, str) else f"{self.where:g}"

    def with_changes(self, **changes: str) -> str:
        """This address with other values; an empty one is left out."""
        changed = self.query.copy()
        for name, value in changes.items():
            changed.pop(name, None)
            if value:
                changed[name] = value
        return changed.urlencode()

    def with_run(self, uuid: object) -> str:
        """This address with one more run, and without the search that found it."""
        changed = self.query.copy()
        changed.pop("add", None)
        changed.appendlist("run", str(uuid))
        return changed.urlencode()

    def without(self, *uuids: str) -> str:
        changed = self.query.copy()
        changed.setlist("run", [str(uuid) for uuid in self.uuids if str(uuid) not in uuids])
        return changed.urlencode()

    def kept(self, *besides: str) -> list[tuple[str, str]]:
        """What a form that sets `besides` must carry on, as names and values."""
        return [(n, v) for n, vs in self.query.lists() if n not in besides for v in vs if v]


def _uuids(texts: list[str]) -> tuple[UUID, ...]:
    found: dict[UUID, None] = {}
    for text in filter(None, texts):
        try:
            found[UUID(text)] = None
        except ValueError:
            raise ComparisonError(
                f"“{text[:60]}” names no run. Choose the runs again from a project’s run table."
            ) from None
    if len(found) > MOST_RUNS:
        raise ComparisonError(
            f"{len(found)} runs were chosen; at most {MOST_RUNS} are compared at once. "
            "Choose fewer, such as the best of each kind."
        )
    return tuple(found)


def _preference(query: QueryDict) -> Preference:
    kind = query.get("prefer", "")
    try:
        return Preference(kind if kind in KINDS else KINDS[1], float(query.get("weight", 0.5)))
    except ValueError:
        return Preference(kind if kind in KINDS else KINDS[1])


def _where(query: QueryDict, preference: Preference) -> str | float:
    """One of `WHERE`, or an epoch: ``at=epoch&epoch=40``; else each run's best for the purpose."""
    at, best = query.get("at", ""), BEST_FOR.get(preference.kind, WHERE[0])
    try:
        epoch = float(query.get("epoch", "")) if at == AT_EPOCH else nan
    except ValueError:
        return best
    if isfinite(epoch):
        return epoch
    return at if at in WHERE else best


def _options(query: QueryDict) -> Options:
    """Its splits are empty unless some are asked for: each run then shows its held-out one."""
    return Options(
        x=query.get("x", ""),
        scale=scale_of(query),
        smooth=smooth_of(query),
        splits=tuple(split for split in SPLITS if split in query.getlist("split")),
        window=window_of(query),
    )
