import json

from experiments.parsers import read_log


def only_run(value: object):
    [run] = read_log("log.json", json.dumps(value).encode()).runs
    return run


def test_final_values_are_a_run_of_one_point_without_the_run_average():
    values = {"epoch": 3.0, "eval_loss": 0.42, "train_loss": 0.6, "train_runtime": 31}
    run = only_run(values)
    assert run.curves.values("val_loss").tolist() == [0.42]
    assert run.summary == {"train_loss": 0.6, "train_runtime": 31}


def test_nested_final_values_tell_their_split():
    run = only_run({"train": {"loss": 0.2}, "eval": {"loss": 0.3, "accuracy": 0.88}, "step": 3})
    assert sorted(s.column for s in run.series) == ["train_loss", "val_accuracy", "val_loss"]
