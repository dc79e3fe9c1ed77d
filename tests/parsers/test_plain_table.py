"""Tables of trainers that need no parser of their own, read by the common table of names."""

import pytest

from experiments.parsers import read_log


def read(text: str):
    log = read_log("log.csv", text.encode())
    assert log.format == "plain_table"
    [run] = log.runs
    return run


def columns(run) -> dict[str, str]:
    return {s.column: s.name for s in run.series if s.column}


def test_timms_summary_csv_has_evaluations_in_percent():
    run = read(
        "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,3.5,3.0,25.5,50.5,0.1\n1,3,2.5,50,75,0.1\n"
    )
    assert columns(run) == {
        "train_loss": "train_loss",
        "val_loss": "eval_loss",
        "val_accuracy": "eval_top1",
    }
    assert run.curves.values("val_accuracy").tolist() == [0.255, 0.5]
    top5 = next(s for s in run.series if s.name == "eval_top5")
    assert (top5.split, top5.value.tolist()) == ("val", [0.505, 0.75])


def test_the_accuracy_while_training_is_preferred_to_one_measured_again_on_the_training_data():
    run = read(
        "epoch,train_loss,train_top1,train_eval_loss,train_eval_top1,val_loss,val_top1\n"
        "1,3.5,25,3,50,3.25,37.5\n"
    )
    assert columns(run) == {
        "train_loss": "train_loss",
        "train_accuracy": "train_top1",
        "val_loss": "val_loss",
        "val_accuracy": "val_top1",
    }
    again = next(s for s in run.series if s.name == "train_eval_top1")
    assert (again.split, again.value.tolist()) == ("train", [0.5])


def test_nanogpt_counts_iterations():
    run = read(
        "iter,train_loss,val_loss,lr,ms_per_iter\n0,10.5,10.25,7.5e-07,300\n500,4.5,4.25,3e-4,310\n"
    )
    assert columns(run) == {"train_loss": "train_loss", "val_loss": "val_loss"}
    assert run.series[0].step.tolist() == [0, 500]
    assert run.curves.counted_by == "step"


@pytest.mark.parametrize("accuracy", ["acc", "accuracy"])
def test_simpletransformers_measures_on_the_validation_set(accuracy):
    run = read(
        f"global_step,tp,tn,fp,fn,mcc,train_loss,eval_loss,{accuracy}\n"
        "183,40,50,5,5,0.75,0.9,0.3,0.9\n366,45,50,5,0,0.875,0.3,0.25,0.95\n"
    )
    assert columns(run) == {
        "train_loss": "train_loss",
        "val_loss": "eval_loss",
        "val_accuracy": accuracy,
    }
    assert run.curves.counted_by == "step"
    assert {"tp", "tn", "fp", "fn", "mcc"} <= {s.name for s in run.series}
