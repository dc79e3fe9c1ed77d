import pytest

from experiments.parsers import ParseError, read_log


def runs(epochs: list, header: str = "epoch,loss,val_loss"):
    rows = "".join(f"{epoch},{0.9 - i / 100},{1 - i / 100}\n" for i, epoch in enumerate(epochs))
    return read_log("log.csv", f"{header}\n{rows}".encode()).runs


def test_back_to_the_first_epoch_is_a_new_run():
    first, second = runs([0, 1, 2, 0, 1])
    assert (first.name, second.name) == ("run 1", "run 2")
    assert [r.curves.epoch_count for r in (first, second)] == [3, 2]
    assert any("line 5" in note and "from 2 to 0" in note for note in second.notes)


def test_back_to_the_first_epoch_that_the_file_holds_is_a_new_run():
    assert len(runs([5, 6, 7, 5, 6])) == 2


def test_back_to_zero_or_one_is_a_new_run_even_if_the_file_began_later():
    assert len(runs([5, 6, 7, 1, 2])) == 2
    assert len(runs([5, 6, 7, 0, 1])) == 2


def test_back_to_a_later_epoch_is_a_resume_and_one_run():
    [run] = runs([0, 1, 2, 3, 2, 3, 4])
    assert run.name == ""
    assert run.point_count == 14
    assert run.curves.epoch_count == 5
    assert any("line 6" in n and "from 3 to 2" in n and "resumed" in n for n in run.notes)


def test_many_resumes_are_told_in_one_note():
    [run] = runs([0, 1, 2, 3, 2, 3, 2, 3, 2, 3, 2])
    assert sum("goes back" in note for note in run.notes) == 1


def test_rows_that_all_say_the_same_epoch_are_counted():
    [run] = runs([0, 0, 0])
    assert run.curves.epoch.tolist() == [0, 1, 2]
    assert any("Every row says epoch 0" in note for note in run.notes)


def test_rows_of_one_epoch_with_steps_stay_in_it():
    [run] = read_log("log.csv", b"epoch,step,train_loss\n0,9,0.9\n0,19,0.8\n").runs
    assert run.curves.epoch.tolist() == [0]


def test_steps_that_start_again_are_a_new_run_where_there_are_no_epochs():
    assert len(runs([100, 200, 300, 100, 200], "step,loss,val_loss")) == 2


def test_a_test_after_the_training_is_part_of_the_run():
    text = b"epoch,step,train_loss,test_loss\n0,9,0.9,\n1,19,0.8,\n0,0,,0.7\n"
    [run] = read_log("log.csv", text).runs
    assert [len(s.value) for s in run.series] == [2, 1]


def test_epochs_that_count_down_are_one_run():
    [run] = runs([3, 2, 1])
    assert run.curves.epoch.tolist() == [1, 2, 3]
    assert run.series[0].epoch.tolist() == [1, 2, 3]


def test_too_many_runs_in_one_file_are_refused():
    with pytest.raises(ParseError, match="at most 500 runs"):
        runs([0, 1] * 600)
