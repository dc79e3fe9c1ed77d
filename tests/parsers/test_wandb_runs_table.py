"""Tables of runs exported from W&B."""

import pytest

from experiments.parsers import ParseError, read_log
from experiments.parsers.splitting import MAX_RUNS


def read(text: str):
    log = read_log("wandb_export.csv", text.encode())
    assert log.format == "wandb_runs_table"
    return log.runs


def test_each_row_is_a_run_of_one_point():
    runs = read("Name,val_acc,val_loss\nsmall,0.75,0.5\nwide,0.5,0.75\n")
    assert [run.name for run in runs] == ["small", "wide"]
    assert runs[1].curves.values("val_accuracy").tolist() == [0.5]
    assert all("final values only" in run.notes[0] for run in runs)


def test_columns_that_are_no_metrics_are_parameters():
    [run, _] = read("Name,model,hidden,lr,val_loss\na,mlp,64,0.1,0.5\nb,gcn,,0.2,0.25\n")
    assert run.parameters == {"model": "mlp", "hidden": "64", "lr": "0.1"}
    assert [s.name for s in run.series] == ["val_loss"]


def test_best_values_are_no_curve():
    [run, _] = read("Name,best_val_acc\na,0.5\nb,0.6\n")
    assert [(s.name, s.column) for s in run.series] == [("best_val_acc", "")]


def test_a_metric_of_words_is_a_setting():
    [run, _] = read("Name,precision,val_loss\na,bf16-mixed,0.5\nb,32,0.25\n")
    assert run.parameters == {"precision": "bf16-mixed"}


def test_steps_epochs_times_and_durations_are_axes():
    header = "Name,State,_step,_timestamp,_runtime,epoch,val_loss"
    [run] = read(f"{header}\na,finished,7,1735732830.5,90,3,0.5\n")
    [series] = run.series
    assert (series.step.tolist(), series.epoch.tolist()) == ([7], [3])
    assert series.time.tolist() == [1735732830500]
    assert run.summary == {"_runtime": 90}


def test_a_run_without_values_is_passed_over():
    assert [run.name for run in read("Name,State,val_loss\na,crashed,\nb,finished,0.5\n")] == ["b"]


def test_rows_of_one_run_are_no_table_of_runs():
    log = read_log("log.csv", b"Name,epoch,loss\na,1,0.9\na,2,0.5\n")
    assert log.format == "plain_table"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Name,State,val_loss\na,crashed,\n", "No run of the table has a value"),
        ("Name,State,val_loss\na,finished,1\nb,0.5\n", "line 3: The row has 2 cells"),
        ('Name,State,val_loss\na,"finished,0.5\n' + "x" * 140_000, "The table is broken here"),
        ("Name,loss\n" + "".join(f"r{n},1\n" for n in range(MAX_RUNS + 1)), "more than 500 runs"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text, reason):
    with pytest.raises(ParseError, match=reason):
        read_log("x.csv", text.encode())
