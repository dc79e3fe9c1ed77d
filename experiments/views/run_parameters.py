"""The parameters of a run, however many: searched, grouped by their first word, folded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

SEARCHED_FROM = 13
GROUPED_FROM = 13
LEAST_IN_A_GROUP = 3
MOST_OPEN = 40
LONG_VALUE = 160
SHOWN_OF_LONG = 80


@dataclass(frozen=True)
class Parameter:
    name: str
    value: str
    prefix: str = ""

    @property
    def label(self) -> str:
        return self.name.removeprefix(self.prefix)

    @property
    def is_long(self) -> bool:
        return len(self.value) > LONG_VALUE

    @property
    def begins(self) -> str:
        return " ".join(self.value[:SHOWN_OF_LONG].split())


@dataclass(frozen=True)
class Group:
    """Parameters whose names begin alike; those of no group have an empty name."""

    name: str
    rows: list[Parameter]
    is_open: bool = True

    @property
    def first(self) -> list[Parameter]:
        return self.rows if self.is_open else self.rows[:MOST_OPEN]

    @property
    def rest(self) -> list[Parameter]:
        return self.rows[len(self.first) :]


@dataclass(frozen=True)
class ParameterList:
    groups: list[Group]
    total: int
    shown: int
    text: str
    kept: list[tuple[str, str]]

    @property
    def can_be_searched(self) -> bool:
        return self.total >= SEARCHED_FROM


def parameter_list(given: Mapping[str, object], query: QueryDict) -> ParameterList:
    """Those that hold all words of the address's `param` in name or value; `kept` is its rest."""
    text = " ".join(query.get("param", "").split())
    words = text.lower().split()
    rows = [(name, str(value)) for name, value in given.items()]
    found = [row for row in rows if _holds(" ".join(row).lower(), words)]
    kept = [(name, value) for name in query if name != "param" for value in query.getlist(name)]
    groups = _grouped(found, is_open=bool(words) or len(found) <= MOST_OPEN)
    return ParameterList(groups, len(rows), len(found), text, kept)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _grouped(rows: list[tuple[str, str]], *, is_open: bool) -> list[Group]:
    by_prefix: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        by_prefix.setdefault(_prefix(row[0]), []).append(row)
    large = {
        prefix
        for prefix, members in by_prefix.items()
        if prefix and len(members) >= LEAST_IN_A_GROUP and len(rows) >= GROUPED_FROM
    }
    alone = [Parameter(*row) for row in rows if _prefix(row[0]) not in large]
    groups = [
        Group(prefix[:-1], [Parameter(*row, prefix) for row in by_prefix[prefix]], is_open)
        for prefix in by_prefix
        if prefix in large
    ]
    return [Group("", alone, is_open), *groups] if alone else groups


def _prefix(name: str) -> str:
    """The first part of a nested name with what parts it: `optimizer.` of `optimizer.lr`."""
    found = re.match(r"[^./:]+(?:\.|/|::?)(?=.)", name)
    return found[0] if found else ""
