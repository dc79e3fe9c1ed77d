"""What people read: aligned, within 100 columns, dashes for what is not defined."""

import math

import pytest

from experiments.scoring.bootstrap import Estimate
from experiments.scoring.printing import number, section_text, sentence, table_text
from experiments.scoring.tables import Column, Comparison, Row, Section, Table

COLUMNS = (Column("f1", "F1"), Column("mean", "mean, %", "%", interval=False))


def table(*rows: Row) -> Table:
    return Table("methods", "By method", COLUMNS, rows)


def test_columns_are_aligned_and_intervals_stand_behind_their_number():
    cells = {"f1": Estimate(0.9, 0.85, 1.0), "mean": Estimate(12.108, 7.5, 16.9)}
    text = table_text(table(Row("a", "lossacc", 336, cells), Row("b", "plain rule", 336, cells)))
    assert text.splitlines() == [
        "By method   runs              F1  mean, %",
        "lossacc      336  0.900 [.850 1]    12.11",
        "plain rule   336  0.900 [.850 1]    12.11",
    ]


def test_columns_that_do_not_fit_stand_below():
    columns = [Column(str(i), f"column {i} {'x' * 15}") for i in range(6)]
    cells = {str(i): Estimate(i / 10) for i in range(6)}
    lines = table_text(Table("a", "By group", columns, [Row("all", "all", 9, cells)])).splitlines()
    assert max(map(len, lines)) <= 100
    assert [line.split() for line in lines if line.startswith("all")] == [
        ["all", "9", "0.000", "0.100", "0.200"],
        ["all", "9", "0.300", "0.400", "0.500"],
    ]


def test_what_is_not_defined_is_a_dash():
    cells = {"f1": Estimate(math.nan)}
    assert table_text(table(Row("a", "lossacc", 3, cells))).splitlines()[1].split() == [
        "lossacc",
        "3",
        "–",
        "–",
    ]


def test_a_section_without_runs_says_so():
    text = section_text(Section("health", "Health rules", [table()]))
    assert text.endswith("No run of this corpus is labelled for it.")


@pytest.mark.parametrize(
    ("difference", "end"),
    [
        (Estimate(0.03, 0.01, 0.05), "+0.030 [0.010, 0.050], better, shown."),
        (Estimate(-0.03, -0.05, 0.01), "-0.030 [-0.050, 0.010], inside the noise."),
        (Estimate(0.0, 0.0, 0.0), "+0.000 [0.000, 0.000], the same."),
        (Estimate(0.03), "+0.030, without an interval."),
    ],
)
def test_a_comparison_says_what_is_shown(difference, end):
    assert sentence(Comparison("F1", "x", difference)) == f"F1 less that of x: {end}"


def test_digits_fit_the_unit():
    assert [number(1.23456, unit) for unit in ("", "%", "epochs", "count")] == [
        "1.235",
        "1.23",
        "1.2",
        "1",
    ]
