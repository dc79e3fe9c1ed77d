"""The few numbers of the benchmark that stand in the README, as a table in Markdown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from experiments.scoring.benchmark import Benchmark
from experiments.scoring.bootstrap import Estimate
from experiments.scoring.health import REGIME_OF
from experiments.scoring.printing import UNDEFINED, number
from experiments.scoring.tables import OURS

HEAD = ("question", "measured by", "lossacc", "95 % interval", "cross-validated", "a plain rule")

Place = tuple[str, str, str, str]
"""Where a number stands in the benchmark: section, table, row, column."""

Cells = Mapping[Place, Estimate]


@dataclass(frozen=True)
class Line:
    """A row: where its number stands, and where those of the tuning and of the plain rule do."""

    question: str
    measure: str
    place: Place
    tuned: Place | None = None
    plain: Place | None = None
    named: str = ""
    unit: str = ""


def _tuned(rule: str, figure: str) -> Place:
    return ("tuning", rule, figure, "cross_validated")


def _overfitting(question: str, group: str) -> Line:
    ours, plain = (("overfitting", "macro_methods", group, name) for name in (OURS, "label_rule"))
    tuned = _tuned("overfitting", f"macro_f1 {group}")
    return Line(question, "macro-F1", ours, tuned, plain, "label rule")


def _regret(question: str, which: str) -> Line:
    ours, plain = (("checkpoint", f"regret_{which}", name, "mean") for name in (OURS, "lowest"))
    tuned = _tuned("overfitting", f"mean_regret {which}")
    return Line(question, "mean regret, %", ours, tuned, plain, "lowest loss", "%")


def _disagreement(question: str, table: str, column: str) -> Line:
    ours, plain = (
        ("disagreement", f"{table}_methods", name, column) for name in (OURS, "label_rule")
    )
    return Line(question, "F1", ours, _tuned("disagreement", column), plain, "label rule")


def _health(question: str, rule: str, is_tuned: bool = True) -> Line:
    """A rule without limits to choose is as good without the family as with it."""
    ours = ("health", "rules", rule, "f1")
    return Line(question, "F1", ours, _tuned(rule, "f1") if is_tuned else ours)


def _temperature(question: str, figure: str, measure: str) -> Line:
    ours, plain = (("predictions", "temperature", name, figure) for name in (OURS, "likelihood"))
    return Line(question, measure, ours, _tuned("temperature", figure), plain, "max. likelihood")


def _sign(question: str, points: int) -> Line:
    ours, plain = (("predictions", f"sign_{points}", name, "right") for name in (OURS, "gap"))
    tuned = _tuned("confidence", f"sign_{points}")
    return Line(question, "share right", ours, tuned, plain, "sign of the gap")


def _interval(question: str, name: str) -> Line:
    return Line(question, "holds the truth", ("predictions", "intervals", name, "held"))


THREE_CLASSES = Line(
    "Does it overfit, gently or not at all?",
    "macro-F1",
    ("overfitting", "three_classes", "all", "macro_f1"),
    _tuned("overfitting_borderline", "three_classes"),
)
MEAN_OF_SIX = Line("The six below, mean", "F1", ("health", "mean", "all", "mean"))

LINES = (
    _overfitting("Does it overfit?", "all"),
    _overfitting("… in up to 20 epochs", "to_20_epochs"),
    _overfitting("… with fewer than 200 validation samples", "n_val_below_200"),
    _overfitting("… gently, seen by few samples (`edge`)", "edge"),
    THREE_CLASSES,
    _regret("Which epoch to keep, where it overfits?", "yes"),
    _regret("Which epoch to keep, in all runs?", "scored"),
    _disagreement("Do loss and accuracy disagree?", "any", "any"),
    _disagreement("… accuracy held", "kinds", "held"),
    _disagreement("… accuracy improved", "kinds", "improved"),
    _disagreement("… from when to when", "intervals", "interval_f1"),
    MEAN_OF_SIX,
    _health("Does it learn nothing?", "never_learns"),
    _health("Does it diverge?", "numeric_divergence", is_tuned=False),
    _health("Was it stopped too early?", "under_trained"),
    _health("Does it oscillate?", "oscillation"),
    _health("Does accuracy dip?", "accuracy_dip"),
    _health("Does it rise and find a new minimum?", "double_descent"),
    _temperature("Which temperature?", "mean", "mean error of ln T"),
    _temperature("… half of them are nearer", "median", "median error"),
    _sign("Over- or under-confident, from 2 points?", 2),
    _sign("… from 5 points?", 5),
    _interval("95 % interval of the accuracy", "accuracy"),
    _interval("… of the log loss", "log_loss"),
    _interval("… of confidence less accuracy", "gap"),
    _interval("… of the temperature", "temperature"),
)


def as_markdown(benchmark: Benchmark) -> str:
    """One row for each of `LINES`; a number that the benchmark does not hold is a dash.

    >>> from experiments.scoring.tables import Column, Row, Section, Table
    >>> rows = [Row("all", "all", 8, {OURS: Estimate(0.97, 0.9, 1.0)})]
    >>> table = Table("macro_methods", "Macro-F1 by group", [Column(OURS, OURS)], rows)
    >>> found = Benchmark("1", 8, {}, 1000, [Section("overfitting", "Overfitting", [table])])
    >>> as_markdown(found).splitlines()[2]
    '| Does it overfit? | macro-F1 | 0.970 | 0.900 to 1.000 | – |  |'
    """
    cells = {
        (section.key, table.key, row.key, column): estimate
        for section in benchmark.sections
        for table in section.tables
        for row in table.rows
        for column, estimate in row.cells.items()
    }
    rows = [HEAD, ("---",) * len(HEAD), *(_row(cells, line) for line in LINES)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(cells: Cells, line: Line) -> tuple[str, ...]:
    ours = cells.get(line.place, Estimate(math.nan))
    low, high = number(ours.low, line.unit), number(ours.high, line.unit)
    return (
        line.question,
        line.measure,
        number(ours.value, line.unit),
        UNDEFINED if math.isnan(ours.low) else f"{low} to {high}",
        number(_cross_validated(cells, line), line.unit),
        _plain(cells, line),
    )


def _cross_validated(cells: Cells, line: Line) -> float:
    """The score by constants that the family had no part in choosing, NaN without any."""
    if line is MEAN_OF_SIX:
        six = [_cross_validated(cells, other) for other in LINES if other.place[2] in REGIME_OF]
        return math.fsum(six) / len(six)
    return math.nan if line.tuned not in cells else cells[line.tuned].value


def _plain(cells: Cells, line: Line) -> str:
    if line.plain is None or line.plain not in cells:
        return ""
    return f"{line.named} {number(cells[line.plain].value, line.unit)}"
