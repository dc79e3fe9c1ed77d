"""The run table's reads: which runs match, in which order, and how many there are of each kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from experiments import curves
from experiments.models import SILENT, Project, Run, Series, Tag, silent_runs
from experiments.points import unpack_sparkline
from experiments.queries import live_runs, trash, with_analysis
from experiments.querying.field import Field

MOST_TAGS = 30
FEW = 1_500
_Tagged = Run.tags.through


@dataclass(frozen=True)
class Matching:
    """The runs of a project that are asked for.

    - `where`: what the text or the query says
    - `verdicts`, `statuses`: one of these, where there are any; `tags`: one of these by name
    - `found`: the runs that `where` says, once they were looked up
    """

    project: Project
    where: Q = field(default_factory=Q)
    verdicts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    found: tuple[int, ...] | None = None

    @property
    def runs(self) -> QuerySet[Run]:
        if self.found is None:
            runs = live_runs(self.project).filter(self.where)
        else:
            runs = Run.objects.filter(pk__in=self.found)
        if self.verdicts:
            runs = runs.filter(verdict__in=self.verdicts)
        if self.statuses:
            runs = runs.filter(self._of_statuses())
        if self.tags:
            tags = Tag.objects.filter(project=self.project, name__in=self.tags)
            runs = runs.filter(pk__in=_Tagged.objects.filter(tag__in=tags).values("run"))
        return runs

    def looked_up(self) -> "Matching":
        """The same runs; where these are few, what is asked for is not looked for again."""
        if not self.where:
            return self
        found = live_runs(self.project).filter(self.where).order_by().values_list("pk", flat=True)
        few = tuple(found[: FEW + 1])
        return self if len(few) > FEW else replace(self, found=few)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.where or self.verdicts or self.statuses or self.tags)

    @cached_property
    def kinds(self) -> dict[tuple[str, str], int]:
        """How many runs there are of each verdict and status, whichever of these are chosen."""
        runs = replace(self, verdicts=(), statuses=()).runs.order_by()
        counted = runs.values_list("verdict", "status").annotate(n=Count("*"))
        kinds = Counter({(verdict, status): n for verdict, status, n in counted})
        # Few are silent; to count all others by an index is quicker without their times.
        is_one_running = any(status == Run.Status.RUNNING for _, status in kinds)
        if is_one_running and live_runs(self.project).filter(silent_runs()).exists():
            for verdict in runs.filter(silent_runs()).values_list("verdict", flat=True):
                kinds[verdict, Run.Status.RUNNING] -= 1
                kinds[verdict, SILENT] += 1
        return +kinds

    def _of_statuses(self) -> Q:
        """Silent runs are not among those that run."""
        stored = [status for status in self.statuses if status != SILENT]
        found = Q(status__in=stored) & ~silent_runs()
        return found | silent_runs() if SILENT in self.statuses else found

    def count(self) -> int:
        return sum(self._chosen(self.verdicts, self.statuses).values())

    def count_all(self) -> int:
        """Runs of the project, whatever is asked for."""
        others = self.where or self.tags
        return live_runs(self.project).count() if others else sum(self.kinds.values())

    def by_verdict(self) -> Counter[str]:
        """Runs of each verdict among those of the chosen statuses."""
        found: Counter[str] = Counter()
        for (verdict, _), n in self._chosen((), self.statuses).items():
            found[verdict] += n
        return found

    def by_status(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, status), n in self._chosen(self.verdicts, ()).items():
            found[status] += n
        return found

    def by_tag(self) -> dict[str, int]:
        """Runs of each of the tags that most have, and of those that are chosen."""
        names = dict(Tag.objects.filter(project=self.project).values_list("pk", "name"))
        if not names:
            return dict.fromkeys(self.tags, 0)
        others = replace(self, tags=())
        if others.is_narrowed:
            counted = others._tagged()
        else:
            # Of all runs those in the trash are few, and the others need not be looked at.
            own = Tag.objects.filter(project=self.project).order_by().values("pk")
            counted = _tally(tag__in=own)
            counted.subtract(_tally(run__in=trash(self.project).order_by().values("pk")))
        known = {names[tag]: n for tag, n in counted.most_common() if n and tag in names}
        most = dict(list(known.items())[:MOST_TAGS])
        return most | {name: known.get(name, 0) for name in self.tags}

    def _tagged(self) -> Counter[int]:
        # Joined, for PostgreSQL takes three times as long where these runs are asked for by id.
        rows = self.runs.order_by().values_list("tags").annotate(n=Count("*"))
        return Counter({tag: n for tag, n in rows if tag is not None})

    def _chosen(
        self, verdicts: Iterable[str], statuses: Iterable[str]
    ) -> dict[tuple[str, str], int]:
        return {
            kind: n
            for kind, n in self.kinds.items()
            if (not verdicts or kind[0] in verdicts) and (not statuses or kind[1] in statuses)
        }


def _tally(**those: QuerySet) -> Counter[int]:
    rows = _Tagged.objects.filter(**those).order_by()
    return Counter(dict(rows.values_list("tag").annotate(n=Count("*"))))


@dataclass(frozen=True)
class Ordered:
    """Matching runs in the order of a field; those without a value come last either way.

    What a paginator pages: it counts, and gives the rows of a slice in a few queries.
    """

    matching: Matching
    by: Field
    downwards: bool

    def count(self) -> int:
        return self.matching.count()

    def __getitem__(self, place: slice) -> list[Run]:
        return _rows(self.keys(place.start, place.stop))

    def keys(self, start: int, stop: int) -> list[int]:
        runs = self.matching.runs
        there = self.by.ordered(runs, downwards=self.downwards)
        found = list(there[start:stop])
        if len(found) < stop - start:
            before = start + len(found) if found else there.order_by().count()
            absent = runs.exclude(self.by.present()).order_by("-pk").values_list("pk", flat=True)
            found += absent[max(start - before, 0) : stop - before]
        return found


def run_page(ordered: Ordered, number: int | str, size: int) -> Page:
    """One page of runs.

    Each has `tags` prefetched, `sparks` (kind of metric -> a few values to draw), `analysis_state`
    (that of its latest analysis, None where there is none) and `analysing`.
    """
    return Paginator(ordered, size).get_page(number)


def _rows(keys: list[int]) -> list[Run]:
    rows = (
        with_analysis(Run.objects.filter(pk__in=keys))
        .defer("summary", "reading_notes", "stop_advice", "verdict_body")
        .select_related("created_by")
        .prefetch_related("tags")
    )
    found = {run.pk: run for run in rows}
    sparks = _sparks(keys)
    for run in found.values():
        run.sparks = sparks[run.pk]
    return [found[key] for key in keys if key in found]


def _sparks(keys: list[int]) -> dict[int, dict[str, list[float]]]:
    """A few values of each kind of metric, of each of the runs."""
    drawn = Series.objects.filter(run__in=keys, kind__in=curves.KINDS).exclude(sparkline=b"")
    found: dict[int, dict[str, list[float]]] = defaultdict(dict)
    for run, kind, packed in drawn.order_by("position", "pk").values_list(
        "run", "kind", "sparkline"
    ):
        found[run][kind] = unpack_sparkline(packed)
    return found
