"""`manage.py diagnose --predictions`: its strict JSON, its text, and how it ends."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from experiments.predictions.measure import measure
from experiments.predictions.readers import read_predictions
from tests.predictions.files import CLASSES, csv_file, npz_file, scores, two_candidates

KEYS = [
    "path", "n", "classes", "log_loss", "accuracy", "accuracy_interval", "brier", "ece",
    "mean_confidence", "temperature", "temperature_ml", "log_loss_after", "ece_after",
    "balanced_accuracy", "macro_f1", "majority_baseline", "loss_share_wrong",
    "top_1pct_loss_share", "confidence", "sentence",
]  # fmt: skip
Printed = tuple[int, str, str]


@pytest.fixture
def diagnose(capsys) -> Callable[..., Printed]:
    """Runs the command; its exit status, standard output and standard error."""

    def run(*arguments: str | Path) -> Printed:
        status = 0
        try:
            call_command("diagnose", "--predictions", *map(str, arguments))
        except SystemExit as end:
            status = end.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "val.csv"
    path.write_bytes(csv_file().read())
    return path


@pytest.fixture
def arrays(tmp_path) -> tuple[Path, Path]:
    """Labels and probabilities, each in a file of its own."""
    paths = tmp_path / "y_true.npy", tmp_path / "probs.npy"
    for path, array in zip(paths, scores(), strict=True):
        np.save(path, array)
    return paths


def test_the_json_has_these_keys_and_the_numbers_of_the_report(diagnose, file, tmp_path):
    status, out, err = diagnose(file, "--json")
    line = json.loads(out)
    report = measure(read_predictions(file.name, file, tmp_path).scores)
    assert (status, err, list(line)) == (0, "", KEYS)
    assert (line["path"], line["n"], line["classes"]) == (str(file), 60, 3)
    assert line["log_loss"] == report.log_loss
    assert line["accuracy_interval"] == list(report.accuracy_interval)
    assert line["temperature"] == report.temperature.advised
    assert line["temperature_ml"] == report.temperature.ml
    assert (line["log_loss_after"], line["ece_after"]) == (
        report.after.log_loss,
        report.after.ece,
    )
    assert (line["brier"], line["ece"]) == (report.before.brier, report.before.ece)
    assert line["top_1pct_loss_share"] == report.concentration.top_1pct_loss_share
    assert (line["confidence"], line["sentence"]) == (report.confidence, report.words.sentence)


def test_no_database_is_needed(diagnose, file):
    assert diagnose(file)[0] == 0


def test_people_read_the_sentence_first_then_numbers_classes_samples_and_code(diagnose, file):
    status, out, _ = diagnose(file)
    heading, blank, sentence, *_ = out.splitlines()
    assert status == 0
    assert heading.endswith("60 samples, 3 classes, probabilities")
    assert blank == ""
    assert "carry" in sentence
    titles = ["Numbers", "Classes", "Hardest samples", "The temperature as code"]
    places = [out.index(f"\n  {title}\n") for title in titles]
    assert places == sorted(places)
    assert all(f"\n    {name} " in out for name in CLASSES)
    assert out.count("    temperature = ") == 1


def test_the_numbers_say_cannot_tell_where_the_sentence_does(diagnose, tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("label,prob_a,prob_b\n" + "a,0.9,0.1\n" * 4 + "b,0.9,0.1\n")
    _, out, _ = diagnose(path)
    told = " ".join(out.split())
    assert "Cannot tell whether it is over- or under-confident with 5 samples" in told
    assert "90 %, cannot tell whether over- or under-confident" in told
    guess = json.loads(diagnose(path, "--json")[1])["confidence"]
    assert f"{guess}-confident is likelier" in told


def test_the_columns_of_the_tables_stand_under_each_other(diagnose, file):
    lines = diagnose(file)[1].splitlines()
    start = lines.index("  Classes")
    assert len({len(line) for line in lines[start + 1 : start + 5]}) == 1


def test_of_many_classes_those_are_shown_that_carry_most_of_the_loss(diagnose, tmp_path):
    chance = np.random.default_rng(0)
    path = tmp_path / "many.npz"
    np.savez(path, labels=chance.integers(0, 100, 900), logits=chance.normal(size=(900, 100)))
    assert "The 20 classes of 100 that carry most of the loss" in diagnose(path)[1]


def test_several_files_are_several_lines(diagnose, file):
    out = diagnose(file, file, "--json")[1]
    assert [json.loads(line)["n"] for line in out.splitlines()] == [60, 60]


def test_labels_may_come_in_a_second_file(diagnose, arrays, file):
    labels, probabilities = arrays
    apart = json.loads(diagnose(probabilities, "--labels", labels, "--json")[1])
    together = json.loads(diagnose(file, "--json")[1])
    assert apart["path"] == str(probabilities)
    assert apart["log_loss"] == pytest.approx(together["log_loss"], abs=1e-6)


@pytest.mark.parametrize("header", ["", "label\n"])
def test_labels_may_come_as_one_column_of_text(diagnose, arrays, tmp_path, header):
    labels, probabilities = arrays
    text = tmp_path / "labels.csv"
    text.write_text(header + "".join(f"{label}\n" for label in np.load(labels)))
    status, out, err = diagnose(probabilities, "--labels", text, "--json")
    assert (status, err) == (0, "")
    want = json.loads(diagnose(probabilities, "--labels", labels, "--json")[1])
    assert json.loads(out) == want


def test_arrays_are_chosen_by_name_and_named_where_several_would_do(diagnose, tmp_path):
    path = tmp_path / "two.npz"
    path.write_bytes(two_candidates().read())
    status, out, err = diagnose(path)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith(f"{path}: ")
    assert "probs_first" in err
    assert "probs_second" in err
    chosen = [
        json.loads(diagnose(path, "--labels", "labels", "--probabilities", name, "--json")[1])
        for name in ("probs_first", "probs_second")
    ]
    assert chosen[0]["accuracy"] > chosen[1]["accuracy"]


def test_logits_are_chosen_by_name(diagnose, tmp_path):
    labels, values = scores()
    path = tmp_path / "val.npz"
    path.write_bytes(npz_file(y=labels, first=np.log(values) + 3, second=values).read())
    logits = json.loads(diagnose(path, "--labels", "y", "--logits", "first", "--json")[1])
    shares = json.loads(diagnose(path, "--labels", "y", "--probabilities", "second", "--json")[1])
    assert logits["log_loss"] == pytest.approx(shares["log_loss"], abs=1e-9)


def test_names_of_the_samples_are_chosen_by_name(diagnose, tmp_path):
    labels, values = scores(5)
    own = [f"photo {i}" for i in range(5)]
    path = tmp_path / "val.npz"
    np.savez(path, y_true=labels, probs=values, id=np.arange(5), shown=own)
    assert "photo" not in diagnose(path)[1]
    assert "photo 3" in diagnose(path, "--ids", "shown")[1]
    assert "“missing”" in diagnose(path, "--ids", "missing")[2]


def test_what_cannot_be_read_is_one_line_each_and_the_others_are_read(diagnose, tmp_path, file):
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    objects = tmp_path / "objects.npy"
    np.save(objects, np.array([{}], dtype=object), allow_pickle=True)
    status, out, err = diagnose(empty, objects, tmp_path / "none.csv", tmp_path, file, "--json")
    assert status == 1
    assert [line.split(": ")[0] for line in err.splitlines()] == [
        str(empty), str(objects), str(tmp_path / "none.csv"), str(tmp_path),
    ]  # fmt: skip
    assert "No such file or directory." in err
    *refused, read = [json.loads(line) for line in out.splitlines()]
    assert [f"{line['path']}: {line['error']}" for line in refused] == err.splitlines()
    assert read["n"] == 60


def test_a_dash_reads_standard_input(diagnose, monkeypatch, file):
    class Input:
        buffer = io.BytesIO(file.read_bytes())

    monkeypatch.setattr("sys.stdin", Input)
    assert json.loads(diagnose("-", "--json")[1])["path"] == "-"


def test_nothing_is_left_in_the_temporary_folder(diagnose, arrays, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    diagnose(arrays[1], "--labels", arrays[0])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--predictions", "--classes", "3"], "--classes is for logs, not for predictions"),
        (["--predictions", "--fail-on", "overfitting"], "--fail-on is for logs"),
        (["--labels", "y"], "--labels is for --predictions only"),
        (["--logits", "z"], "--logits is for --predictions only"),
    ],
)
def test_options_of_the_other_kind_are_wrong_use(file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as caught:
        call_command("diagnose", str(file), *arguments)
    assert caught.value.returncode == 2
