"""Text logs: names and values, epochs and steps, splits, settings, and what is no log."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import NO_TIME
from experiments.parsers import ParseError, read_log
from experiments.parsers.log import ParsedRun
from tests.parsers.text_logs import LOGS, NO_LOGS

SAMPLE = Path(__file__).parent.parent / "samples" / "text_log.log"


def runs_of(text: str) -> tuple[ParsedRun, ...]:
    log = read_log("train.log", text.encode())
    assert log.format == "text_log"
    return log.runs


def values(text: str) -> dict[str, list[float]]:
    [run] = runs_of(text)
    return {s.column or s.name: s.value.tolist() for s in run.series}


def test_epochs_settings_and_times_of_the_sample():
    [run] = read_log("train.log", SAMPLE.read_bytes()).runs
    assert run.curves.epoch.tolist() == [1, 2, 3]
    assert run.curves.values("train_loss").tolist() == [1.0114, 0.8009, 0.6724]
    assert run.curves.values("val_accuracy").tolist() == [0.615, 0.6625, 0.6575]
    assert dict(run.parameters) == {
        "optimizer": "sgd",
        "learning_rate": "0.05",
        "num_epochs": "3",
    }
    assert str(run.series[0].time[0].astype("datetime64[ms]")) == "2024-05-01T10:00:04.010"


@pytest.mark.parametrize("printed", LOGS.values(), ids=LOGS)
def test_what_scripts_of_many_makings_print_is_read(printed):
    [run] = runs_of(printed.text)
    by_step = run.curves.counted_by == "step"
    found = {
        s.column: list(zip((s.step if by_step else s.epoch).tolist(), s.value, strict=True))
        for s in run.series
        if s.column
    }
    expected = {
        column: [(count, pytest.approx(value, rel=1e-12)) for count, value in points]
        for column, points in printed.points.items()
    }
    assert found == expected
    assert run.curves.counted_by == printed.counted_by


@pytest.mark.parametrize("text", NO_LOGS.values(), ids=NO_LOGS)
def test_what_is_no_log_is_refused(text):
    with pytest.raises(ParseError):
        read_log("notes.txt", text.encode())


def test_a_broken_table_keeps_its_own_refusal():
    rows = "".join(f"{n} 0.{9 - n} 0.{n}\n" for n in range(1, 9))
    with pytest.raises(ParseError, match="This row has 2 cells") as caught:
        read_log("log.txt", f"epoch loss acc\n{rows}9 0.1\n".encode())
    assert caught.value.line == 10


def test_every_point_of_a_batch_is_kept_beside_the_value_of_its_epoch():
    text = "".join(f"Epoch [2/3], Step [{n}/30], Loss: 0.{n}\n" for n in (10, 20, 30))
    assert values(f"{text}Epoch [2] Training Loss: 0.2\n") == {
        "Loss": [0.1, 0.2, 0.3],
        "train_loss": [0.2],
    }


def test_steps_that_go_on_over_epochs_are_kept():
    text = "".join(f"epoch {n // 2} step {100 * n} loss 0.{n}\n" for n in range(1, 6))
    [loss] = runs_of(text)[0].series
    assert loss.step.tolist() == [100, 200, 300, 400, 500]
    assert loss.epoch.tolist() == [0, 1, 1, 2, 2]


def test_colours_and_prefixes_are_no_part_of_names():
    line = "\x1b[32m[2025-10-20 20:55:02 net]\x1b[0m\x1b[33m(main.py 186)\x1b[0m: INFO Epoch 1 "
    assert values(f"{line} loss 0.5 \x1b[1mval_loss\x1b[0m 0.6\n") == {
        "train_loss": [0.5],
        "val_loss": [0.6],
    }


def test_a_log_that_is_no_utf_8_is_read_with_a_note():
    text = "参数:\nEpoch 1/2, Train Loss: 0.5\n".encode("gbk")
    [run] = read_log("train.log", text).runs
    assert run.curves.values("train_loss").tolist() == [0.5]
    assert "not valid UTF-8" in run.notes[0]


def test_a_training_that_stopped_with_an_error_says_so():
    text = (
        "Epoch 1: loss 0.5\nTraceback (most recent call last):\n"
        '  File "train.py", line 3, in <module>\nRuntimeError: CUDA out of memory\n'
    )
    [run] = runs_of(text)
    assert run.notes == (
        "The training stopped with an error, at line 2: RuntimeError: CUDA out of memory",
    )


def test_an_error_that_the_training_got_over_is_not_told():
    text = (
        "Epoch 1: loss 0.5\nTraceback (most recent call last):\n  File\nOSError: no GPU\n"
        "Epoch 2: loss 0.4\n"
    )
    assert runs_of(text)[0].notes == ()


def test_epochs_that_start_anew_are_another_run():
    fold = "Epoch 1, loss: 0.9\nEpoch 2, loss: 0.8\n"
    first, second = runs_of(f"Fold 1\n{fold}Fold 2\n{fold}")
    assert first.curves.epoch.tolist() == second.curves.epoch.tolist() == [1, 2]


def test_what_was_saved_or_best_is_no_point_of_its_own():
    text = (
        "Epoch 3: val_loss 0.5\nSaved best model at epoch 3 with val loss 0.5\n"
        "Epoch 4: val_loss 0.6\nBest epoch: 3, val_loss 0.5\nLoading checkpoint from epoch 3\n"
    )
    assert values(text) == {"val_loss": [0.5, 0.6]}


def test_a_line_without_a_time_stamp_has_no_time():
    [loss] = runs_of("2024-13-45 10:00:00 Epoch 1 loss 0.5\nEpoch 2 loss 0.4\n")[0].series
    assert loss.time.tolist() == [NO_TIME, NO_TIME]


def test_losses_that_are_no_numbers_are_kept():
    text = "Epoch 1: loss: nan\nEpoch 2: loss: inf\nEpoch 3: loss: -inf\nEpoch 4: loss: 1e-310\n"
    np.testing.assert_equal(values(text), {"train_loss": [np.nan, np.inf, -np.inf, 1e-310]})


def test_commas_part_thousands_or_are_decimal():
    assert values("Epoch 1: loss: 1,234.5, val_loss: -1,111,000.25\n") == {
        "train_loss": [1234.5],
        "val_loss": [-1111000.25],
    }
    assert values("Epoch 1 - loss: 0,5321, acc: 61,5%\n") == {
        "train_loss": [0.5321],
        "train_accuracy": [0.615],
    }
    assert values("Epoch 1 - loss: 0.5,val_loss: 0.6\n")["val_loss"] == [0.6]


def test_the_last_pair_of_a_line_of_metrics_is_no_setting():
    text = "2020-01-01 00:00:00,000 epoch 1 - iter 10/100 - loss 2.5 - lr: 0.1\n"
    [run] = runs_of(f"{text}2020-01-01 00:00:31,000 DEV : loss 1.2\n")
    assert not run.parameters
    assert [s.column for s in run.series] == ["train_loss", "", "val_loss"]


@given(st.sampled_from(list(LOGS)), st.data())
def test_a_log_that_is_cut_off_anywhere_is_read_or_refused(name, data):
    text = LOGS[name].text
    cut = text[: data.draw(st.integers(0, len(text)))]
    try:
        assert read_log("train.log", cut.encode()).runs
    except ParseError as error:
        assert error.advice


def test_dictionaries_that_python_printed_are_no_broken_json():
    text = (
        "{'loss': 0.5, 'epoch': 1.0}\n{'eval_loss': 0.6, 'epoch': 1.0}\n{'loss': 0.4, 'epoch': 2}\n"
    )
    assert values(text) == {"train_loss": [0.5, 0.4], "val_loss": [0.6]}


def test_too_many_names_are_refused():
    text = "".join(f"Epoch 1: m{'abcdefghij'[n % 10]}{n} loss: 0.5\n" for n in range(5_001))
    with pytest.raises(ParseError, match="more than 5000 different names"):
        read_log("train.log", text.encode())


NOISE = [
    "",
    "Saving checkpoint to runs/12/epoch.pt",
    "UserWarning: the loss of precision is small",
    "GPU 0: 81% of 16 GB",
    "\x1b[36mdone in 3.5 s\x1b[0m",
    "=" * 40,
]
finite = st.floats(allow_nan=False, allow_infinity=False)
LINES = [
    "Epoch {n}/99 - loss: {loss!r} - val_loss: {val!r}",
    "2024-05-01 10:00:00,123 - INFO - Epoch [{n}/99], Train Loss: {loss!r}, Val Loss: {val!r}",
    "[Epoch {n}] train_loss={loss!r} | val_loss={val!r}",
    "epoch={n} training loss {loss!r}, validation loss {val!r}",
    "INFO:root:EPOCH {n}: Train loss = {loss!r}; Valid loss = {val!r} (3.2 s)",
]


@given(
    st.lists(st.tuples(finite, finite), min_size=1, max_size=8),
    st.sampled_from(LINES),
    st.lists(st.sampled_from(NOISE), max_size=20),
)
def test_every_value_comes_back_as_written_whatever_stands_between(rows, line, noise):
    lines = []
    for n, (loss, val) in enumerate(rows, 1):
        lines += [line.format(n=n, loss=loss, val=val), *noise[n - 1 : n + 1]]
    [run] = runs_of("\n".join(lines))
    assert {s.column: s.value.tolist() for s in run.series} == {
        "train_loss": [loss for loss, _ in rows],
        "val_loss": [val for _, val in rows],
    }
    assert run.curves.epoch.tolist() == list(range(1, len(rows) + 1))


WORDS = (
    "Epoch epoch step [ ] ( ) / : = | , % loss acc val Train Test: 0.5 3 nan 1e9 * - best lr "
    "Training Validation Loss Accuracy 100%|## \b \x1b[0m it/s 2024-05-01 10:00:00"
)
words = st.sampled_from([*WORDS.split(" "), "\n", "\t", "Traceback (most recent call last):"])


@given(st.lists(words, max_size=60).map(" ".join))
def test_any_words_of_logs_are_read_or_refused(text):
    try:
        runs = read_log("train.log", text.encode()).runs
    except ParseError as error:
        assert error.reason and error.advice
    else:
        assert all(run.series for run in runs)


def test_a_line_that_is_evaluating_is_of_validation() -> None:
    text = "".join(
        f"=== Epoch {epoch} ===\nTraining... done. avg loss={1 / epoch:.3f}\n"
        f"Evaluating... top-1 = {60 + epoch}.2%, avg loss = {1.1 / epoch:.3f}\n"
        for epoch in (1, 2, 3)
    )
    [run] = read_log("train.log", text.encode()).runs
    assert run.curves.values("train_loss").tolist() == [1, 0.5, 0.333]
    assert run.curves.values("val_loss").tolist() == [1.1, 0.55, 0.367]
    assert run.curves.values("val_accuracy").tolist() == [0.612, 0.622, 0.632]
