from pathlib import Path

import pytest

from experiments.parsers import ParseError
from experiments.parsers.grouping import group
from experiments.parsers.settings_beside import find, read

SAMPLE = Path(__file__).parent.parent / "samples" / "settings_beside"
LIGHTNING = {path.name: path.read_bytes() for path in SAMPLE.iterdir()}
YOLO = b"epoch, train/box_loss, train/cls_loss, metrics/mAP50(B)\n1, 1, 2, 0.3\n"


def test_settings_become_parameters_and_the_table_is_read_as_ever():
    [run] = read(LIGHTNING)
    assert run.parameters == {"learning_rate": "0.01", "net.layers": "[64, 10]", "seed": "3"}
    assert run.curves.values("val_accuracy").tolist() == [0.312, 0.447, 0.508]
    assert run.curves.values("train_loss").tolist() == [2.104, 1.622, 1.318]


def test_yolos_arguments_stand_beside_its_results():
    [run] = read({"results.csv": YOLO, "args.yaml": b"lr0: 0.01\nepochs: 100\n"})
    assert run.parameters == {"lr0": "0.01", "epochs": "100"}
    assert run.curves.values("train_loss").tolist() == [3]


def test_settings_that_cannot_be_read_are_left_out_with_a_note():
    [run] = read(LIGHTNING | {"hparams.yaml": b"["})
    assert run.parameters == {}
    assert "The settings in hparams.yaml cannot be read" in run.notes[-1]


def test_a_table_that_is_no_log_is_refused_by_its_name():
    with pytest.raises(ParseError, match=r"metrics\.csv: No column is a metric"):
        read({"metrics.csv": b"name,age\nann,4\n", "hparams.yaml": b"lr: 0.1"})


def test_each_version_is_a_run_of_its_own_and_other_files_stay_files():
    paths = [f"logs/version_{n}/{name}" for n in (0, 1) for name in LIGHTNING]
    found = group([*paths, "logs/version_2/metrics.csv", "logs/version_0/notes.txt"])
    assert [one.name for one in found] == ["version_0", "version_1", "metrics.csv", "notes.txt"]
    assert find(["metrics.csv", "hparams.yaml"])[0].root == ""
