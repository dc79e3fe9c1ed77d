"""Fields that are columns of the run itself, its tags, and who made it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches

from django.db.models import FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.dateparse import parse_date, parse_datetime

from experiments.analysis.finding import LABELS
from experiments.models import SILENT, STATUSES, Run, Tag, silent_runs
from experiments.querying.errors import QueryError
from experiments.querying.field import FLAG, LOOKUPS, TEXT, TIME, TURNED, Field

_Tagged = Run.tags.through


@dataclass(frozen=True)
class Column(Field):
    """A column of the table of runs."""

    column: str = ""

    def present(self) -> Q:
        return ~Q(**{self.column: ""}) if self._is_text else Q(**{f"{self.column}__isnull": False})

    def compared(self, operator: str, value: object) -> Q:
        if self.type == TIME:
            return self._timed(operator, str(value))
        found = Q(**{f"{self.column}__{LOOKUPS[operator]}": value})
        return self.present() & ~found if operator in TURNED else found

    def ordered(self, runs: QuerySet[Run], *, downwards: bool) -> QuerySet:
        sign = "-" if downwards else ""
        there = runs.filter(self.present())
        return there.order_by(f"{sign}{self.column}", f"{sign}pk").values_list("pk", flat=True)

    def values(self, runs: Sequence[Run]) -> dict[int, object]:
        if "__" in self.column:
            pks = [run.pk for run in runs]
            return dict(Run.objects.filter(pk__in=pks).values_list("pk", self.column))
        found = {run.pk: getattr(run, self.column) for run in runs}
        return {pk: value for pk, value in found.items() if value not in (None, "")}

    @property
    def _is_text(self) -> bool:
        return self.type == TEXT and "__" not in self.column

    def _timed(self, operator: str, text: str) -> Q:
        first, after = _span_of(text)
        said = {
            "=": {"gte": first, "lt": after},
            "<": {"lt": first},
            "<=": {"lt": after},
            ">": {"gte": after},
            ">=": {"gte": first},
        }
        if operator == "!=":
            return self.present() & ~self._timed("=", text)
        return Q(**{f"{self.column}__{lookup}": at for lookup, at in said[operator].items()})


def _span_of(text: str) -> tuple[datetime, datetime]:
    """From when to before when a day, a minute or a second lasts; in UTC where no zone is told."""
    try:
        day, moment = parse_date(text), parse_datetime(text)
        if day is not None:
            first = datetime.combine(day, time(), UTC)
            return first, first + timedelta(days=1)
        if moment is not None:
            first = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            return first, first + timedelta(seconds=1 if text.count(":") > 1 else 60)
    except (ValueError, OverflowError):
        pass
    raise QueryError(f"“{text}” is no date such as 2025-01-31 or 2025-01-31 14:05.")


@dataclass(frozen=True)
class StatusColumn(Column):
    """What a run is shown as: a running run of which nothing was heard for long is silent."""

    def compared(self, operator: str, value: object) -> Q:
        if operator in _WHOLE:
            _check_words("status", STATUSES, value)
        found = [status for status in STATUSES if _HOLDS[operator](status, value)]
        stored = Q(status__in=[status for status in found if status != SILENT]) & ~silent_runs()
        return stored | silent_runs() if SILENT in found else stored

    def values(self, runs: Sequence[Run]) -> dict[int, object]:
        return {run.pk: run.shown_status for run in runs}

    def of_all(self, runs: QuerySet[Run]) -> dict[int, object]:
        silent = set(runs.order_by().filter(silent_runs()).values_list("pk", flat=True))
        stored = runs.order_by().values_list("pk", "status")
        return {pk: SILENT if pk in silent else status for pk, status in stored}


_WHOLE = ("=", "!=", "in", "not in")
_HOLDS: dict[str, Callable[[str, object], bool]] = {
    "=": lambda status, value: status == value,
    "!=": lambda status, value: status != value,
    "~": lambda status, value: str(value).lower() in status,
    "!~": lambda status, value: str(value).lower() not in status,
    "startswith": lambda status, value: status.startswith(str(value).lower()),
    "not startswith": lambda status, value: not status.startswith(str(value).lower()),
    "endswith": lambda status, value: status.endswith(str(value).lower()),
    "not endswith": lambda status, value: not status.endswith(str(value).lower()),
    "in": lambda status, value: status in value,
    "not in": lambda status, value: status not in value,
}
"""Whether a status compares so with a value."""


@dataclass(frozen=True)
class VerdictColumn(Column):
    """One of the verdicts there are."""

    def compared(self, operator: str, value: object) -> Q:
        if operator in _WHOLE:
            _check_words("verdict", LABELS, value)
        return super().compared(operator, value)


def _check_words(noun: str, words: Sequence[str], asked: object) -> None:
    """A word that no run has is more likely to be mistyped than to be meant."""
    names = asked if isinstance(asked, list) else [asked]
    for name in names:
        if name not in words:
            near = get_close_matches(str(name), words, n=1)
            told = f"No run has the {noun} “{name}”; there are {', '.join(words)}."
            only = near and len(names) == 1
            raise QueryError(told, suggestion=f'"{near[0]}"' if only else "")


@dataclass(frozen=True)
class Number(Column):
    """A column of numbers; those of a column of whole ones may be compared with 2.5, too.

    Cast, as SQLite has no index of: it would look up each run behind an index of that one column,
    where the index that counts kinds of runs holds all that most queries ask for.
    """

    def compared(self, operator: str, value: object) -> Q:
        numbers = [float(v) for v in value] if isinstance(value, list) else float(value)
        asked = FloatField().get_lookup(LOOKUPS[operator])
        found = Q(asked(Cast(self.column, FloatField()), numbers))
        return self.present() & ~found if operator in TURNED else found


@dataclass(frozen=True)
class Tags(Field):
    """The tags of a run; a comparison holds where it does for one of them."""

    project: int = 0

    def present(self) -> Q:
        return Q(pk__in=self._tagged(Tag.objects.all()))

    def compared(self, operator: str, value: object) -> Q:
        named = Tag.objects.filter(**{f"name__{LOOKUPS[operator]}": value})
        found = Q(pk__in=self._tagged(named))
        return ~found if operator in TURNED else found

    def ordered(self, runs: QuerySet[Run], *, downwards: bool) -> QuerySet:
        sign = "-" if downwards else ""
        return runs.filter(self.present()).order_by(f"{sign}pk").values_list("pk", flat=True)

    def values(self, runs: Sequence[Run]) -> dict[int, object]:
        return self._joined(_Tagged.objects.filter(run__in=[run.pk for run in runs]))

    def of_all(self, runs: QuerySet[Run]) -> dict[int, object]:
        return self._joined(_Tagged.objects.filter(run__in=runs.order_by().values("pk")))

    def _joined(self, links: QuerySet) -> dict[int, object]:
        found: dict[int, list[str]] = {}
        for run, name in links.order_by("tag__name").values_list("run", "tag__name"):
            found.setdefault(run, []).append(name)
        return {run: ", ".join(names) for run, names in found.items()}

    def _tagged(self, tags: QuerySet[Tag]) -> QuerySet:
        return _Tagged.objects.filter(tag__in=tags.filter(project=self.project)).values("run")


COLUMNS = (
    Column("name", "Name", TEXT, column="name"),
    StatusColumn("status", "Status", TEXT, column="status"),
    VerdictColumn("verdict", "Verdict", TEXT, column="verdict"),
    Column("overfits", "Overfits", FLAG, column="overfits"),
    Column("disagrees", "Disagree", FLAG, column="disagrees"),
    Column("notes", "Notes", TEXT, column="notes"),
    Column("who", "Who", TEXT, column="created_by__username"),
    Column("created", "Added", TIME, column="created_at"),
    Column("started", "Started", TIME, column="started_at"),
    Column("finished", "Finished", TIME, column="finished_at"),
    Number("epochs", "Epochs", column="epoch_count"),
    Number("gap", "Final gap", better=-1, column="final_gap"),
    Number("val_loss", "Val loss", better=-1, column="best_val_loss"),
    Number("last.val_loss", "Last val loss", better=-1, column="last_val_loss"),
    Number("at.val_loss", "Epoch of best val loss", column="best_val_loss_epoch"),
    Number("val_accuracy", "Val accuracy", percent=True, better=1, column="best_val_accuracy"),
    Number(
        "last.val_accuracy", "Last val accuracy", percent=True, better=1, column="last_val_accuracy"
    ),
    Number("at.val_accuracy", "Epoch of best val accuracy", column="best_val_accuracy_epoch"),
)
