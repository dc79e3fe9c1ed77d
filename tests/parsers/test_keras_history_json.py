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


def test_few_long_and_many_short_lists_are_refused_before_they_fill_the_memory():
    with pytest.raises(ParseError, match="too many to read"):
        log_of({"loss": [1] * 20_000} | {f"loss_{i}": [1] for i in range(4_000)})


def test_lists_inside_objects_tell_their_split():
    run = only_run({"train": {"loss": [2, 1]}, "val": {"loss": [3, 2], "acc": [0.1, 0.2]}})
    assert sorted(s.column for s in run.series) == ["train_loss", "val_accuracy", "val_loss"]


def test_lists_that_are_no_history_are_left_out_and_told():
    run = only_run({"loss": [3, 2, 1], "layers": [64, 32, 16, 8], "class_weight": {"0": 1, "1": 2}})
    assert [s.name for s in run.series] == ["loss"]
    assert run.curves.epoch_count == 3
    assert any("“layers”" in note for note in run.notes)


def test_single_values_beside_the_lists_are_parameters():
    run = only_run({"loss": [3, 2], "model": "cnn", "config": {"num_classes": 10}})
    assert run.parameters == {"model": "cnn", "num_classes": "10"}


def test_a_list_beside_numbered_rows_is_kept():
    run = only_run({"loss": {"0": 3, "1": 2}, "val_loss": [4, 3, 2]})
    assert [s.value.tolist() for s in run.series] == [[3, 2], [4, 3, 2]]
