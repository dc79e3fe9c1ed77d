"""Charts exported from W&B."""

import pytest

from experiments.curves import NO_TIME
from experiments.parsers import ParseError, read_log
from experiments.parsers.splitting import MAX_RUNS

TWINS = "Step,{0},{0}__MIN,{0}__MAX\n"


def read(text: str):
    log = read_log("wandb_export.csv", text.encode())
    assert log.format == "wandb_chart_csv"
    return log.runs


def test_each_run_of_the_chart_is_a_run():
    runs = read("Step,a - train/loss,a - val/loss,b - train/loss\n0,0.9,1,0.8\n5,0.5,,\n")
    assert [(run.name, [s.column for s in run.series]) for run in runs] == [
        ("a", ["train_loss", "val_loss"]),
        ("b", ["train_loss"]),
    ]
    assert runs[0].series[0].step.tolist() == [0, 5]


def test_a_name_of_a_run_may_hold_the_joint():
    [run] = read("Step,net - v2 - val_loss\n0,0.9\n")
    assert (run.name, run.series[0].name) == ("net - v2", "val_loss")


def test_two_runs_of_one_name_stay_two():
    runs = read("Step,a - loss,a - loss\n0,0.9,0.8\n1,0.5,0.4\n")
    assert [(run.name, run.series[0].value.tolist()) for run in runs] == [
        ("a", [0.9, 0.5]),
        ("a (2)", [0.8, 0.4]),
    ]


def test_twins_that_repeat_the_values_are_left_out_and_told():
    [run] = read(TWINS.format("a - loss") + "0,0.9,0.9,0.9\n1,NaN,NaN,NaN\n")
    assert [s.name for s in run.series] == ["loss"]
    assert any("__MIN" in note for note in run.notes)


def test_twins_that_say_more_stay_metrics_of_their_own():
    [run] = read(TWINS.format("a - loss") + "0,0.9,0.8,1.0\n1,0.5,0.5,0.5\n")
    assert [(s.name, s.column) for s in run.series] == [
        ("loss", "train_loss"),
        ("loss__MIN", ""),
        ("loss__MAX", ""),
    ]
    assert not any("__MIN" in note for note in run.notes)


@pytest.mark.parametrize("axis", ["epoch", "train/epoch"])
def test_the_x_axis_may_count_epochs(axis):
    [run] = read(f"{axis},a - val_loss,a - val_loss__MIN\n1,0.9,0.9\n2,0.5,0.5\n")
    assert run.curves.epoch.tolist() == [1, 2]
    assert run.curves.counted_by == "epoch"


def test_the_x_axis_may_be_the_time():
    [run] = read("_timestamp,a - loss,a - loss__MIN\n1735732830.5,0.9,0.9\n1735732860.5,0.5,0.5\n")
    assert run.series[0].time.tolist() == [1735732830500, 1735732860500]


def test_an_x_axis_that_counts_nothing_stays_a_metric():
    [run] = read("Relative Time (Process),a - loss,a - loss__MIN\n0.5,0.9,0.9\n1.5,0.5,0.5\n")
    assert [s.name for s in run.series] == ["loss", "Relative Time (Process)"]
    assert run.series[0].step.tolist() == [0, 1]
    assert run.series[0].time.tolist() == [NO_TIME, NO_TIME]


def test_steps_that_the_chart_shows_count_where_the_x_axis_does_not():
    [run] = read("Relative Time (Wall),a - _step,a - loss,a - loss__MAX\n0.5,10,1,1\n1,20,2,2\n")
    assert run.series[0].step.tolist() == [10, 20]


def test_a_run_without_values_is_no_run():
    assert [run.name for run in read("Step,a - loss,b - loss\n0,0.9,\n1,0.5,\n")] == ["a"]


def test_a_cell_that_is_no_number_is_refused_with_its_line():
    with pytest.raises(ParseError, match="line 3, column 2: “high”"):
        read_log("x.csv", b"Step,a - loss\n0,0.9\n1,high\n")


def test_a_chart_without_values_is_refused_in_a_sentence():
    with pytest.raises(ParseError, match="No run of the chart holds a value"):
        read_log("x.csv", b"Step,a - loss\n0,\n1,\n")


def test_more_runs_than_a_file_may_hold_are_refused():
    count = MAX_RUNS + 1
    header = ",".join(["Step", *(f"run{n} - loss" for n in range(count))])
    with pytest.raises(ParseError, match=f"shows {count} runs"):
        read_log("x.csv", f"{header}\n0{',1' * count}\n".encode())


def test_another_table_whose_names_hold_dashes_is_no_chart():
    assert read_log("x.csv", b"epoch,train - loss,val_loss\n0,1,2\n1,1,2\n").format != (
        "wandb_chart_csv"
    )
