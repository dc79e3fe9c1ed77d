"""The confusion matrix as a table or, of many classes, as a heat map, with its worst mistakes."""

from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from experiments.analysis.wording import count
from experiments.charts.confusion import (
    LONGEST_IN_TEXT,
    heat_map,
    parts_of_rows,
    shades,
    short_name,
)
from experiments.charts.drawn import share_label
from experiments.predictions.report import MOST_CLASSES, Report

TABLE_CLASSES = 20
NARROW_CLASSES = 10
HEAD_LETTERS = 6
MISTAKES_AT_ONCE = 12
ONLY_LIST = (
    f"With more than {MOST_CLASSES} classes no matrix is drawn: these are the most frequent "
    "mistakes."
)


@dataclass(frozen=True)
class Cell:
    text: str
    css: str
    words: str


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]
    recall: str


@dataclass(frozen=True)
class Head:
    name: str
    short: str


@dataclass(frozen=True)
class Mistake:
    """`true` taken for `predicted`, as a share of all errors and of the samples of `true`."""

    true: str
    predicted: str
    count: int
    of_errors: str
    of_class: str


@dataclass(frozen=True)
class ConfusionView:
    """Either `rows` of a table, or the `drawing` of a heat map with the counts for its script."""

    by: str
    sentence: str
    note: str
    mistakes: list[Mistake]
    all_mistakes: int
    heads: list[Head]
    rows: list[Row]
    drawing: SafeString | None
    cells: dict[str, object] | None
    wide: bool


def confusion_view(report: Report, by: str, *, whole: bool) -> ConfusionView:
    """`by`: ``rows`` for shares of each true class, anything else for counts."""
    by = "rows" if by == "rows" else "counts"
    counts = None if report.confusion is None else np.array(report.confusion)
    is_table = counts is not None and len(counts) <= TABLE_CLASSES
    is_map = counts is not None and not is_table
    found = _mistakes(report)
    return ConfusionView(
        by=by,
        sentence=sentence(report),
        note=ONLY_LIST if counts is None else "",
        mistakes=found if whole else found[:MISTAKES_AT_ONCE],
        all_mistakes=len(found),
        heads=[Head(name, short_name(name, HEAD_LETTERS)) for name in report.class_names]
        if is_table
        else [],
        rows=_rows(counts, report.class_names, by) if is_table else [],
        drawing=_drawing(report, by) if is_map else None,
        cells=_cells_for_script(report) if is_map else None,
        wide=counts is None or len(counts) > NARROW_CLASSES,
    )


def sentence(report: Report) -> str:
    """The two classes that are taken for each other most often, among the frequent mistakes."""
    if not report.wrong:
        return "No sample is taken for another class."
    if len(report.class_names) == 2:
        return _of_two(report)
    both: dict[tuple[int, int], int] = {}
    for mistake in report.confusions:
        pair = min(mistake.true, mistake.predicted), max(mistake.true, mistake.predicted)
        both[pair] = both.get(pair, 0) + mistake.count
    (first, second), times = max(both.items(), key=lambda item: item[1])
    if times == 1 < report.wrong:
        return "No two classes are taken for each other more than once."
    names = [short_name(report.class_names[i], LONGEST_IN_TEXT) for i in (first, second)]
    often = times_of(times)
    of_all = share_label(times / report.wrong)
    return (
        f"“{names[0]}” and “{names[1]}” are taken for each other {often}, {of_all} of all errors."
    )


def _of_two(report: Report) -> str:
    """With two classes all mistakes are between them: which way is what matters."""
    first, *rest = report.confusions
    names = [short_name(name, LONGEST_IN_TEXT) for name in report.class_names]
    back = times_of(rest[0].count) if rest else "never"
    way = f"“{names[first.true]}” is taken for “{names[first.predicted]}”"
    return f"{way} {times_of(first.count)}, the other way round {back}."


def times_of(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _mistakes(report: Report) -> list[Mistake]:
    support = [one.support for one in report.per_class]
    return [
        Mistake(
            true=short_name(report.class_names[found.true], LONGEST_IN_TEXT),
            predicted=short_name(report.class_names[found.predicted], LONGEST_IN_TEXT),
            count=found.count,
            of_errors=share_label(found.count / report.wrong),
            of_class=share_label(found.count / support[found.true]),
        )
        for found in report.confusions
    ]


def _rows(counts: np.ndarray, names: tuple[str, ...], by: str) -> list[Row]:
    shade, parts = shades(counts, by), parts_of_rows(counts)
    return [
        Row(
            name=name,
            cells=[
                _cell(i, j, int(counts[i, j]), float(parts[i, j]), int(shade[i, j]), names, by)
                for j in range(len(names))
            ],
            recall=share_label(float(parts[i, i])) if counts[i].sum() else "none",
        )
        for i, name in enumerate(names)
    ]


def _cell(
    i: int, j: int, number: int, part: float, shade: int, names: tuple[str, ...], by: str
) -> Cell:
    text = f"{number:,}" if by == "counts" else f"{100 * part:.1f}"
    css = "diag" if i == j else f"q{shade}" if number else "zero"
    said = "right" if i == j else f"taken for {names[j]}"
    words = f"{names[i]} {said}: {count(number, 'sample')}, {share_label(part)} of {names[i]}"
    return Cell(text, css, words)


def _drawing(report: Report, by: str) -> SafeString:
    told = f"{len(report.class_names)} classes, rows true, columns predicted. {sentence(report)}"
    drawn = heat_map(report.confusion or (), report.class_names, by, told)
    return mark_safe(drawn)  # noqa: S308, it escapes the names


def _cells_for_script(report: Report) -> dict[str, object]:
    return {"names": report.class_names, "counts": report.confusion}
