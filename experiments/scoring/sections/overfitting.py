"""Overfitting: yes or no, beside the plain rules; three classes."""

from collections.abc import Mapping, Sequence

from experiments.scoring import baselines
from experiments.scoring.bootstrap import Statistic
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import select
from experiments.scoring.overfitting import (
    Prediction,
    detection,
    is_scored,
    is_scored_in_three,
    predict,
    three_classes,
)
from experiments.scoring.readings import Reading
from experiments.scoring.tables import (
    OURS,
    RATES,
    Column,
    Section,
    Table,
    by_group,
    by_method,
    compare,
    said_by,
)

TITLES = {
    OURS: "lossacc",
    "final_ratio": "final ratio",
    "gap_ratio": "gap ratio",
    "patience_10": "patience 10",
    "mann_kendall": "Mann-Kendall",
    "label_rule": "label rule",
}
MACRO = Column("macro_f1", "macro-F1")
STRICT = Column("macro_f1_strict", "inconclusive wrong")
THREE = (
    Column("yes", "F1 yes"),
    Column("no", "F1 no"),
    Column("borderline", "F1 borderline"),
    MACRO,
)
NOTES = (
    "Labelled yes or no by the population curve; borderline, unstable and diverged runs are left "
    "out, but for the table of three classes. An inconclusive answer counts as no; in the column "
    "“inconclusive wrong” as the opposite of what is true.",
    "Plain rules, on the logged validation loss. “Final ratio”: the last value above 1.05 times "
    "the lowest. “Gap ratio”: the last value more than 10 % above the last training loss. "
    "“Patience 10”: 10 epochs in a row without a new minimum. “Mann-Kendall”: z above 1.645 on the "
    "second half. “Label rule”: the mean of the last 5 % above 1.05 times the smoothed minimum, "
    "which lies before them.",
)


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs without the label are left out of the tables.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> loss = [0.9, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 20)]
    >>> run = Labelled.of("a", Curves.of(val_loss=loss), {"labels": {"overfits_loss": "yes"}})
    >>> methods = section(read([run]), rounds=0).tables[0]
    >>> [(row.key, row.cells["f1"].value) for row in methods.rows[:3]]
    [('lossacc', 1.0), ('final_ratio', 1.0), ('gap_ratio', 0.0)]
    """
    runs, said = [r.run for r in readings], [_all_methods(r) for r in readings]
    scored = select(runs, said, is_scored)
    three = select(runs, said_by(OURS, said), is_scored_in_three)
    ours = by_group(scored[0], said_by(OURS, scored[1]), detection, rounds)
    each = [Column(name, title, interval=False) for name, title in TITLES.items()]
    tables = [
        Table(
            "methods", "By method", (*RATES, MACRO), by_method(TITLES, *scored, detection, rounds)
        ),
        Table("groups", "By group", RATES, ours),
        Table("macro", "By group", (MACRO, STRICT), ours),
        Table("macro_methods", "Macro-F1 by group", each, by_group(*scored, _macro, rounds)),
        Table("three_classes", "Three classes", THREE, by_group(*three, three_classes, rounds)),
    ]
    compared = compare("macro-F1", TITLES, _macro(*scored), len(scored[0]), rounds)
    return Section("overfitting", "Overfitting", tables, compared, NOTES)


def _all_methods(reading: Reading) -> dict[str, Prediction]:
    plain = {name: baselines.predict(reading.run, name) for name in baselines.DETECTORS}
    return {OURS: predict(reading.run.curves, reading.report), **plain}


def _macro(
    runs: Sequence[Labelled], said: Sequence[Mapping[str, Prediction]]
) -> dict[str, Statistic]:
    return {name: detection(runs, said_by(name, said))["macro_f1"] for name in TITLES}
