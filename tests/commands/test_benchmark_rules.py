"""`manage.py benchmark-rules`: scores for people, for programs and for the README."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from experiments.scoring.headline import HEAD, LINES
from tests.scoring.corpora import REAL, write_corpus

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture
def corpus(tmp_path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def benchmark(capsys, corpus):
    """Runs the command on the small corpus, or on another one; gives what it printed."""

    def run(*options: str, data: Path = corpus) -> str:
        call_command("benchmark-rules", "--data", str(data), "--rounds", "20", *options)
        return capsys.readouterr().out

    return run


def reject_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def strict(text: str) -> dict:
    return json.loads(text, parse_constant=reject_constant)


def change(corpus: Path, alter) -> None:
    for path in (corpus / "truth").glob("*.json"):
        truth = json.loads(path.read_text())
        alter(truth)
        path.write_text(json.dumps(truth))


def test_clear_runs_are_all_scored_as_right(benchmark):
    found = strict(benchmark("--json"))
    assert (found["runs"], found["rounds"]) == (8, 20)
    assert found["labels"] == {"no": 4, "yes": 2, "borderline": 2}
    ours = found["sections"]["overfitting"]["tables"]["methods"]["rows"]["lossacc"]
    assert ours["runs"] == 6
    assert ours["macro_f1"] == {"value": 1.0, "low": 1.0, "high": 1.0}


def test_plain_rules_stand_beside_in_the_same_run(benchmark):
    sections = strict(benchmark("--json"))["sections"]
    rows = sections["overfitting"]["tables"]["methods"]["rows"]
    assert set(rows) == {
        "lossacc", "final_ratio", "gap_ratio", "patience_10", "mann_kendall", "label_rule",
    }  # fmt: skip
    # Level runs end far above their training loss too: the gap rule cries wolf.
    assert rows["gap_ratio"]["precision"]["value"] == pytest.approx(1 / 2)
    compared = {c["other"]: c for c in sections["overfitting"]["comparisons"]}
    assert compared["gap ratio"]["conclusion"] == "better"
    assert compared["gap ratio"]["difference"]["value"] > 0.3


def test_every_question_is_scored_by_group(benchmark):
    sections = strict(benchmark("--json"))["sections"]
    for key, table in (
        ("overfitting", "macro"),
        ("overfitting", "three_classes"),
        ("checkpoint", "groups"),
        ("disagreement", "kinds_groups"),
        ("health", "mean"),
    ):
        rows = sections[key]["tables"][table]["rows"]
        assert {"all", "to_20_epochs", "n_val_below_200", "n_val_from_1000"} <= set(rows)


def test_people_read_tables_of_at_most_100_columns(benchmark):
    text = benchmark()
    assert text.startswith("8 runs (no 4, borderline 2, yes 2)")
    for title in ("Overfitting", "The epoch to keep", "Health rules"):
        assert f"\n{title}\n{'=' * len(title)}\n" in text
    assert [line for line in text.splitlines() if len(line) > 100] == []


def test_the_same_corpus_gives_the_same_numbers(benchmark):
    assert benchmark("--json") == benchmark("--json")


def test_cross_validation_adds_a_section(benchmark):
    tables = strict(benchmark("--json", "--cross-validate"))["sections"]["tuning"]["tables"]
    assert tables["scores"]["rows"]["plain_ratio"]["cross_validated"]["value"] == 1.0
    assert "tuning" not in strict(benchmark("--json"))["sections"]


def test_labels_that_a_corpus_lacks_leave_their_section_empty(benchmark, corpus):
    def only_overfitting(truth: dict) -> None:
        truth["labels"] = {"overfits_loss": truth["labels"]["overfits_loss"]}
        del truth["config"], truth["n_val"]

    change(corpus, only_overfitting)
    text = benchmark()
    assert text.count("No run of this corpus is labelled for it.") >= 2
    assert "–" in benchmark("--markdown")
    found = strict(benchmark("--json"))["sections"]["overfitting"]["tables"]["macro"]["rows"]
    assert set(found) == {"all", "to_20_epochs", "21_to_50_epochs", "over_50_epochs"}


def test_labels_that_are_not_scored_at_all_are_no_error(benchmark, corpus):
    change(corpus, lambda truth: truth["labels"].update(overfits_loss="diverged"))
    assert benchmark().startswith("8 runs (diverged 8)")


def test_cross_validation_without_families_says_what_is_missing(benchmark, corpus):
    change(corpus, lambda truth: truth.pop("config"))
    with pytest.raises(CommandError, match="runs of at least two families"):
        benchmark("--cross-validate")


def test_a_folder_that_is_no_corpus_is_told_with_the_layout_that_is_needed(tmp_path):
    with pytest.raises(CommandError, match=r"A corpus is a folder with truth/<run>.json") as caught:
        call_command("benchmark-rules", "--data", str(tmp_path))
    assert "--data names another" in str(caught.value)
    assert caught.value.returncode == 2


@pytest.mark.parametrize("rounds", ["-1", "many", "1.5", "20001"])
def test_rounds_are_a_whole_number(corpus, rounds):
    with pytest.raises(CommandError, match="a whole number from 0 to 20000 is needed"):
        call_command("benchmark-rules", "--data", str(corpus), f"--rounds={rounds}")


def test_the_table_of_the_readme_has_the_rows_that_the_command_prints(benchmark):
    printed = [cells(line) for line in benchmark("--markdown").splitlines()]
    stated = [cells(line) for line in README.read_text().splitlines()]
    start = stated.index(list(HEAD))
    table = stated[start : start + len(LINES) + 2]
    assert [row[:2] for row in table] == [row[:2] for row in printed]
    assert all(re.fullmatch(r"\d+\.\d+", row[2]) for row in table[2:])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.skipif(not REAL.is_dir(), reason="the labelled corpus is not beside the checkout")
def test_the_labelled_corpus_is_scored(capsys):
    call_command("benchmark-rules", "--rounds", "5", "--json")
    found = strict(capsys.readouterr().out)
    rows = found["sections"]["overfitting"]["tables"]["methods"]["rows"]
    assert rows["lossacc"]["runs"] == found["labels"]["yes"] + found["labels"]["no"]
    # Facts about the corpus and the plain rules, known before.
    assert round(rows["gap_ratio"]["macro_f1"]["value"], 3) == 0.676
    assert round(rows["patience_10"]["macro_f1"]["value"], 3) == 0.752
    assert round(rows["label_rule"]["macro_f1"]["value"], 3) == 0.980
    assert rows["lossacc"]["macro_f1"]["value"] > rows["final_ratio"]["macro_f1"]["value"]
