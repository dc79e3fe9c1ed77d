"""CatBoost's training JSON."""

import json

import pytest

from experiments.parsers import ParseError, read_log

META = {
    "learn_sets": ["learn"],
    "test_sets": ["test"],
    "learn_metrics": [{"name": "Logloss", "best_value": "Min"}],
    "test_metrics": [{"name": "AUC"}, {"name": "Logloss"}],
}


def read(meta: dict, iterations: list):
    log = read_log("log", json.dumps({"meta": meta, "iterations": iterations}).encode())
    assert log.format == "catboost_json"
    return log.runs[0]


def test_errors_of_both_sets_are_read_by_iteration():
    run = read(META, [{"iteration": 3 * i, "learn": [0.6], "test": [0.7, 0.8]} for i in range(4)])
    assert [(s.name, s.column) for s in run.series] == [
        ("learn:Logloss", "train_loss"),
        ("test:AUC", ""),
        ("test:Logloss", "val_loss"),
    ]
    assert run.series[0].step.tolist() == [0, 3, 6, 9]


def test_the_first_of_several_evaluation_sets_is_the_validation():
    meta = {**META, "test_sets": ["test", "test1"], "test_metrics": [{"name": "Logloss"}]}
    run = read(meta, [{"iteration": 0, "test": [0.7], "test1": [0.9]}])
    assert [(s.name, s.column) for s in run.series] == [
        ("test:Logloss", "val_loss"),
        ("test1:Logloss", ""),
    ]


def test_values_without_a_name_are_numbered():
    run = read({"learn_sets": ["learn"]}, [{"iteration": 0, "learn": [0.6, 0.5]}])
    assert [s.name for s in run.series] == ["learn:0", "learn:1"]


@pytest.mark.parametrize("entry", [{"iteration": 0, "learn": 0.6}, {"iteration": 0.5}, 7])
def test_a_broken_entry_is_refused_with_its_number(entry):
    with pytest.raises(ParseError, match="Entry 2 of the iterations"):
        read(META, [{"iteration": 0, "learn": [0.6]}, entry])


def test_entries_without_errors_are_refused():
    with pytest.raises(ParseError, match="No metric was logged"):
        read({}, [{"iteration": 0}])


def test_more_names_than_a_log_has_are_refused():
    with pytest.raises(ParseError, match="different names"):
        read({"learn_sets": ["learn"]}, [{"iteration": 0, "learn": [0.5] * 6000}])
