from pathlib import Path

import pytest

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
    assert columns["test_loss"].epoch.tolist() == [4]
    assert run.curves.epoch_count == 5


def test_rows_without_an_epoch_take_that_of_the_row_that_closes_it():
    text = b"epoch,step,train_loss\n,9,0.9\n,19,0.7\n0,29,0.5\n,39,0.4\n1,49,0.2\n"
    [run] = read_log("metrics.csv", text).runs
    assert run.curves.epoch.tolist() == [0, 1]
    assert run.curves.values("train_loss").tolist() == [0.7000000000000001, 0.30000000000000004]


def test_accuracy_without_a_prefix_is_of_training():
    text = b"acc,epoch,step,train_loss\n0.5,0,9,0.9\n0.6,1,19,0.8\n"
    [run] = read_log("metrics.csv", text).runs
    assert run.curves.values("train_accuracy").tolist() == [0.5, 0.6]


TWO_EPOCHS = (
    "epoch,step,train_loss,val_loss,test_loss\n0,9,0.9,,\n0,9,,0.8,\n1,19,0.5,,\n1,19,,0.6,\n"
)


def test_a_validation_after_the_training_is_kept_apart_from_the_curve():
    text = TWO_EPOCHS + "2,20,,0.3,\n2,20,,,0.4\n"
    [run] = read_log("metrics.csv", text.encode()).runs
    assert run.curves.epoch.tolist() == [0, 1]
    assert run.curves.values("val_loss").tolist() == [0.8, 0.6]
    found = {s.name: (s.column, s.epoch.tolist(), s.step.tolist()) for s in run.series}
    assert found["val_loss after training"] == ("", [1], [20])
    assert found["test_loss"] == ("test_loss", [1], [20])
    assert run.point_count == 6
    assert "evaluation after the training" in " ".join(run.notes)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("2,29,,0.5,\n", id="steps were trained in between"),
        pytest.param("2,20,,0.5,\n3,21,,0.4,\n", id="more than one evaluation"),
        pytest.param("2,20,0.4,0.5,\n", id="with a training loss"),
    ],
)
def test_an_epoch_that_was_trained_stays_one(row: str):
    [run] = read_log("metrics.csv", (TWO_EPOCHS + row).encode()).runs
    assert run.curves.epoch.tolist()[:3] == [0, 1, 2]


def test_epochs_of_one_step_stay_epochs_where_no_training_loss_was_logged():
    text = "epoch,step,train_loss,val_loss\n0,0,0.9,\n0,0,,0.8\n1,1,0.5,\n1,1,,0.6\n2,2,,0.5\n"
    [run] = read_log("metrics.csv", text.encode()).runs
    assert run.curves.values("val_loss").tolist() == [0.8, 0.6, 0.5]
