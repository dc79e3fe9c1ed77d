"""What a field of runs offers: a condition, an order, values; one kind of field a class."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from experiments.models import Run
from experiments.querying.errors import QueryError

NUMBER, TEXT, FLAG, TIME, ANY = "number", "text", "flag", "time", "any"

_EQUAL = ("=", "!=")
_IN = ("in", "not in")
_ORDERED = ("<", "<=", ">", ">=")
_WITHIN = ("~", "!~", "startswith", "not startswith", "endswith", "not endswith")
OPERATORS = {
    NUMBER: (*_EQUAL, *_ORDERED, *_IN),
    TEXT: (*_EQUAL, *_WITHIN, *_IN),
    FLAG: _EQUAL,
    TIME: (*_EQUAL, *_ORDERED),
    ANY: (*_EQUAL, *_ORDERED, *_WITHIN, *_IN),
}
"""The operators that a field of each type takes."""
LOOKUPS = {
    "=": "exact", "!=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte",
    "~": "icontains", "!~": "icontains", "startswith": "istartswith",
    "not startswith": "istartswith", "endswith": "iendswith", "not endswith": "iendswith",
    "in": "in", "not in": "in",
}  # fmt: skip
TURNED = frozenset(("!=", "!~", "not startswith", "not endswith", "not in"))
"""Operators that ask for another value than the one given; no value at all is no other one."""


@dataclass(frozen=True)
class Field(ABC):
    """Something that runs are sorted by, filtered by and shown with.

    What fields say of runs is read together, in ``values``.

    - `name`: how queries and addresses call it
    - `title`: how a column of it is headed
    - `type`: ``number``, ``text``, ``flag``, ``time``, or ``any`` for parameters, which may be all
    - `percent`: whether pages show it in percent
    - `better`: 1 where higher is better, -1 where lower is, 0 where it is unknown
    """

    name: str
    title: str
    type: str = NUMBER
    percent: bool = False
    better: int = 0

    def condition(self, operator: str, value: object) -> Q:
        """The runs for which the comparison holds. Raises QueryError without a place."""
        if operator not in OPERATORS[self.type]:
            raise QueryError(f"{self.name} cannot be compared with “{operator}”.")
        if value is None:
            return ~self.present() if operator == "=" else self.present()
        self.check(value if operator not in _IN else None, value)
        return self.compared(operator, value)

    def check(self, value: object, whole: object) -> None:
        """Raises QueryError for a value of another type than the field's."""
        for one in whole if isinstance(whole, list) else [value]:
            if not self.takes(one):
                raise QueryError(f"{self.name} is {_ASKED[self.type]}, not {_said(one)}.")
            if self.percent and one > 1:
                share = f"{one / 100:g}"
                told = f"{self.name} is a share of 1 in queries: {one:g} % is {share}."
                raise QueryError(told, suggestion="" if isinstance(whole, list) else share)

    def takes(self, value: object) -> bool:
        if self.type == NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        if self.type == FLAG:
            return isinstance(value, bool)
        return self.type == ANY or isinstance(value, str)

    @abstractmethod
    def present(self) -> Q:
        """The runs that have a value."""

    @abstractmethod
    def compared(self, operator: str, value: object) -> Q:
        """The runs for which the comparison with a value that it takes holds."""

    @abstractmethod
    def ordered(self, runs: QuerySet[Run], *, downwards: bool) -> QuerySet:
        """Primary keys of those of the runs that have a value, in the order of these values."""


_ASKED = {
    NUMBER: "a number",
    TEXT: "text in quotation marks",
    FLAG: "True or False",
    TIME: "a date in quotation marks",
}


def _said(value: object) -> str:
    if value is None:
        return "None in a list"
    return f"the text “{value}”" if isinstance(value, str) else str(value)
