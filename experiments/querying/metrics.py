"""Fields that are metrics, and parameters: looked up in rows of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from experiments.models import Parameter, Run, Series
from experiments.parsers import names
from experiments.querying.columns import COLUMNS
from experiments.querying.field import ANY, FLAG, LOOKUPS, NUMBER, TEXT, TURNED, Field

BEST, LAST, LOWEST, HIGHEST, AT = "", "last", "min", "max", "at"
_COLUMNS = {column.name for column in COLUMNS if not column.column.startswith("best_")} | {"tags"}
_LONGEST = Parameter._meta.get_field("text").max_length
OF_A_METRIC = (LAST, LOWEST, HIGHEST, AT)
"""What may stand before a metric's name, with a point: ``last.val_loss``."""


@dataclass(frozen=True)
class Metric(Field):
    """One number of a metric: `which` is its best, last, lowest or highest value, or an epoch."""

    project: int = 0
    key: str = ""
    column: str = ""

    @classmethod
    def of(cls, project: int, key: str, which: str = BEST) -> "Metric":
        better = names.better(key)
        best = {1: "max", -1: "min", 0: "last"}[better]
        column = {BEST: best, AT: f"{best}_epoch"}.get(which, which)
        words = {BEST: "", AT: "Epoch of best "}.get(which, f"{which.capitalize()} ")
        return cls(
            name=f"{which}.{quoted(key)}" if which else _unlike_a_column(key),
            title=f"{words}{key.replace('_', ' ')}",
            type=NUMBER,
            percent=key.endswith("_accuracy") and which != AT,
            better=0 if which == AT else better,
            project=project,
            key=key,
            column=column,
        )

    def present(self) -> Q:
        return Q(pk__in=self._rows().values("run"))

    def compared(self, operator: str, value: object) -> Q:
        found = Q(**{f"{self.column}__{LOOKUPS[operator]}": value})
        rows = self._rows().filter(~found if operator in TURNED else found)
        return Q(pk__in=rows.values("run"))

    def ordered(self, runs: QuerySet[Run], *, downwards: bool) -> QuerySet:
        sign = "-" if downwards else ""
        rows = self._rows().filter(among(runs))
        return rows.order_by(f"{sign}{self.column}", f"{sign}run_id").values_list("run", flat=True)

    def _rows(self) -> QuerySet[Series]:
        there = {f"{self.column}__isnull": False}
        return Series.objects.filter(project=self.project, key=self.key, **there)


@dataclass(frozen=True)
class Setting(Field):
    """A parameter; compared to a number as a number, to text as text."""

    project: int = 0
    key: str = ""

    @classmethod
    def of(cls, project: int, key: str) -> "Setting":
        return cls(f"params.{quoted(key)}", key, ANY, project=project, key=key)

    @property
    def spoken(self) -> str:
        """The type that all its values have; ``any`` where some are numbers and some are text."""
        others = self.rows().filter(number__isnull=True)
        texts = others.exclude(text__iexact="True").exclude(text__iexact="False")
        is_text = texts.exists()
        if self.first_number() is not None:
            return ANY if is_text else NUMBER
        return TEXT if is_text or not others.exists() else FLAG

    def present(self) -> Q:
        return Q(pk__in=self.rows().values("run"))

    def compared(self, operator: str, value: object) -> Q:
        values = value if isinstance(value, list) else [value]
        found = Q()
        for one in values:
            found |= self._says("exact" if "in" in operator else LOOKUPS[operator], one)
        rows = self.rows()
        if operator in TURNED:
            return Q(pk__in=rows.values("run")) & ~Q(pk__in=rows.filter(found).values("run"))
        return Q(pk__in=rows.filter(found).values("run"))

    def _says(self, lookup: str, value: object) -> Q:
        if isinstance(value, bool):
            return Q(text__iexact=str(value))
        if isinstance(value, str):
            return Q(**{f"text__{lookup}": value[:_LONGEST]})
        return Q(**{f"number__{lookup}": value})

    def ordered(self, runs: QuerySet[Run], *, downwards: bool) -> QuerySet:
        """Numbers in their order, and what is no number as if it were absent; else as text."""
        is_number = self.first_number() is not None
        column = "number" if is_number else "text"
        there = self.rows().filter(number__isnull=False) if is_number else self.rows()
        sign = "-" if downwards else ""
        rows = there.filter(among(runs))
        return rows.order_by(f"{sign}{column}", f"{sign}run_id").values_list("run", flat=True)

    def values(self, runs: Sequence[Run]) -> dict[int, object]:
        return {run.pk: run.parameters[self.key] for run in runs if self.key in run.parameters}

    def first_number(self) -> float | None:
        """In order, or PostgreSQL would look through all rows of a parameter without a number."""
        numbers = self.rows().filter(number__isnull=False).order_by("number")
        return numbers.values_list("number", flat=True).first()

    def rows(self) -> QuerySet[Parameter]:
        return Parameter.objects.filter(project=self.project, name=self.key)


def among(runs: QuerySet[Run]) -> Exists:
    """Asked of one row after the other in their order, of which a page needs the first few."""
    return Exists(runs.order_by().filter(pk=OuterRef("run")))


def _unlike_a_column(key: str) -> str:
    """A metric that is called like a column of a run stands in backticks."""
    return f"`{key}`" if key in _COLUMNS else quoted(key)


def quoted(name: str) -> str:
    """The name as queries write it: in backticks where it is more than letters and digits.

    A backtick of the name itself is doubled.
    """
    plain = name.isascii() and name.replace(".", "_").isidentifier() and "." not in name
    return name if plain else "`" + name.replace("`", "``") + "`"
