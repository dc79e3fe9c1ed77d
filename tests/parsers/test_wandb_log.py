"""W&B's transaction logs."""

import math

import numpy as np
import pytest

from experiments.parsers import ParseError, read_log
from tests.parsers.wandb_files import (
    HEADER,
    HISTORY,
    history,
    items,
    message,
    run,
    summary,
    wandb_log,
)


def read(*records: bytes):
    log = read_log("run.wandb", wandb_log(*records))
    assert log.format == "wandb_log"
    return log.runs[0]


def test_the_history_is_read_by_step():
    parsed = read(run("a"), history(0, loss=0.9), history(5, loss=0.5, val_acc=0.75))
    assert [(s.name, s.step.tolist(), s.value.tolist()) for s in parsed.series] == [
        ("loss", [0, 5], [0.9, 0.5]),
        ("val_acc", [5], [0.75]),
    ]


def test_an_epoch_that_was_logged_counts_the_others():
    parsed = read(*(history(9 * e, epoch=e, loss=1 / (e + 1)) for e in range(3)))
    assert parsed.curves.epoch.tolist() == [0, 1, 2]
    assert [s.name for s in parsed.series] == ["loss"]


@pytest.mark.parametrize("name", ["train/epoch", "trainer/epoch"])
def test_the_epoch_of_the_trainer_is_the_epoch(name):
    parsed = read(*(history(e, **{name: e, "eval/loss": 0.5}) for e in range(3)))
    assert parsed.curves.epoch.tolist() == [0, 1, 2]


def test_times_are_kept_and_runtimes_are_no_metric():
    parsed = read(history(0, loss=0.9, _timestamp=1735732830.25, _runtime=3.5))
    [series] = parsed.series
    assert series.time.tolist() == [1735732830250]


def test_nested_names_are_joined_by_points():
    row = items({"train/loss": 0.9, "_step": 4}, nested=True)
    [series] = read(message(HISTORY, row)).series
    assert (series.name, series.column, series.step.tolist()) == ("train.loss", "train_loss", [4])


def test_objects_as_older_clients_logged_them_are_joined_by_points():
    [series] = read(history(0, train={"loss": 0.9})).series
    assert series.name == "train.loss"


def test_values_that_are_not_finite_are_kept():
    values = [math.nan, math.inf, -math.inf, "NaN", "Infinity", "-Infinity"]
    [series] = read(*(history(i, loss=v) for i, v in enumerate(values))).series
    np.testing.assert_array_equal(series.value, [math.nan, math.inf, -math.inf] * 2)


def test_media_and_texts_are_left_out_and_told():
    image = {"_type": "image-file", "width": 9}
    media = items({"html/_type": "html-file", "html/size": 9}, nested=True)
    parsed = read(history(0, loss=0.9, image=image, note="good"), message(HISTORY, media))
    assert [s.name for s in parsed.series] == ["loss"]
    assert parsed.notes == ("Values that are no numbers were left out: “image”, “note”, “html”.",)


def test_the_configuration_becomes_parameters():
    parsed = read(run("small", lr=0.1, net={"layers": [64, 10]}, _wandb={}), history(0, loss=1))
    assert parsed.name == "small"
    assert parsed.parameters == {"lr": "0.1", "net.layers": "[64, 10]"}


def test_closing_values_that_the_history_has_not_are_the_summary():
    parsed = read(history(0, loss=0.9), summary(loss=0.9, best=0.5, _runtime=3))
    assert parsed.summary == {"best": 0.5}


def test_without_a_history_the_closing_values_are_one_point():
    parsed = read(summary(val_loss=0.5, epoch=7))
    assert parsed.curves.epoch.tolist() == [7]
    assert "final values only" in parsed.notes[0]


def test_a_log_that_was_cut_off_is_read_up_to_there_and_told():
    whole = wandb_log(history(0, loss=0.9), history(1, loss=0.5))
    [parsed] = read_log("run.wandb", whole[:-3]).runs
    assert parsed.series[0].value.tolist() == [0.9]
    assert parsed.notes == ("The log ends within a record: it was read up to there.",)


def test_a_damaged_log_is_refused_with_the_place():
    damaged = bytearray(wandb_log(history(0, loss=0.9)))
    damaged[20] ^= 1
    with pytest.raises(ParseError, match="the piece at its byte 7 does not fit its checksum"):
        read_log("run.wandb", bytes(damaged))


@pytest.mark.parametrize("data", [HEADER, wandb_log(run("a", lr=0.1)), HEADER[:5]])
def test_a_log_without_metrics_is_refused_in_a_sentence(data):
    with pytest.raises(ParseError, match="No metric was logged"):
        read_log("run.wandb", data)


def test_a_configuration_that_is_nested_without_end_is_left_out():
    deep: dict = {"a": 1}
    for _ in range(200):
        deep = {"a": deep}
    parsed = read(run("a", deep=deep, lr=0.1), history(0, loss=0.9))
    assert parsed.parameters == {}
    assert any("nested too deeply" in note for note in parsed.notes)


@pytest.mark.parametrize("values", ["history", "config"])
def test_more_names_than_a_log_has_are_refused(values):
    many = {f"m{n}": 1 for n in range(6000)}
    records = [history(0, **many)] if values == "history" else [run("a", **many)]
    with pytest.raises(ParseError, match="different names"):
        read(*records)


def test_a_name_of_very_many_parts_keeps_its_first_and_its_last():
    row = items({"/".join(["a"] * 5000 + ["loss"]): 0.5}, nested=True)
    [series] = read(message(HISTORY, row)).series
    assert series.name == ".".join([*["a"] * 20, "loss"])
