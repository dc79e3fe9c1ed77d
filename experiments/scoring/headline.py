"""The few numbers of the benchmark that stand in the README, as a table in Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.scoring.benchmark import Benchmark
from experiments.scoring.bootstrap import Estimate
from experiments.scoring.printing import UNDEFINED, number

HEAD = ("question", "measured by", "lossacc", "95 % interval", "a plain rule")


@dataclass(frozen=True)
class Line:
    """Where a number stands: section, table and row, and the column; likewise the plain rule's."""

    question: str
    measure: str
    place: tuple[str, str, str, str]
    plain: tuple[str, str, str, str] | None = None
    named: str = ""
    unit: str = ""


def _overfitting(question: str, group: str) -> Line:
    ours, plain = (
        ("overfitting", "macro_methods", group, name) for name in ("lossacc", "label_rule")
    )
    return Line(question, "macro-F1", ours, plain, "label rule")


def _regret(question: str, which: str) -> Line:
    ours, plain = (
        ("checkpoint", f"regret_{which}", name, "mean") for name in ("lossacc", "patience_10")
    )
    return Line(question, "mean regret, %", ours, plain, "patience 10", "%")


def _disagreement(question: str, table: str, column: str) -> Line:
    ours, plain = (
        ("disagreement", f"{table}_methods", name, column) for name in ("lossacc", "label_rule")
    )
    return Line(question, "F1", ours, plain, "label rule")


def _health(question: str, rule: str) -> Line:
    return Line(question, "F1", ("health", "rules", rule, "f1"))


LINES = (
    _overfitting("Does it overfit?", "all"),
    _overfitting("… in up to 20 epochs", "to_20_epochs"),
    _overfitting("… with fewer than 200 validation samples", "n_val_below_200"),
    _overfitting("… gently, seen by few samples (`edge`)", "edge"),
    Line(
        "Overfits, gently or not at all?",
        "macro-F1",
        ("overfitting", "three_classes", "all", "macro_f1"),
    ),
    _regret("Which epoch to keep, where it overfits?", "yes"),
    _regret("Which epoch to keep, in all runs?", "scored"),
    _disagreement("Do loss and accuracy disagree?", "any", "any"),
    _disagreement("… accuracy held", "kinds", "held"),
    _disagreement("… accuracy improved", "kinds", "improved"),
    _disagreement("… from when to when", "intervals", "interval_f1"),
    Line("Six health rules, mean", "F1", ("health", "mean", "all", "mean")),
    _health("Does it learn nothing?", "never_learns"),
    _health("Does it diverge?", "numeric_divergence"),
    _health("Was it stopped too early?", "under_trained"),
    _health("Does it oscillate?", "oscillation"),
    _health("Does accuracy dip?", "accuracy_dip"),
    _health("Does it rise and find a new minimum?", "double_descent"),
)


def as_markdown(benchmark: Benchmark) -> str:
    """One row for each of `LINES`; a number that the corpus does not give is a dash."""
    cells = _cells(benchmark)
    rows = [HEAD, ("---",) * len(HEAD), *(_row(cells, line) for line in LINES)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cells(benchmark: Benchmark) -> dict[tuple[str, str, str, str], Estimate]:
    return {
        (section.key, table.key, row.key, column): estimate
        for section in benchmark.sections
        for table in section.tables
        for row in table.rows
        for column, estimate in row.cells.items()
    }


def _row(cells: Mapping[tuple[str, str, str, str], Estimate], line: Line) -> tuple[str, ...]:
    ours = cells.get(line.place, Estimate(float("nan")))
    low, high = number(ours.low, line.unit), number(ours.high, line.unit)
    interval = f"{low} to {high}" if UNDEFINED not in (low, high) else UNDEFINED
    return line.question, line.measure, number(ours.value, line.unit), interval, _plain(cells, line)


def _plain(cells: Mapping[tuple[str, str, str, str], Estimate], line: Line) -> str:
    if line.plain is None or line.plain not in cells:
        return ""
    return f"{line.named} {number(cells[line.plain].value, line.unit)}"
