"""`manage.py diagnose`: what it prints, its strict JSON, and how it ends."""

import io
import json
import math
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from experiments.analysis import RULES

SAMPLES = Path(__file__).parent.parent / "samples"
LABELS = {
    "healthy", "overfits", "disagrees", "miscalibrated", "diverged", "never_learns", "oscillates",
    "plateau", "still_improving", "suspicious", "cannot_tell",
}  # fmt: skip


@pytest.fixture
def diagnose(capsys):
    """Runs the command; its exit status, standard output and standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = 0
        try:
            call_command("diagnose", *map(str, arguments))
        except SystemExit as end:
            status = end.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def overfitting(tmp_path) -> Path:
    """Validation loss lowest at epoch 6 of 0 to 29, then rising for good."""
    rows = ["epoch,loss,val_loss"]
    for epoch in range(30):
        train = 1.2 * math.exp(-epoch / 4) + 0.02
        val = 1.2 * math.exp(-epoch / 2) + 0.4 + 0.03 * max(0, epoch - 6)
        rows.append(f"{epoch},{train:.5f},{val:.5f}")
    path = tmp_path / "overfit.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def reject_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def strict(line: str) -> dict:
    return json.loads(line, parse_constant=reject_constant)


def test_each_run_of_each_file_is_one_line_of_json(diagnose, tmp_path):
    twice = write(tmp_path, "two.csv", "epoch,loss,val_loss\n0,1,1\n1,0.5,0.6\n0,1,1\n1,0.4,0.5\n")
    status, out, err = diagnose(twice, SAMPLES / "keras_csv.log", "--json")
    lines = [strict(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(line["path"], line["run"]) for line in lines] == [
        (str(twice), "run 1"),
        (str(twice), "run 2"),
        (str(SAMPLES / "keras_csv.log"), ""),
    ]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_the_json_has_every_key_and_every_rule(diagnose, path):
    status, out, _ = diagnose(path, "--json")
    # Of a file with several runs, the first.
    line = strict(out.splitlines()[0])
    assert status == 0
    assert line["format"] == path.stem
    assert line["verdict"]["label"] in LABELS
    assert line["verdict"]["sentence"]
    assert set(line["keep"]) == {"by_loss", "by_accuracy"}
    assert set(line["stop_advice"]) == {
        "action", "headline", "sentence", "best_epoch", "best_loss", "epochs_since_best", "risk",
        "missed_pct", "cost_pct",
    }  # fmt: skip
    assert {finding["rule"] for finding in line["findings"]} == {rule.name for rule in RULES}
    assert all(
        set(finding)
        == {
            "rule", "verdict", "severity", "split", "first_epoch", "last_epoch", "evidence",
            "sentence", "advice",
        }
        for finding in line["findings"]
    )  # fmt: skip


def test_each_log_of_a_folder_is_read_and_what_is_none_is_told(diagnose, tmp_path, overfitting):
    folder = tmp_path / "runs"
    (folder / "a").mkdir(parents=True)
    overfitting.rename(folder / "a" / "log.csv")
    write(folder, "notes.txt", "All went well.")
    status, out, err = diagnose(folder, "--json")
    assert status == 1
    read, refused = sorted(map(strict, out.splitlines()), key=lambda line: line["path"])
    assert read["path"] == str(folder / "a" / "log.csv")
    assert err.strip() == f"{refused['path']}: {refused['error']}"
    assert err.startswith(f"{folder / 'notes.txt'}: notes.txt holds text")


def test_a_loss_that_rose_for_long_is_advised_to_stop(diagnose, tmp_path):
    rows = [f"{epoch},{0.5 + abs(epoch - 8) / 20}" for epoch in range(30)]
    path = write(tmp_path, "log.csv", "\n".join(["epoch,val_loss", *rows, ""]))
    advice = strict(diagnose(path, "--json")[1])["stop_advice"]
    assert (advice["action"], advice["best_epoch"], advice["epochs_since_best"]) == ("stop", 8, 21)
    assert 0 < advice["risk"] < 0.2


def test_metrics_have_last_and_best_with_their_epochs(diagnose, tmp_path):
    path = write(
        tmp_path,
        "log.csv",
        "epoch,loss,val_acc,lr\n3,0.9,50.0,0.1\n4,0.5,80.5,0.1\n5,0.7,70.0,0.01\n",
    )
    line = strict(diagnose(path, "--json")[1])
    assert (line["epochs"], line["n_points"]) == (3, 9)
    assert line["metrics"]["train_loss"] == {
        "last": 0.7,
        "last_epoch": 5,
        "best": 0.5,
        "best_epoch": 4,
    }
    assert line["metrics"]["val_accuracy"]["best"] == 0.805
    assert line["metrics"]["lr"] == {
        "last": 0.01,
        "last_epoch": 5,
        "best": None,
        "best_epoch": None,
    }


def test_numbers_that_are_not_finite_are_null_and_their_epochs_listed(diagnose, tmp_path):
    path = write(
        tmp_path, "log.csv", "epoch,loss,val_loss,lr\n0,1,1,nan\n1,inf,nan,1\n2,nan,0.5,1\n"
    )
    line = strict(diagnose(path, "--json")[1])
    assert line["metrics"]["train_loss"]["last"] is None
    assert line["non_finite"] == {"train_loss": [1, 2], "val_loss": [1], "lr": [0]}


def test_steps_stand_for_epochs_where_the_log_has_none(diagnose, tmp_path):
    path = write(tmp_path, "log.csv", "iter,train_loss\n0,9\n500,4\n1000,5\n")
    line = strict(diagnose(path, "--json")[1])
    assert line["epochs"] == 3
    assert line["metrics"]["train_loss"]["best_epoch"] == 500


def test_epochs_are_counted_where_no_metric_is_a_loss_or_an_accuracy(diagnose, tmp_path):
    path = write(tmp_path, "log.csv", "epoch,train/box_loss\n1,3\n2,2\n3,1\n")
    assert strict(diagnose(path, "--json")[1])["epochs"] == 3


def test_people_read_the_verdict_first(diagnose, overfitting):
    status, out, _ = diagnose(overfitting)
    heading, blank, verdict, *_ = out.splitlines()
    assert status == 0
    assert heading.endswith("· Keras CSVLogger · 30 epochs")
    assert blank == ""
    assert verdict.startswith("  Overfits from epoch 6")
    assert "Lowest loss at epoch 6" in out
    assert "overfitting (" in out


def test_onset_and_checkpoint_of_overfitting_are_the_epoch_of_lowest_loss(diagnose, overfitting):
    line = strict(diagnose(overfitting, "--json")[1])
    [finding] = [f for f in line["findings"] if f["rule"] == "overfitting"]
    assert (finding["verdict"], finding["first_epoch"], finding["last_epoch"]) == ("yes", 6, 29)
    assert line["keep"]["by_loss"] == 6


def test_facts_from_options_reach_the_rules(diagnose, tmp_path):
    path = write(tmp_path, "final.json", '{"eval_loss": 0.0997, "eval_accuracy": 0.985}')
    unknown = strict(diagnose(path, "--json")[1])
    options = ("--classes", "10", "--n-val", "10000", "--loss-kind", "mean_cross_entropy")
    known = strict(diagnose(path, "--json", *options)[1])

    def verdict(line: dict) -> str:
        return next(f["verdict"] for f in line["findings"] if f["rule"] == "miscalibrated")

    assert (verdict(unknown), verdict(known)) == ("inconclusive", "no")


def test_facts_from_parameters_fill_what_options_leave_open(diagnose, tmp_path):
    state = {
        "log_history": [{"eval_loss": 0.0997, "eval_accuracy": 0.985, "epoch": 1, "step": 9}],
        "num_labels": 10,
        "n_val": 10000,
        "loss_kind": "mean_cross_entropy",
    }
    line = strict(diagnose(write(tmp_path, "state.json", json.dumps(state)), "--json")[1])
    assert [f["verdict"] for f in line["findings"] if f["rule"] == "miscalibrated"] == ["no"]


def test_what_cannot_be_read_is_one_line_each_and_status_1(diagnose, tmp_path, overfitting):
    empty = write(tmp_path, "empty.csv", "")
    ragged = write(tmp_path, "ragged.csv", "epoch,loss\n1,2,3\n")
    status, out, err = diagnose(empty, ragged, tmp_path / "none.csv", overfitting)
    complaints = err.splitlines()
    assert status == 1
    assert len(complaints) == 3
    assert complaints[0].startswith(f"{empty}: empty.csv is empty.")
    assert complaints[1].startswith(f"{ragged}: line 2, column 3: ")
    assert complaints[2] == f"{tmp_path / 'none.csv'}: No such file or directory."
    assert "Overfits" in out


def test_fail_on_gives_status_3_only_where_the_rule_says_yes(diagnose, overfitting):
    assert diagnose(overfitting, "--fail-on", "overfitting")[0] == 3
    assert diagnose(overfitting, "--fail-on", "numeric_divergence")[0] == 0
    assert (
        diagnose(overfitting, "--fail-on", "numeric_divergence", "--fail-on", "overfitting")[0] == 3
    )


def test_status_1_wins_over_3(diagnose, overfitting, tmp_path):
    assert diagnose(overfitting, tmp_path / "none", "--fail-on", "overfitting")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fail-on", "overfiting"], "there is no rule “overfiting”; the rules are"),
        (["--classes", "1"], "number of classes must be at least 2, not 1"),
        (["--majority", "1.5"], "majority share"),
        (["--loss-kind", "hinge"], "kind of loss must be one of"),
    ],
)
def test_wrong_use_is_status_2_and_says_what_is_right(overfitting, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as caught:
        call_command("diagnose", str(overfitting), *arguments)
    assert caught.value.returncode == 2


def test_a_dash_reads_standard_input(diagnose, monkeypatch, overfitting):
    class Input:
        buffer = io.BytesIO(overfitting.read_bytes())

    monkeypatch.setattr("sys.stdin", Input)
    line = strict(diagnose("-", "--json")[1])
    assert (line["path"], line["verdict"]["label"]) == ("-", "overfits")


def test_questions_that_only_lack_epochs_are_one_line_of_the_text(diagnose, tmp_path):
    path = write(tmp_path, "short.csv", "epoch,val_loss,val_acc\n1,0.9,0.5\n2,0.8,0.6\n")
    _, out, _ = diagnose(path)
    text = " ".join(out.split())
    assert "questions need more epochs, 3 to 10; the validation curve has 2. (never_learns," in text
    assert "too few; 8 are needed" not in text


def test_a_borderline_no_is_told_apart(diagnose, tmp_path):
    losses = [0.9, 0.7, 0.55, 0.45, 0.4, *(0.38 + 0.0005 * n for n in range(20))]
    rows = "".join(f"{epoch},{loss}\n" for epoch, loss in enumerate(losses, 1))
    path = write(tmp_path, "slight.csv", f"epoch,val_loss\n{rows}")
    code, out, _ = diagnose(path, "--json")
    [slight] = [f for f in strict(out.strip())["findings"] if f["rule"] == "overfitting"]
    assert (code, slight["verdict"], slight["severity"]) == (0, "no", "note")
    text = diagnose(path)[1]
    assert "Borderline, not found\n    overfitting:" in text
