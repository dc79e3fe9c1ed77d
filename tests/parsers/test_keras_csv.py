import pytest

from experiments.parsers import read_log


def log_of(header: str):
    cells = ",".join("1" for _ in header.split(","))
    return read_log("log.csv", f"{header}\n{cells}\n".encode())


@pytest.mark.parametrize("name", ["acc", "accuracy", "categorical_accuracy", "binary_accuracy"])
def test_every_spelling_of_accuracy_has_its_val_twin(name):
    log = log_of(f"epoch,{name},loss,val_{name},val_loss")
    assert log.format == "keras_csv"
    assert [s.column for s in log.runs[0].series] == [
        "train_accuracy",
        "train_loss",
        "val_accuracy",
        "val_loss",
    ]


@pytest.mark.parametrize("header", ["epoch,train_loss", "epoch,loss,val_acc", "Epoch,Loss", "acc"])
def test_other_headers_are_tables_of_another_making(header):
    assert log_of(header).format == "plain_table"
