"""What tuning gave: shipped constants beside those chosen without the family they are scored on."""

from collections.abc import Mapping, Sequence

from experiments.scoring.bootstrap import Estimate
from experiments.scoring.tables import Column, Row, Section, Table
from experiments.scoring.tuning import Tuned

SHIPPED = Column("shipped", "shipped")
VALIDATED = Column("cross_validated", "cross-validated")
SCORES = (SHIPPED, Column("best", "best of all"), VALIDATED, Column("candidates", "tried", "count"))
NOTES = (
    "Score by which the constants of each rule are chosen. “Shipped” and “best of all” saw the "
    "runs that they are scored on; “cross-validated” is pooled over families, each predicted "
    "with the constants that the other families chose.",
)


def section(tuned: Sequence[Tuned], runs: int) -> Section:
    """A table of scores, and one a rule with its other figures; `runs` is how many were predicted.

    >>> tuned = Tuned("rises", 2, 0.8, 0.9, 0.85, {"wide": 1.2}, {"f1": 0.85}, {"f1": 0.8})
    >>> found = section([tuned], runs=10)
    >>> found.tables[0].rows[0].cells["cross_validated"].value, found.notes[-1]
    (0.85, 'rises: 1.2 without wide.')
    """
    scores = [Row(t.name, t.name, runs, _scores(t)) for t in tuned]
    tables = [Table("scores", "Rule", SCORES, scores), *(_figures(t, runs) for t in tuned)]
    notes = (*NOTES, *map(_chosen, tuned))
    return Section("tuning", "Cross-validation over families", tables, notes=notes)


def _scores(tuned: Tuned) -> dict[str, Estimate]:
    return {
        "shipped": Estimate(tuned.shipped),
        "best": Estimate(tuned.best),
        "cross_validated": Estimate(tuned.cross_validated),
        "candidates": Estimate(float(tuned.candidates)),
    }


def _figures(tuned: Tuned, runs: int) -> Table:
    rows = [
        Row(key, key.replace("_", " "), runs, _both(key, tuned.shipped_figures, tuned.figures))
        for key in tuned.figures
    ]
    return Table(tuned.name, tuned.name, (SHIPPED, VALIDATED), rows)


def _both(
    key: str, shipped: Mapping[str, float], validated: Mapping[str, float]
) -> dict[str, Estimate]:
    return {"shipped": Estimate(shipped[key]), "cross_validated": Estimate(validated[key])}


def _chosen(tuned: Tuned) -> str:
    """Which limits were chosen, and without which families."""
    without: dict[str, list[str]] = {}
    for family, limits in tuned.chosen.items():
        without.setdefault(str(limits), []).append(family)
    told = (f"{limits} without {', '.join(families)}" for limits, families in without.items())
    return f"{tuned.name}: {'; '.join(told)}."
