"""Evaluation results of XGBoost and LightGBM."""

import json

import pytest

from experiments.parsers import ParseError, read_log


def read(value: object):
    log = read_log("evals.json", json.dumps(value).encode())
    assert log.format == "boosting_json"
    [run] = log.runs
    return run


def columns(run) -> dict[str, str]:
    return {s.column: s.name for s in run.series if s.column}


def test_rounds_of_xgboost_count_from_0():
    run = read({"train": {"logloss": [0.6, 0.5]}, "eval": {"logloss": [0.7, 0.65]}})
    assert columns(run) == {"train_loss": "train-logloss", "val_loss": "eval-logloss"}
    assert run.series[0].step.tolist() == [0, 1]
    assert run.curves.counted_by == "step"


def test_rounds_of_lightgbm_count_from_1():
    run = read({"training": {"multi_logloss": [1.6]}, "valid_0": {"multi_logloss": [1.7]}})
    assert columns(run) == {
        "train_loss": "training-multi_logloss",
        "val_loss": "valid_0-multi_logloss",
    }
    assert run.series[0].step.tolist() == [1]


def test_of_two_numbered_sets_the_first_is_the_training_and_a_note_says_so():
    run = read({"validation_0": {"mlogloss": [1.5]}, "validation_1": {"mlogloss": [1.6]}})
    assert columns(run) == {
        "train_loss": "validation_0-mlogloss",
        "val_loss": "validation_1-mlogloss",
    }
    assert any("usually" in note for note in run.notes)


def test_a_single_numbered_set_is_validation():
    run = read({"validation_0": {"logloss": [0.5]}})
    assert columns(run) == {"val_loss": "validation_0-logloss"}
    assert not run.notes


def test_further_validation_sets_stay_metrics_of_their_own():
    run = read({"valid_0": {"l2": [2.0]}, "valid_1": {"l2": [3.0]}})
    assert columns(run) == {"val_loss": "valid_0-l2"}
    assert (run.series[1].name, run.series[1].split) == ("valid_1-l2", "val")


def test_an_error_is_no_accuracy_and_no_loss():
    run = read({"eval": {"error": [0.25], "merror": [0.5], "auc": [0.75]}})
    assert not columns(run)
    assert [s.kind for s in run.series] == ["error", "merror", "auc"]


def test_numbers_beside_the_sets_are_the_summary():
    run = read({"evals_result": {"eval": {"logloss": [0.5, 0.4]}}, "best_iteration": 1})
    assert run.summary == {"best_iteration": 1}
    assert run.series[0].value.tolist() == [0.5, 0.4]


def test_a_value_that_is_no_number_is_refused_with_its_place():
    with pytest.raises(ParseError, match="Value 2 of “logloss” of “eval” is no number"):
        read({"eval": {"logloss": [0.5, "x"]}})


def test_lists_of_nothing_are_refused_in_a_sentence():
    with pytest.raises(ParseError, match="No metric was logged"):
        read({"eval": {"logloss": []}})
