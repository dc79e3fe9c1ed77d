"""What a run table shows, as its address says it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from experiments.analysis.finding import LABELS
from experiments.models import Run
from experiments.queries import SORTS

NEWEST_FIRST = "-created"
LONGEST_TEXT = 200
STARTED = "started"


@dataclass(frozen=True)
class Column:
    """A sortable column; `best_first` is how the first click sorts it."""

    key: str
    title: str
    best_first: str
    css: str = ""


COLUMNS = (
    Column("name", "Name", "name"),
    Column("verdict", "Verdict", "verdict"),
    Column("val_loss", "Val loss: lowest @ epoch", "val_loss"),
    Column("val_accuracy", "Val accuracy, %: highest @ epoch", "-val_accuracy"),
    Column("gap", "Final gap", "gap", "num"),
    Column("", "Tags", ""),
    Column("status", "Status", "status"),
    Column(STARTED, "Started", "-started"),
    Column("created", "Added", "-created"),
    Column("who", "Who", "who"),
)


@dataclass(frozen=True)
class TableState:
    """Text, filters and sorting: the part of a run table's address that is worth sharing."""

    q: str = ""
    verdict: str = ""
    status: str = ""
    sort: str = NEWEST_FIRST

    @classmethod
    def from_query(cls, query: QueryDict) -> "TableState":
        """Values that mean nothing are passed over, so that an old link still opens."""
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
            verdict=_known(query.get("verdict", ""), LABELS),
            status=_known(query.get("status", ""), Run.Status.values),
            sort=_known(query.get("sort", ""), _sortings()) or NEWEST_FIRST,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.verdict or self.status)

    def query(self, **changes: str) -> str:
        """The query of this state with the changes, as short as it can be."""
        said = asdict(replace(self, **changes))
        default = asdict(TableState())
        return urlencode({name: value for name, value in said.items() if value != default[name]})

    def headers(self, columns: Iterable[Column]) -> list[dict[str, str]]:
        return [self._header(column) for column in columns]

    def _header(self, column: Column) -> dict[str, str]:
        header = {"title": column.title, "css": column.css}
        if not column.key:
            return header
        if self.sort.removeprefix("-") != column.key:
            return header | {"link": "?" + self.query(sort=column.best_first)}
        downwards = self.sort.startswith("-")
        turned = column.key if downwards else f"-{column.key}"
        direction = "descending" if downwards else "ascending"
        return header | {"link": "?" + self.query(sort=turned), "sorted": direction}


@dataclass(frozen=True)
class Facet:
    """A filter with the number of runs that it would show; `value` is empty for all of them."""

    value: str
    count: int
    link: str
    is_current: bool


def facets(state: TableState, name: str, known: Iterable[str], counts: dict) -> list[Facet]:
    """All, then each known value that some run has; the chosen one even where none has it."""
    chosen = getattr(state, name)
    shown = [value for value in known if counts.get(value) or value == chosen]
    total = sum(counts.values())
    numbers = {"": total} | {value: counts.get(value, 0) for value in shown}
    return [
        Facet(value, count, "?" + state.query(**{name: value}), value == chosen)
        for value, count in numbers.items()
    ]


def columns_for(runs: Iterable[Run]) -> list[Column]:
    """Most logs tell no times; a column that says so in every row is left out."""
    any_started = any(run.started_at for run in runs)
    return [column for column in COLUMNS if any_started or column.key != STARTED]


def _known(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def _sortings() -> set[str]:
    return set(SORTS) | {f"-{name}" for name in SORTS}
