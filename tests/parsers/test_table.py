"""Columns of a table: axes, text, and cells that are no numbers."""

import pytest

from experiments.curves import NO_TIME
from experiments.parsers import ParseError, read_log


def only_run(text: str):
    [run] = read_log("log.csv", text.encode()).runs
    return run


def test_a_stray_bad_cell_of_a_metric_is_refused_with_line_and_column():
    with pytest.raises(ParseError) as caught:
        read_log("log.csv", b"epoch,loss,val_loss\n1,0.5,0.6\n2,0.4,abc\n")
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert "“abc” in column “val_loss”" in caught.value.reason


def test_a_column_that_is_text_throughout_is_text():
    run = only_run("epoch,loss,note,model\n1,0.5,warm up,cnn\n2,0.4,,cnn\n3,0.3,best,cnn\n")
    assert [s.name for s in run.series] == ["loss"]
    assert run.parameters == {"model": "cnn"}
    assert any("“note” holds text" in note for note in run.notes)


def test_a_mixed_column_that_is_no_metric_is_left_out_and_told():
    run = only_run("epoch,loss,comment\n1,0.5,7\n2,0.4,abc\n")
    assert [s.name for s in run.series] == ["loss"]
    assert any("“comment”" in note for note in run.notes)


def test_a_log_of_steps_counts_steps():
    run = only_run("iter,train_loss,val_loss\n0,9,9\n500,4,4\n")
    assert run.curves.counted_by == "step"
    assert run.series[0].step.tolist() == [0, 500]


def test_repeated_column_names_are_kept_apart_and_told():
    run = only_run("epoch,loss,loss\n1,0.5,0.6\n2,0.4,0.5\n")
    assert [s.name for s in run.series] == ["loss", "loss.1"]
    assert any("“loss.1”" in note for note in run.notes)


def test_seconds_since_1970_are_time_stamps_and_durations_are_a_metric():
    clock = only_run("epoch,loss,time\n1,0.5,1700000000\n2,0.4,1700000060\n")
    lasted = only_run("epoch,loss,time\n1,0.5,12.5\n2,0.4,12.6\n")
    assert clock.series[0].time.tolist() == [1700000000000, 1700000060000]
    assert [s.name for s in lasted.series] == ["loss", "time"]
    assert lasted.series[0].time.tolist() == [NO_TIME, NO_TIME]


def test_dates_are_time_stamps():
    run = only_run("timestamp,epoch,loss\n2024-01-01 00:00:00,1,0.5\n2024-01-01T00:01:00,2,0.4\n")
    assert run.series[0].time.tolist() == [1704067200000, 1704067260000]


def test_durations_in_minutes_and_seconds_are_kept_in_seconds():
    run = only_run("epoch,train_loss,valid_loss,time\n0,0.9,0.8,04:39\n1,0.7,0.6,1:00:01\n")
    assert run.series[2].value.tolist() == [279, 3601]
    assert any("“time”" in note and "seconds" in note for note in run.notes)


def test_a_name_that_is_too_long_to_keep_is_refused():
    with pytest.raises(ParseError, match="The name of column 2"):
        read_log("log.json", b'{"loss": [1], "' + b"x" * 500 + b'": [1]}')


def test_an_infinite_epoch_is_refused_with_its_line():
    with pytest.raises(ParseError, match="infinite at line 3"):
        read_log("log.csv", b"epoch,loss\n1,0.5\ninf,0.4\n")


def test_steps_that_are_no_whole_numbers_are_an_ordinary_column():
    run = only_run("epoch,step,loss\n1,0.5,0.9\n2,1.5,0.8\n")
    assert [s.name for s in run.series] == ["step", "loss"]


def test_a_table_of_unknown_names_is_a_log_if_it_counts_epochs():
    assert [s.name for s in only_run("epoch,foo\n1,0.5\n2,0.6\n").series] == ["foo"]


def test_an_invalid_byte_is_told_with_its_line():
    run = read_log("log.csv", b"epoch,loss,caf\xe9\n1,0.5,2\n2,0.4,3\n").runs[0]
    assert "Line 1 is not valid UTF-8" in run.notes[0]
    assert run.series[1].name == "café"
