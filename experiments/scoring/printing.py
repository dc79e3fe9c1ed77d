"""The benchmark as text for people, at most 100 columns wide."""

import math
from textwrap import fill

from experiments.scoring.benchmark import Benchmark
from experiments.scoring.bootstrap import Estimate
from experiments.scoring.tables import Column, Comparison, Section, Table

WIDTH = 100
GAP = "  "
DIGITS = {"": 3, "%": 2, "epochs": 1, "count": 0}
UNDEFINED = "–"


def as_text(benchmark: Benchmark) -> str:
    """All sections, one below the other.

    >>> from experiments.scoring.tables import Row
    >>> table = Table("groups", "By group", [Column("f1", "F1")], [Row("all", "all", 8, {})])
    >>> section = Section("overfitting", "Overfitting", [table])
    >>> print(as_text(Benchmark("1", 8, {"yes": 8}, 1000, [section])).rstrip())
    8 runs (yes 8), rules 1. In brackets the 95 % interval of 1000 bootstrap rounds over runs.
    <BLANKLINE>
    Overfitting
    ===========
    <BLANKLINE>
    By group  runs  F1
    all          8   –
    """
    return "\n\n".join([_heading(benchmark), *map(section_text, benchmark.sections)]) + "\n"


def section_text(section: Section) -> str:
    """Title, notes, the tables that have rows, and a sentence for each comparison.

    >>> print(section_text(Section("advice", "Live advice", [], notes=["Each run is replayed."])))
    Live advice
    ===========
    <BLANKLINE>
    Each run is replayed.
    <BLANKLINE>
    No run of this corpus is labelled for it.
    """
    blocks = [f"{section.title}\n{'=' * len(section.title)}"]
    blocks += [fill(note, WIDTH) for note in section.notes]
    blocks += [table_text(table) for table in section.tables if table.rows]
    if not any(table.rows for table in section.tables):
        blocks.append("No run of this corpus is labelled for it.")
    blocks += ["\n".join(map(sentence, section.comparisons))] if section.comparisons else []
    return "\n\n".join(blocks)


def table_text(table: Table) -> str:
    """Title, head and one line a row; intervals stand in brackets behind their number.

    Columns that do not fit beside the others stand in a second table below.

    >>> from experiments.scoring.tables import Row
    >>> rows = [Row("all", "all", 8, {"f1": Estimate(0.75, 0.5, 1.0), "mean": Estimate(1.5)})]
    >>> columns = [Column("f1", "F1"), Column("mean", "mean, %", "%")]
    >>> print(table_text(Table("groups", "By group", columns, rows)))
    By group  runs              F1  mean, %
    all          8  0.750 [.500 1]     1.50
    """
    fixed = [[table.title, "runs"], *([row.title, str(row.runs)] for row in table.rows)]
    parts: list[list[list[str]]] = []
    for column in table.columns:
        cells = [column.title, *(_cell(column, row.cells.get(column.key)) for row in table.rows)]
        if parts and _width(wider := _beside(parts[-1], cells)) <= WIDTH:
            parts[-1] = wider
        else:
            parts.append(_beside(fixed, cells))
    return "\n\n".join("\n".join(_aligned(line, _widths(part)) for line in part) for part in parts)


def sentence(comparison: Comparison) -> str:
    """The difference to a plain rule, and whether it is more than noise.

    >>> sentence(Comparison("macro-F1", "patience 10", Estimate(0.03, 0.01, 0.05)))
    'macro-F1 less that of patience 10: +0.030 [0.010, 0.050], better, shown.'
    """
    value = number(comparison.difference.value, comparison.unit, sign=True)
    unit = f" {comparison.unit}".rstrip()
    conclusion = comparison.conclusion
    verdict = f"{conclusion}, shown" if comparison.difference.shown else conclusion
    bounds = _interval(comparison.difference, comparison.unit)
    return (
        f"{comparison.measure} less that of {comparison.other}: {value}{unit}{bounds}, {verdict}."
    )


def number(value: float, unit: str = "", *, sign: bool = False) -> str:
    """A number with the digits that fit its unit.

    >>> number(0.97629), number(12.108, "%"), number(float("nan"))
    ('0.976', '12.11', '–')
    """
    if math.isnan(value):
        return UNDEFINED
    return f"{value:{'+' if sign else ''}.{DIGITS[unit]}f}"


def _heading(benchmark: Benchmark) -> str:
    labels = ", ".join(f"{label} {count}" for label, count in benchmark.labels.items())
    return fill(
        f"{benchmark.runs} runs ({labels}), rules {benchmark.rules_version}. In brackets the 95 % "
        f"interval of {benchmark.rounds} bootstrap rounds over runs.",
        WIDTH,
    )


def _cell(column: Column, estimate: Estimate | None) -> str:
    if estimate is None:
        return UNDEFINED
    value = number(estimate.value, column.unit)
    if not column.interval or math.isnan(estimate.low):
        return value
    return f"{value} [{_bound(estimate.low, column.unit)} {_bound(estimate.high, column.unit)}]"


def _bound(value: float, unit: str) -> str:
    """A rate without its leading zero, so that four columns fit."""
    text = number(value, unit)
    return {"0.000": "0", "1.000": "1"}.get(text, text.removeprefix("0")) if not unit else text


def _interval(estimate: Estimate, unit: str) -> str:
    if math.isnan(estimate.low):
        return ""
    return f" [{number(estimate.low, unit)}, {number(estimate.high, unit)}]"


def _beside(lines: list[list[str]], cells: list[str]) -> list[list[str]]:
    return [[*line, cell] for line, cell in zip(lines, cells, strict=True)]


def _widths(lines: list[list[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def _width(lines: list[list[str]]) -> int:
    return sum(_widths(lines)) + len(GAP) * (len(lines[0]) - 1)


def _aligned(line: list[str], widths: list[int]) -> str:
    cells = [line[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
    return GAP.join(cells).rstrip()
