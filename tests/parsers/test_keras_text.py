"""Keras' progress output: bars, redrawn lines, colours, several fits, broken epochs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers import ParseError, read_log
from experiments.parsers.log import ParsedRun

SAMPLE = Path(__file__).parent.parent / "samples" / "keras_text.log"
BAR = "[==============================]"


def runs_of(text: str) -> tuple[ParsedRun, ...]:
    log = read_log("train.log", text.encode())
    assert log.format == "keras_text"
    return log.runs


def values(run: ParsedRun) -> dict[str, list[float]]:
    return {s.column or s.name: s.value.tolist() for s in run.series}


def test_of_each_epoch_the_bar_that_closes_it_counts():
    [run] = read_log("train.log", SAMPLE.read_bytes()).runs
    assert values(run) == {
        "train_loss": [0.9134, 0.7412, 0.6305, 0.5511],
        "train_accuracy": [0.5120, 0.6034, 0.6641, 0.7105],
        "val_loss": [0.8201, 0.7013, 0.6544, 0.6620],
        "val_accuracy": [0.5625, 0.6250, 0.6719, 0.6641],
        "evaluate_loss": [0.6611],
        "evaluate_accuracy": [0.6719],
    }
    assert run.curves.epoch.tolist() == [1, 2, 3, 4]
    assert run.notes == ()


@pytest.mark.parametrize(
    "line",
    [
        f"23/23 {BAR} - 4s 180ms/step - loss: 0.5 - val_loss: 0.75",
        f"58/58 {BAR} - 0s 7ms/sample - loss: 0.5000 - val_loss: 0.7500",
        "23/23 - 4s - loss: 0.5 - val_loss: 0.75",
        "23/23 - 4s - 180ms/step - loss: 5e-1 - val_loss: 7.5e-1",
        " - 4s - loss: 0.5 - val_loss: 0.75",
        "23/Unknown - 4s - loss: 0.5 - val_loss: 0.75",
        f"1/23 [>....] - ETA: 9s - loss: 0.9\b\b\b\b\b\b23/23 {BAR} - loss: 0.5 - val_loss: 0.75",
        "\x1b[1m23/23\x1b[0m \x1b[32m━━━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m4s\x1b[0m 180ms/step"
        " - loss: 0.5000 - val_loss: 0.7500",
        f"23/23 {BAR} - 4s 9ms/step - loss: 0.5 - val_loss: 0.75Epoch 00001: val_loss improved",
        "      1/Unknown - 2s 2s/step - loss: 0.9\n"
        f"23/23 {BAR} - 4s 9ms/step - loss: 0.5 - val_loss: 0.75",
    ],
)
def test_every_way_to_draw_an_epoch_gives_its_values(line):
    [run] = runs_of(f"Epoch 1/2\n{line}\nEpoch 00001: early stopping\n")
    assert values(run) == {"train_loss": [0.5], "val_loss": [0.75]}


def test_several_fits_are_several_runs():
    fit = "".join(f"Epoch {n}/2\n5/5 {BAR} - 1s - loss: 0.{9 - n}\n" for n in (1, 2))
    first, second = runs_of(fit + fit)
    assert (first.name, second.name) == ("run 1", "run 2")
    assert values(first) == values(second) == {"train_loss": [0.8, 0.7]}


def test_a_broken_epoch_is_left_out_with_a_note():
    text = f"Epoch 1/2\n5/5 {BAR} - 1s - loss: 0.5\nEpoch 2/2\n3/5 [==>...] - ETA: 1s - loss: 0.4\n"
    [run] = runs_of(text)
    assert values(run) == {"train_loss": [0.5]}
    assert run.notes == (
        "Epoch 2, from line 3 on, was broken off at batch 3 of 5; it was left out.",
    )


def test_a_log_without_a_finished_epoch_is_refused():
    with pytest.raises(ParseError, match="Epoch 1 was not finished") as caught:
        runs_of("Epoch 1/2\n3/5 [==>...] - ETA: 1s - loss: 0.4\n")
    assert caught.value.line == 1


def test_losses_that_are_no_numbers_are_kept():
    [run] = runs_of(f"Epoch 1/1\n5/5 {BAR} - 1s - loss: nan - val_loss: inf\n")
    np.testing.assert_equal(values(run), {"train_loss": [np.nan], "val_loss": [np.inf]})


def test_lines_with_losses_that_keras_did_not_draw_are_no_progress():
    with pytest.raises(ParseError):
        read_log("a.log", b"Epoch 1/2\nwe saw - loss: high - and more\n")


finite = st.floats(min_value=0, max_value=1e6)


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=8), st.data())
def test_every_value_comes_back_as_written_whatever_stands_between(epochs, data):
    noise = st.sampled_from(["", "WARNING:tensorflow: slow callback", "Restoring model weights."])
    lines = []
    for number, (loss, val) in enumerate(epochs, 1):
        lines += [f"Epoch {number}/{len(epochs)}", data.draw(noise)]
        lines += [f"1/9 [>.....] - ETA: 1s - loss: {val!r}", data.draw(noise)]
        lines += [f"9/9 {BAR} - 1s 2ms/step - loss: {loss!r} - val_loss: {val!r}"]
    [run] = runs_of("\n".join(lines))
    assert values(run) == {
        "train_loss": [loss for loss, _ in epochs],
        "val_loss": [val for _, val in epochs],
    }
