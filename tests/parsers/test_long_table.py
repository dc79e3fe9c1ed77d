"""Tables whose rows say whose value they hold."""

import pytest

from experiments.parsers import ParseError, read_log
from experiments.parsers.splitting import MAX_RUNS


def read(text: str):
    log = read_log("log.csv", text.encode())
    assert log.format == "long_table"
    return log.runs


def points(run) -> dict[str, tuple[list[float], list[float]]]:
    return {s.name: (s.epoch.tolist(), s.value.tolist()) for s in run.series}


@pytest.mark.parametrize("column", ["metric", "Name", "variable", "tag", "key"])
def test_a_metric_a_row_is_read_by_the_names_in_its_column(column):
    [run] = read(f"epoch,{column},value\n1,loss,0.9\n1,val_acc,0.5\n2,loss,0.7\n2,val_acc,0.6\n")
    assert points(run) == {"loss": ([1, 2], [0.9, 0.7]), "val_acc": ([1, 2], [0.5, 0.6])}
    assert [s.column for s in run.series] == ["train_loss", "val_accuracy"]


def test_a_column_of_splits_goes_into_the_names():
    [run] = read(
        "step,metric,value,split\n10,loss,0.9,train\n10,loss,0.8,valid\n20,loss,0.5,train\n"
    )
    assert [(s.name, s.column, s.step.tolist()) for s in run.series] == [
        ("train/loss", "train_loss", [10, 20]),
        ("valid/loss", "val_loss", [10]),
    ]


@pytest.mark.parametrize("column", ["phase", "split", "mode", "dataset", "Set"])
def test_a_row_for_each_epoch_and_split_is_read(column):
    [run] = read(
        f"epoch,{column},loss,accuracy\n1,train,2,0.25\n1,Val,3,0.5\n2,train,1,0.5\n2,Val,2,\n"
    )
    assert run.curves.values("train_loss").tolist() == [2, 1]
    assert run.curves.values("val_loss").tolist() == [3, 2]
    assert points(run)["Val/accuracy"] == ([1], [0.5])


def test_a_split_that_the_metric_names_itself_is_not_named_twice():
    [run] = read("epoch,split,metric,value\n1,train,train_loss,0.9\n1,val,val_loss,0.8\n")
    assert [s.name for s in run.series] == ["train_loss", "val_loss"]


def test_rows_of_several_runs_may_be_interleaved():
    runs = read("epoch,run,loss,val_loss\n1,a,4,5\n1,b,6,7\n2,a,2,3\n2,b,1,2\n")
    assert [(run.name, run.curves.values("val_loss").tolist()) for run in runs] == [
        ("a", [5, 3]),
        ("b", [7, 2]),
    ]
    assert all("One of 2 runs in this table." in run.notes for run in runs)


@pytest.mark.parametrize("column", ["fold", "seed", "trial"])
def test_runs_that_are_numbered_are_named_after_column_and_number(column):
    runs = read(f"{column},epoch,loss\n1,1,4\n1,2,3\n2,1,5\n2,2,4\n")
    assert [run.name for run in runs] == [f"{column} 1", f"{column} 2"]


def test_two_columns_of_runs_tell_them_apart_together():
    runs = read("model,fold,epoch,loss\nnet,1,1,4\nnet,1,2,3\nnet,2,1,5\nvit,1,1,4\nvit,1,2,2\n")
    assert [run.name for run in runs] == ["net, fold 1", "net, fold 2", "vit, fold 1"]


def test_a_long_table_may_hold_several_runs():
    runs = read("run,epoch,metric,value\na,1,loss,4\nb,1,loss,5\na,2,loss,3\nb,2,loss,2\n")
    assert [(run.name, run.curves.values("train_loss").tolist()) for run in runs] == [
        ("a", [4, 3]),
        ("b", [5, 2]),
    ]


def test_a_model_that_stays_the_same_is_a_parameter_and_no_run():
    log = read_log("log.csv", b"epoch,model,train_loss\n1,net,4\n2,net,3\n")
    assert (log.format, log.runs[0].parameters) == ("plain_table", {"model": "net"})


def test_a_number_for_each_row_parts_no_runs():
    log = read_log("log.csv", b"trial,epoch,train_loss\n1,1,4\n2,2,3\n3,3,2\n")
    assert log.format == "plain_table"
    assert len(log.runs) == 1


def test_without_a_count_the_values_of_a_metric_are_counted():
    [run] = read("phase,loss\ntrain,4\nval,5\ntrain,3\nval,2\n")
    assert points(run) == {"train/loss": ([1, 2], [4, 3]), "val/loss": ([1, 2], [5, 2])}
    assert any("counted as epochs" in note for note in run.notes)


def test_settings_are_those_of_each_run():
    runs = read("run,optimizer,epoch,loss\na,sgd,1,4\na,sgd,2,3\nb,adam,1,4\nb,adam,2,3\n")
    assert [run.parameters for run in runs] == [{"optimizer": "sgd"}, {"optimizer": "adam"}]


def test_an_accuracy_in_percent_is_told_for_each_run_by_itself():
    runs = read("run,epoch,val_acc\na,1,50\na,2,60\nb,1,0.5\nb,2,0.75\n")
    assert [run.curves.values("val_accuracy").tolist() for run in runs] == [[0.5, 0.6], [0.5, 0.75]]


def test_a_table_of_phases_without_a_metric_is_refused():
    with pytest.raises(ParseError, match="No column is a metric"):
        read_log("log.csv", b"epoch,phase,height\n1,train,3\n1,val,4\n")


def test_more_runs_than_a_file_may_hold_are_refused():
    rows = "".join(f"1,r{n},4\n2,r{n},3\n" for n in range(MAX_RUNS + 1))
    with pytest.raises(ParseError, match=f"at most {MAX_RUNS}"):
        read_log("log.csv", f"epoch,run,loss\n{rows}".encode())


def test_a_cell_that_is_no_number_is_refused_with_its_place():
    with pytest.raises(ParseError) as refusal:
        read_log("log.csv", b"epoch,phase,loss\n1,train,4\n1,val,high\n")
    assert (refusal.value.line, refusal.value.column) == (3, 3)


@pytest.mark.parametrize("epochs", [("1", "2"), ("epoch 1", "epoch 2"), ("Epoch 1/2", "Epoch 2/2")])
def test_transposed_tables_name_their_epochs_in_the_header(epochs):
    text = f"metric,{','.join(epochs)}\nloss,0.9,0.5\nval_loss,1.0,0.7\n"
    log = read_log("log.csv", text.encode())
    assert log.format == "plain_table"
    assert log.runs[0].curves.epoch.tolist() == [1, 2]
    assert log.runs[0].curves.values("val_loss").tolist() == [1.0, 0.7]
