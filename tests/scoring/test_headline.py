"""The table of the README: where its numbers come from, and what is left open."""

from experiments.scoring.benchmark import Benchmark
from experiments.scoring.bootstrap import Estimate
from experiments.scoring.grids import TUNABLES
from experiments.scoring.headline import LINES, as_markdown
from experiments.scoring.health import REGIME_OF
from experiments.scoring.tables import Column, Row, Section, Table

VALUE = Column("f1", "F1")


def section(key: str, table: str, rows: dict[str, dict[str, Estimate]]) -> Section:
    listed = [Row(row, row, 9, cells) for row, cells in rows.items()]
    return Section(key, key, [Table(table, table, [VALUE], listed)])


def benchmark(*sections: Section) -> Benchmark:
    return Benchmark("1.1", 9, {"yes": 9}, 100, sections)


def printed(*sections: Section) -> dict[str, list[str]]:
    rows = (line.strip("| ").split("|") for line in as_markdown(benchmark(*sections)).splitlines())
    return {question.strip(): [cell.strip() for cell in cells] for question, *cells in rows}


def test_a_number_stands_with_its_interval_beside_the_plain_rule():
    cells = {"lossacc": Estimate(0.98, 0.96, 0.99), "label_rule": Estimate(0.97)}
    row = printed(section("overfitting", "macro_methods", {"all": cells}))["Does it overfit?"]
    assert row == ["macro-F1", "0.980", "0.960 to 0.990", "–", "label rule 0.970"]


def test_what_was_not_scored_is_a_dash():
    rows = printed()
    assert len(rows) == len(LINES) + 2
    assert rows["Does it oscillate?"][:4] == ["F1", "–", "–", "–"]


def test_the_mean_of_the_six_is_that_of_their_cross_validated_scores():
    rules = {rule: {"f1": Estimate(0.9)} for rule in REGIME_OF}
    tuned = [
        section("tuning", rule, {"f1": {"cross_validated": Estimate(0.6)}})
        for rule in REGIME_OF
        if rule != "numeric_divergence"
    ]
    rows = printed(
        section("health", "rules", rules), Section("tuning", "", [s.tables[0] for s in tuned])
    )
    assert rows["Does it oscillate?"][3] == "0.600"
    assert rows["Does it diverge?"][3] == "0.900"
    assert rows["The six below, mean"][3] == "0.650"


def test_every_rule_that_is_tuned_in_the_table_has_a_grid():
    wanted = {line.tuned[1] for line in LINES if line.tuned and line.tuned[0] == "tuning"}
    assert wanted - {tunable.name for tunable in TUNABLES} == set()
