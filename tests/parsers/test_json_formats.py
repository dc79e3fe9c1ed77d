"""Keras histories, trainer states, JSON lines and final values."""

import json

import pytest

from experiments.parsers import ParseError, read_log


def log_of(value: object):
    return read_log("log.json", json.dumps(value).encode())


def only_run(value: object):
    [run] = log_of(value).runs
    return run


def test_a_history_of_lists_counts_epochs_from_one():
    run = only_run({"loss": [0.9, 0.5], "val_loss": [1.0, 0.7]})
    assert run.curves.epoch.tolist() == [1, 2]


def test_a_history_beside_params_and_epochs_keeps_both():
    run = only_run(
        {"history": {"loss": [0.9, 0.5]}, "epoch": [0, 1], "params": {"epochs": 2, "verbose": 1}}
    )
    assert run.curves.epoch.tolist() == [0, 1]
    assert run.parameters == {"epochs": "2", "verbose": "1"}


def test_a_shorter_list_is_spread_as_validation_freq_does():
    run = only_run({"loss": [4, 3, 2, 1], "val_loss": [5, 4]})
    assert run.series[1].epoch.tolist() == [2, 4]
    assert any("every 2 epochs" in note for note in run.notes)


def test_a_list_cut_short_is_read_from_the_first_epoch():
    run = only_run({"loss": [4, 3, 2], "val_loss": [5, 4]})
    assert run.series[1].epoch.tolist() == [1, 2]


def test_a_text_in_a_list_is_refused_with_its_entry():
    with pytest.raises(ParseError, match="Entry 2: “bad” in column “loss”"):
        log_of({"loss": [0.9, "bad", 0.4]})


def test_null_was_not_logged_and_nan_was():
    [run] = read_log("h.json", b'{"loss": [0.9, null, NaN, Infinity]}').runs
    assert run.series[0].epoch.tolist() == [1, 3, 4]
    assert run.curves.non_finite == {"train_loss": (3.0, 4.0)}


HISTORY = [
    {"loss": 2.5, "learning_rate": 5e-5, "epoch": 0.5, "step": 50},
    {"loss": 2.0, "learning_rate": 4e-5, "epoch": 1.0, "step": 100},
    {"eval_loss": 2.1, "eval_accuracy": 0.4, "epoch": 1.0, "step": 100},
]
CLOSING = {"train_runtime": 9.5, "train_loss": 2.25, "epoch": 1.0, "step": 100}


def test_the_closing_row_of_a_trainer_state_is_no_epoch():
    run = only_run({"log_history": [*HISTORY, CLOSING], "num_train_epochs": 1})
    assert run.summary == CLOSING
    assert "train_loss" not in [s.name for s in run.series]
    assert run.parameters == {"num_train_epochs": "1"}


def test_a_bare_log_history_is_read_too():
    assert log_of(HISTORY).format == "hf_trainer_state"


def test_a_trainer_state_without_logged_values_says_what_to_change():
    with pytest.raises(ParseError, match="logging_steps"):
        log_of({"log_history": [CLOSING]})


def test_of_several_validation_sets_the_first_is_read():
    entries = [
        {"eval_a_loss": 1.0, "eval_a_accuracy": 0.5, "epoch": 1, "step": 1},
        {"eval_b_loss": 2.0, "epoch": 1, "step": 1},
    ]
    run = only_run({"log_history": entries})
    assert {s.column: s.name for s in run.series if s.column} == {
        "val_loss": "eval_a_loss",
        "val_accuracy": "eval_a_accuracy",
    }


def test_an_entry_that_is_no_object_is_refused():
    with pytest.raises(ParseError, match="Entry 2"):
        log_of({"log_history": [HISTORY[0], 3]})


def test_final_values_are_a_run_of_one_point_without_the_run_average():
    values = {"epoch": 3.0, "eval_loss": 0.42, "train_loss": 0.6, "train_runtime": 31}
    run = only_run(values)
    assert run.curves.values("val_loss").tolist() == [0.42]
    assert run.summary == {"train_loss": 0.6, "train_runtime": 31}


def test_nested_final_values_tell_their_split():
    run = only_run({"train": {"loss": 0.2}, "eval": {"loss": 0.3, "accuracy": 0.88}, "step": 3})
    assert sorted(s.column for s in run.series) == ["train_loss", "val_accuracy", "val_loss"]


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


def test_an_evaluation_whose_step_is_the_epoch_belongs_to_it():
    data = lines(
        {"loss": 2.0, "epoch": 1, "step": 96},
        {"accuracy/top1": 24.0, "step": 1},
        {"loss": 1.0, "epoch": 2, "step": 192},
        {"accuracy/top1": 48.0, "step": 2},
    )
    [run] = read_log("log.json", data).runs
    assert run.curves.values("val_accuracy").tolist() == [0.24, 0.48]


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
