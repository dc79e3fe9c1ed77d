"""The columns of a run table: which there are, in which order, and how each is headed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from experiments.models import Project, Run
from experiments.querying.errors import QueryError
from experiments.querying.field import NUMBER, TIME, Field
from experiments.querying.fields import field, some_fields
from experiments.views.run_table import TableState

NAME = "name"
USUAL = (
    "verdict", "val_loss", "val_accuracy", "gap", "tags", "status", "started", "created", "who",
)  # fmt: skip
OFTEN_EMPTY: dict[str, Callable[[Run], bool]] = {
    "val_loss": lambda run: run.best_val_loss is not None,
    "val_accuracy": lambda run: run.best_val_accuracy is not None,
    "gap": lambda run: run.final_gap is not None,
    "tags": lambda run: bool(run.tags.all()),
    "started": lambda run: run.started_at is not None,
}
"""Of the usual columns those that many runs do not fill, and whether one does."""
OF_MOST = ("started",)
"""Those that take room from names of runs unless at least half of the runs fill them."""
OF_TRAINING = ("train_loss", "train_accuracy")
TITLES = {
    "val_loss": "Val loss: lowest @ epoch",
    "val_accuracy": "Val accuracy, %: highest @ epoch",
}
CLASSES = {"verdict": "c-verdict", "val_loss": "c-loss", "val_accuracy": "c-acc", "tags": "tags"}


@dataclass(frozen=True)
class TableColumn:
    """One column: its field, its head, and the link that sorts by it."""

    field: Field
    is_pinned: bool = False
    link: str = ""
    direction: str = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def title(self) -> str:
        usual = TITLES.get(self.name)
        return usual or f"{self.field.title}{', %' if self.field.percent else ''}"

    @property
    def css(self) -> str:
        own = CLASSES.get(self.name, "num" if self.field.type == NUMBER else "")
        return f"{own} pinned".strip() if self.is_pinned else own


@dataclass(frozen=True)
class Columns:
    """The columns that are shown, and what was asked for and is no field of this project."""

    shown: tuple[TableColumn, ...]
    unknown: tuple[QueryError, ...] = ()

    @property
    def fields(self) -> list[Field]:
        return [column.field for column in self.shown]

    def without(self, name: str) -> "Columns":
        return Columns(tuple(c for c in self.shown if c.name != name), self.unknown)


def columns_of(project: Project, state: TableState, usual: Sequence[str] = USUAL) -> Columns:
    """The name first, then what the address names, the usual columns where it names none."""
    shown, unknown = [], []
    names = [*dict.fromkeys((NAME, *(state.columns or usual)))]
    for name, found in zip(names, some_fields(project, names), strict=True):
        if isinstance(found, QueryError):
            unknown += [found] if state.columns else []
            continue
        pinned = name in (NAME, state.pin)
        shown.append(TableColumn(found, pinned, *_sorting(state, found)))
    shown.sort(key=lambda column: not column.is_pinned)
    return Columns(tuple(shown), tuple(unknown))


def usual_columns(runs: Sequence[Run], sorted_by: str = "") -> tuple[str, ...]:
    """The usual columns that these runs fill; of runs without validation, training's.

    One run is enough, but for the start: half of them, where the table is not sorted by it.
    """
    filled = {name: sum(map(fills, runs)) for name, fills in OFTEN_EMPTY.items()}
    of_most = [name for name in OF_MOST if name != sorted_by]
    least = {name: len(runs) / 2 if name in of_most else 1 for name in filled}
    empty = {name for name, number in filled.items() if runs and number < least[name]}
    verdict, *others = (name for name in USUAL if name not in empty)
    training = OF_TRAINING if {"val_loss", "val_accuracy"} <= empty else ()
    return (verdict, *training, *others)


def sorting_field(project: Project, state: TableState) -> tuple[Field, bool, QueryError | None]:
    """The field to sort by, whether downwards, and what is wrong with the one asked for."""
    try:
        return field(project, state.sorted_by), state.downwards, None
    except QueryError as error:
        return field(project, "created"), True, error


def ordered_names(chosen: Iterable[str], places: Sequence[float], added: str) -> tuple[str, ...]:
    """Names by the places that a person gave them, a new one last."""
    ranked = sorted(zip(places, chosen, strict=True), key=lambda pair: pair[0])
    return tuple(dict.fromkeys(filter(None, (*(name for _, name in ranked), added.strip()))))


def moved(names: Sequence[str], name: str, by: int) -> tuple[str, ...]:
    """The names with one of them so many places further down; at an end it stays there.

    >>> moved(("a", "b", "c"), "c", -1)
    ('a', 'c', 'b')
    """
    others = [one for one in names if one != name]
    others.insert(max(names.index(name) + by, 0), name)
    return tuple(others)


def _sorting(state: TableState, shown: Field) -> tuple[str, str]:
    """The link that a head leads to, and how the table is sorted by it."""
    if shown.name == "tags":
        return "", ""
    if state.sorted_by != shown.name:
        first = shown.name if shown.better < 0 or not _largest_first(shown) else f"-{shown.name}"
        return "?" + state.query(sort=first), ""
    turned = shown.name if state.downwards else f"-{shown.name}"
    return "?" + state.query(sort=turned), "descending" if state.downwards else "ascending"


def _largest_first(shown: Field) -> bool:
    return shown.better > 0 or shown.type == TIME or shown.name == "epochs"
