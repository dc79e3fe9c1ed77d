"""The tables of predictions: one row a class, and the hardest samples."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from experiments.analysis.wording import number
from experiments.charts.confusion import LONGEST_IN_TEXT, short_name
from experiments.charts.drawn import share_label
from experiments.predictions.report import ClassReport, Report
from experiments.templatetags.predictions import probability

CLASSES_AT_ONCE = 15
HARDEST_AT_ONCE = 10
BAR = 120.0


@dataclass(frozen=True)
class Column:
    """A column of the class table; `term` names its entry in the glossary."""

    key: str
    title: str
    term: str
    value: Callable[[ClassReport], float]
    write: Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _mean_loss(one: ClassReport) -> float:
    return -1.0 if one.mean_loss is None else one.mean_loss


COLUMNS = (
    Column("support", "Support", "support", lambda c: c.support, _count),
    Column("predicted", "Predicted", "predicted", lambda c: c.predicted, _count),
    Column("precision", "Precision", "precision", lambda c: c.precision, _percent),
    Column("recall", "Recall", "recall", lambda c: c.recall, _percent),
    Column("f1", "F1", "f1", lambda c: c.f1, _percent),
    Column("loss", "Mean loss", "mean_loss", _mean_loss, lambda v: number(v) if v >= 0 else "none"),
    Column("share", "Share of loss", "loss_share", lambda c: c.loss_share, share_label),
)
BY_CLASS = "class"


@dataclass(frozen=True)
class ClassHead:
    """A column head with the sorting that a click on it asks for."""

    title: str
    term: str
    sort: str
    sorted: str


@dataclass(frozen=True)
class ClassTable:
    heads: list[ClassHead]
    rows: list[tuple[str, list[tuple[str, str]]]]
    total: int

    @property
    def is_cut(self) -> bool:
        return len(self.rows) < self.total


def class_table(report: Report, query: QueryDict) -> ClassTable:
    """One row a class, sorted as the address says: `sort=f1`, or `sort=-f1` for the highest first.

    Few classes stand in their order; of many those with the most loss come first.
    """
    many = len(report.per_class) > CLASSES_AT_ONCE
    key, downwards = _sorting(query.get("sort", ""), "-share" if many else BY_CLASS)
    rows = list(report.per_class)
    column = next((c for c in COLUMNS if c.key == key), None)
    if column is not None:
        rows.sort(key=column.value, reverse=downwards)
    elif downwards:
        rows.reverse()
    shown = rows if query.get("classes") == "all" else rows[:CLASSES_AT_ONCE]
    titles = ((BY_CLASS, "Class", ""), *((c.key, c.title, c.term) for c in COLUMNS))
    return ClassTable(
        heads=[_head(*title, key, downwards) for title in titles],
        rows=[(one.name, [(c.title, c.write(c.value(one))) for c in COLUMNS]) for one in shown],
        total=len(rows),
    )


def _sorting(wanted: str, otherwise: str) -> tuple[str, bool]:
    """Sortings that mean nothing are passed over, so that an old link still opens."""
    known = {BY_CLASS, *(column.key for column in COLUMNS)}
    chosen = wanted if wanted.removeprefix("-") in known else otherwise
    return chosen.removeprefix("-"), chosen.startswith("-")


def _head(key: str, title: str, term: str, by: str, downwards: bool) -> ClassHead:
    if key != by:
        return ClassHead(title, term, key if key == BY_CLASS else f"-{key}", "")
    direction = "descending" if downwards else "ascending"
    return ClassHead(title, term, key if downwards else f"-{key}", direction)


@dataclass(frozen=True)
class HardRow:
    """A sample of the list; `bar` is its loss against the highest one, in SVG units of 120."""

    rank: int
    id: str
    true: str
    said: str
    p_true: str
    p_said: str
    loss: str
    bar: str
    share: str


@dataclass(frozen=True)
class HardTable:
    rows: list[HardRow]
    total: int

    @property
    def is_cut(self) -> bool:
        return len(self.rows) < self.total


def hard_table(report: Report, *, whole: bool) -> HardTable:
    shown = report.hardest if whole else report.hardest[:HARDEST_AT_ONCE]
    top = max((sample.loss for sample in report.hardest), default=0) or 1.0
    names = [short_name(name, LONGEST_IN_TEXT) for name in report.class_names]
    rows = [
        HardRow(
            rank=rank,
            id=sample.id,
            true=names[sample.true],
            said=names[sample.predicted],
            p_true=probability(sample.p_true),
            p_said=probability(sample.p_predicted),
            loss=number(sample.loss),
            bar=f"{BAR * sample.loss / top:.1f}",
            share=f"{100 * sample.loss_share:.2f} %",
        )
        for rank, sample in enumerate(shown, start=1)
    ]
    return HardTable(rows, len(report.hardest))
