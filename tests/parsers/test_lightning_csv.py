from pathlib import Path

from experiments.parsers import read_log

SAMPLE = Path(__file__).parent.parent / "samples" / "lightning_csv.csv"


def test_sparse_rows_become_one_row_an_epoch():
    [run] = read_log("metrics.csv", SAMPLE.read_bytes()).runs
    columns = {s.column: s for s in run.series if s.column}
    assert sorted(columns) == [
        "test_accuracy",
        "test_loss",
        "train_loss",
        "val_accuracy",
        "val_loss",
    ]
    assert columns["train_loss"].name == "train_loss_epoch"
    assert columns["val_loss"].epoch.tolist() == [0, 1, 2, 3, 4]
    assert columns["test_loss"].epoch.tolist() == [5]


def test_rows_without_an_epoch_take_that_of_the_row_that_closes_it():
    text = b"epoch,step,train_loss\n,9,0.9\n,19,0.7\n0,29,0.5\n,39,0.4\n1,49,0.2\n"
    [run] = read_log("metrics.csv", text).runs
    assert run.curves.epoch.tolist() == [0, 1]
    assert run.curves.values("train_loss").tolist() == [0.7000000000000001, 0.30000000000000004]


def test_accuracy_without_a_prefix_is_of_training():
    text = b"acc,epoch,step,train_loss\n0.5,0,9,0.9\n0.6,1,19,0.8\n"
    [run] = read_log("metrics.csv", text).runs
    assert run.curves.values("train_accuracy").tolist() == [0.5, 0.6]
