import json

import pytest

from experiments.parsers import ParseError, read_log


def log_of(value: object):
    return read_log("log.json", json.dumps(value).encode())


def only_run(value: object):
    [run] = log_of(value).runs
    return run


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
