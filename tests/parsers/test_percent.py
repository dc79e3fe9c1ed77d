import numpy as np

from experiments.parsers import read_log
from experiments.parsers.percent import read_percent


def only_run(text: str):
    [run] = read_log("log.csv", text.encode()).runs
    return run


def test_accuracy_in_percent_becomes_a_fraction_and_the_run_says_so():
    run = only_run("epoch,val_loss,val_acc\n1,1.0,40.5\n2,0.5,98.1\n")
    accuracy = run.series[1]
    assert accuracy.value.tolist() == [0.405, 0.981]
    assert accuracy.scale == 0.01
    assert any("in percent" in note for note in run.notes)


def test_a_series_below_one_percent_is_judged_with_the_others():
    run = only_run("epoch,train_acc,val_acc\n1,0.9,0.8\n2,1.4,0.9\n")
    assert run.series[1].value.tolist() == [0.8 / 100, 0.9 / 100]


def test_a_fraction_beside_percent_stays_a_fraction():
    run = only_run("epoch,train_acc,val_acc\n1,60,0.55\n2,90,0.80\n")
    assert run.series[0].value.tolist() == [0.6, 0.9]
    assert run.series[1].value.tolist() == [0.55, 0.8]
    assert any("read as fractions: val_acc" in note for note in run.notes)


def test_a_percent_sign_in_the_name_or_the_cells_counts():
    assert only_run("epoch,val_acc (%)\n1,0.5\n2,0.9\n").series[0].value.tolist() == [
        0.005,
        0.9 / 100,
    ]
    assert only_run("epoch,val_acc\n1,50%\n2,60%\n").series[0].value.tolist() == [0.5, 0.6]


def test_top_5_is_scaled_with_top_1_and_f1_is_left_alone():
    run = only_run("epoch,val_top1,val_top5,val_f1\n1,50,80,49\n")
    assert [s.value[0] for s in run.series] == [0.5, 0.8, 49]


def test_each_run_of_a_file_is_judged_for_itself():
    first, second = read_log("log.csv", b"epoch,acc\n0,40\n1,50\n0,0.4\n1,0.5\n").runs
    assert first.series[0].value.tolist() == [0.4, 0.5]
    assert second.series[0].value.tolist() == [0.4, 0.5]


def test_counts_of_right_answers_are_no_accuracy():
    run = only_run("epoch,val_loss,val_acc\n1,1.0,812\n2,0.9,930\n")
    assert run.series[1].column == ""
    assert run.series[1].value.tolist() == [812, 930]
    assert any("no accuracy" in note for note in run.notes)


def test_rounding_above_one_is_still_a_fraction():
    found = read_percent({"acc": np.array([0.5, 1.0000001])}, frozenset())
    assert found.percent == frozenset()


def test_a_number_next_to_zero_is_compared_without_leaving_the_floats():
    values = {"acc": np.array([5e-324]), "train_top1": np.array([50.0])}
    assert read_percent(values, frozenset()).percent == {"train_top1"}
