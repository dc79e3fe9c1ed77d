"""W&B's run folders."""

import json

import pytest

from experiments.parsers import ParseError, read_folder
from experiments.parsers.grouping import without_litter
from experiments.parsers.wandb_folder import find
from tests.parsers.wandb_files import history, run, wandb_log

SUMMARY = json.dumps({"val_loss": 0.25, "epoch": 9, "_step": 9, "_runtime": 5}).encode()
OUTPUT = b"Epoch 1: train loss=0.9, val loss=0.8\nEpoch 2: train loss=0.5, val loss=0.6\n"
CONFIG = b"wandb_version: 1\n_wandb:\n  value: {t: 1}\nlr:\n  desc: null\n  value: 0.1\n"
LOG = wandb_log(run("small", lr=0.5), history(0, val_loss=0.9), history(1, val_loss=0.5))


def read(files: dict[str, bytes]):
    [parsed] = read_folder("wandb_folder", files).runs
    return parsed


def values(parsed) -> list[float]:
    return parsed.curves.values("val_loss").tolist()


@pytest.mark.parametrize(
    "own",
    [
        ["run-1/files/wandb-summary.json", "run-1/files/config.yaml"],
        ["run-1/files/output.log", "run-1/logs/debug.log", "run-1/run-ab.wandb"],
        ["a/wandb-summary.json", "a/output.log", "a/config.yaml"],
        ["a/wandb-summary.json", "a/media/images/x.png", "a/requirements.txt"],
    ],
)
def test_the_files_of_a_run_are_claimed(own):
    others = ["notes/config.yaml", "other/output.log", "run-2/results.csv"]
    assert [folder.paths for folder in find([*own, *others])] == [tuple(own)]


def test_each_run_is_a_folder_of_its_own():
    paths = [f"wandb/run-{n}/{p}" for n in "12" for p in ("run-a.wandb", "files/output.log")]
    assert [folder.root for folder in find(paths)] == ["wandb/run-1", "wandb/run-2"]


@pytest.mark.parametrize("path", ["run-1/run-ab.wandb", "run-1/files/wandb-summary.json"])
def test_a_file_by_itself_is_no_folder(path):
    assert find([path]) == []


def test_what_a_run_saved_itself_is_read_by_itself():
    paths = ["r/run-ab.wandb", "r/files/output.log", "r/files/results.csv"]
    assert find(paths)[0].paths == tuple(paths[:2])


def test_what_w_and_b_keeps_beside_its_runs_is_no_log():
    assert without_litter(["wandb/debug.log", "wandb/debug-internal.log", "wandb/settings"]) == []


def test_the_history_of_the_log_comes_first():
    parsed = read({"run-ab.wandb": LOG, "files/wandb-summary.json": SUMMARY, "output.log": OUTPUT})
    assert (parsed.name, values(parsed)) == ("small", [0.9, 0.5])
    assert parsed.summary == {"epoch": 9}


def test_the_history_may_be_json_lines_as_older_clients_kept_it():
    rows = b'{"val_loss": 0.9, "_step": 0}\n{"val_loss": 0.5, "_step": 1}\n'
    assert values(read({"wandb-history.jsonl": rows, "wandb-summary.json": SUMMARY})) == [0.9, 0.5]


def test_without_a_history_the_console_output_is_read_and_told():
    parsed = read({"files/wandb-summary.json": SUMMARY, "files/output.log": OUTPUT})
    assert values(parsed) == [0.8, 0.6]
    assert parsed.summary == {"val_loss": 0.25, "epoch": 9}
    assert "the console output was read" in parsed.notes[0]


def test_without_epochs_in_the_output_the_closing_values_are_one_point():
    parsed = read({"wandb-summary.json": SUMMARY, "output.log": b"Training.\nDone.\n"})
    assert (parsed.curves.epoch.tolist(), values(parsed)) == ([9], [0.25])
    assert any("final values only" in note for note in parsed.notes)


def test_the_settings_are_parameters_without_those_of_w_and_b():
    parsed = read({"wandb-summary.json": SUMMARY, "config.yaml": CONFIG})
    assert parsed.parameters == {"lr": "0.1"}


@pytest.mark.parametrize("config", [b"{", b"a: &x [1]\nb: *x\n", b"\xff\xfe\x00"])
def test_broken_settings_are_left_out_and_told(config):
    parsed = read({"wandb-summary.json": SUMMARY, "config.yaml": config})
    assert parsed.parameters == {}
    assert any("config.yaml cannot be read" in note for note in parsed.notes)


def test_settings_of_the_log_stand_in_for_the_missing_file():
    assert read({"run-ab.wandb": LOG}).parameters == {"lr": "0.5"}


def test_a_broken_summary_is_left_out_and_told():
    parsed = read({"run-ab.wandb": LOG, "files/wandb-summary.json": b"{"})
    assert values(parsed) == [0.9, 0.5]
    assert any("files/wandb-summary.json" in note for note in parsed.notes)


def test_output_that_is_no_text_is_left_out_and_told():
    parsed = read({"wandb-summary.json": SUMMARY, "output.log": b"\0\1\2"})
    assert values(parsed) == [0.25]
    assert any("output.log was left out" in note for note in parsed.notes)


def test_a_damaged_log_is_refused_with_its_file():
    damaged = LOG[:-1] + bytes([LOG[-1] ^ 1])
    with pytest.raises(ParseError, match=r"run-ab\.wandb: The log is damaged"):
        read({"run-ab.wandb": damaged})


def test_a_folder_without_values_is_refused_in_a_sentence():
    with pytest.raises(ParseError, match="No metric was logged"):
        read({"wandb-summary.json": b'{"_step": 0}', "config.yaml": CONFIG})
