"""What a run table shows, as its address says it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from experiments.analysis.finding import LABELS
from experiments.models import STATUSES, Project, Run
from experiments.queries_runs import Matching
from experiments.querying.errors import QueryError
from experiments.querying.language import condition

NEWEST_FIRST = "-created"
SIZES = (25, 50, 100, 200)
SIZE = 50
MOST_COLUMNS = 30
MOST_CHOSEN = 50
_BETWEEN_COMMAS = re.compile(r"(?:`[^`]*`|[^,`])+")


@dataclass(frozen=True)
class TableState:
    """The part of a run table's address that is worth sharing.

    - `q`: words or a query; `was`: the last one that was understood
    - `verdict`, `status`, `tag`: what was chosen of each, nothing for all
    - `columns`: names of fields in their order, the usual ones where there are none; `pin`: one of
      them that stays in view
    - `unfold`: groups whose runs are shown, as a query names their values
    - `baseline`: the run that others are compared with
    - `view`: the code of the saved view that this began as
    """

    q: str = ""
    was: str = ""
    verdict: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    sort: str = NEWEST_FIRST
    columns: tuple[str, ...] = ()
    pin: str = ""
    group: str = ""
    unfold: tuple[str, ...] = ()
    baseline: str = ""
    size: int = SIZE
    view: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "TableState":
        """Values that mean nothing are passed over, so that an old link still opens."""
        size = query.get("size", "")
        return cls(
            q=_text(query, "q"),
            was=_text(query, "was"),
            verdict=_known(query.getlist("verdict"), LABELS),
            status=_known(query.getlist("status"), STATUSES),
            tag=_names(query.getlist("tag"))[:MOST_CHOSEN],
            sort=_text(query, "sort") or NEWEST_FIRST,
            columns=split_names(_text(query, "columns"))[:MOST_COLUMNS],
            pin=_text(query, "pin"),
            group=_text(query, "group"),
            unfold=_names(query.getlist("unfold"))[:MOST_CHOSEN],
            baseline=_text(query, "baseline"),
            size=int(size) if size in map(str, SIZES) else SIZE,
            view=_text(query, "view"),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.verdict or self.status or self.tag)

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def downwards(self) -> bool:
        return self.sort.startswith("-")

    def query(self, **changes: object) -> str:
        """The query of this state with the changes, as short as it can be."""
        return urlencode(list(self.pairs(**changes)))

    def pairs(self, **changes: object) -> Iterable[tuple[str, str]]:
        for name, usual in _USUAL.items():
            value = changes.get(name, getattr(self, name))
            if value == usual:
                continue
            if name == "columns":
                yield name, ",".join(value)
            else:
                yield from (
                    (name, str(one)) for one in (value if type(value) is tuple else [value])
                )

    def matching(self, project: Project) -> QuerySet[Run]:
        """The runs of all pages. Raises QueryError for a query that is not understood."""
        return self.asked(project).runs

    def asked(self, project: Project, q: str | None = None) -> Matching:
        text = self.q if q is None else q
        where = condition(project, text) if text else Q()
        return Matching(project, where, self.verdict, self.status, self.tag)

    def understood(self, project: Project) -> tuple[Matching, "Misread | None"]:
        """What the table shows, and what is wrong with the query, if anything is.

        Where it is not understood, the table goes on to show the last one that was.
        """
        try:
            return self.asked(project), None
        except QueryError as error:
            try:
                return self.asked(project, self.was), Misread(self, error, self.was)
            except QueryError:
                return self.asked(project, ""), Misread(self, error, "")


_USUAL = {field.name: field.default for field in fields(TableState)}
"""What each part of a state is where an address says nothing of it."""


@dataclass(frozen=True)
class Misread:
    """A query that is not understood, in three parts: before, what is wrong, and after."""

    state: TableState
    error: QueryError
    shown: str

    @property
    def text(self) -> str:
        return self.state.q

    @property
    def before(self) -> str:
        return self.text[: self.error.start]

    @property
    def wrong(self) -> str:
        return self.text[self.error.start : self.error.end]

    @property
    def after(self) -> str:
        return self.text[self.error.end :]

    @property
    def corrected(self) -> str:
        """The query with what may have been meant, empty where nothing is near."""
        meant = self.error.suggestion
        return f"{self.before}{meant}{self.after}" if meant else ""

    @property
    def link(self) -> str:
        return self.state.query(q=self.corrected)


@dataclass(frozen=True)
class Facet:
    """A filter with the number of runs that it would show; `value` is empty for all of them."""

    value: str
    count: int
    link: str
    is_current: bool


def facets(
    state: TableState, name: str, known: Iterable[str], counts: Mapping[str, int]
) -> list[Facet]:
    """All, then each known value that some run has; those chosen even where none has them."""
    chosen: tuple[str, ...] = getattr(state, name)
    every = Facet("", sum(counts.values()), "?" + state.query(**{name: ()}), not chosen)
    shown = [value for value in known if counts.get(value) or value in chosen]
    return [every] + [
        Facet(
            value,
            counts.get(value, 0),
            "?" + state.query(**{name: turned(chosen, value)}),
            value in chosen,
        )
        for value in shown
    ]


def page_sizes(state: TableState, runs: int) -> list[tuple[int, str, bool]]:
    """How many runs a page may have, its link, and whether it is so; none where all fit on one."""
    if runs <= min(SIZES):
        return []
    return [(size, "?" + state.query(size=size), size == state.size) for size in SIZES]


def split_names(text: str) -> tuple[str, ...]:
    """Names between commas; those that hold one stand in backticks.

    >>> split_names("val_loss,params.`a,b`")
    ('val_loss', 'params.`a,b`')
    """
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN_COMMAS.findall(text)))


def turned(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    if value in chosen:
        return tuple(one for one in chosen if one != value)
    return (*chosen, value)


def _text(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\0", "").strip()[:4_000]


def _names(values: Iterable[str]) -> tuple[str, ...]:
    told = (value.replace("\0", "") for value in values)
    return tuple(dict.fromkeys(name for name in told if name.strip()))


def _known(values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in known))
