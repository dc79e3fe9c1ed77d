import json

import pytest

from experiments.parsers import ParseError, read_log


def lines(*records: dict) -> bytes:
    return "\n".join(map(json.dumps, records)).encode()


def test_json_lines_may_differ_in_their_keys():
    data = lines({"epoch": 1, "loss": 1}, {"epoch": 1, "val_loss": 2}, {"epoch": 2, "loss": 0.5})
    [run] = read_log("log.json", data).runs
    assert [len(s.value) for s in run.series] == [2, 1]


def test_a_mode_tells_the_split_of_its_line():
    data = lines(
        {"mode": "train", "epoch": 1, "loss": 1}, {"mode": "val", "epoch": 1, "loss": 2, "acc": 0.5}
    )
    [run] = read_log("log.json", data).runs
    assert sorted(s.column for s in run.series) == ["train_loss", "val_accuracy", "val_loss"]


def test_time_stamps_are_kept_in_milliseconds():
    data = lines({"epoch": 1, "loss": 1, "timestamp": 1700000000.5})
    [run] = read_log("log.json", data).runs
    assert run.series[0].time.tolist() == [1700000000500]


def test_text_that_is_the_same_in_every_line_becomes_a_parameter():
    data = lines(
        {"epoch": 1, "loss": 1, "optimizer": "sgd"}, {"epoch": 2, "loss": 1, "optimizer": "sgd"}
    )
    [run] = read_log("log.json", data).runs
    assert run.parameters == {"optimizer": "sgd"}


def test_half_a_character_in_a_name_is_replaced():
    data = b'{"epoch": 1, "loss": 2, "a\\ud800b": 3, "smile \\ud83d\\ude00": 4}'
    [run] = read_log("log.json", data + b"\n" + data).runs
    assert [s.name for s in run.series] == ["loss", "a?b", "smile \N{GRINNING FACE}"]


def test_a_list_of_objects_inside_an_object_is_read():
    data = b'{"model": "cnn", "history": [{"epoch": 1, "loss": 2}, {"epoch": 2, "loss": 1}]}'
    [run] = read_log("log.json", data).runs
    assert run.curves.values("train_loss").tolist() == [2, 1]


def test_a_last_line_that_was_cut_off_is_left_out_and_named():
    data = lines({"epoch": 1, "loss": 1}, {"epoch": 2, "loss": 0.5}, {"epoch": 3, "loss": 0.25})
    [run] = read_log("log.json", data[:-5]).runs
    assert run.curves.values("train_loss").tolist() == [1, 0.5]
    assert any("Line 3" in note and "cut off" in note for note in run.notes)


@pytest.mark.parametrize("broken", [b'{"epoch": 1, "lo\n{"epoch": 2}\n', b'{"epoch": 1, "lo\n'])
def test_a_broken_line_that_others_follow_or_that_is_ended_is_refused_with_its_place(broken):
    with pytest.raises(ParseError) as refusal:
        read_log("log.json", b'{"epoch": 0, "loss": 1}\n' + broken)
    assert refusal.value.line == 2
    assert refusal.value.column


def test_the_log_of_mae_and_deit_has_test_accuracies_in_percent():
    data = lines(
        {"train_lr": 1e-3, "train_loss": 2.5, "test_loss": 1.5, "test_acc1": 35.75,
         "test_acc5": 67.5, "epoch": 0, "n_parameters": 85},
        {"train_lr": 1e-3, "train_loss": 2.0, "test_loss": 1.0, "test_acc1": 58.0,
         "test_acc5": 93.0, "epoch": 1, "n_parameters": 85},
    )  # fmt: skip
    [run] = read_log("log.txt", data).runs
    assert run.curves.epoch.tolist() == [0, 1]
    assert run.curves.values("train_loss").tolist() == [2.5, 2.0]
    assert run.curves.values("test_accuracy").tolist() == [0.3575, 0.58]


def test_lists_inside_a_record_are_left_out():
    data = lines({"epoch": 1, "loss": 1, "grads": [[1, 2], [3]], "note": None, "ok": True}) * 1
    [run] = read_log("log.json", data + b"\n" + data).runs
    assert "grads" not in [s.name for s in run.series]
    assert "loss" in [s.name for s in run.series]
