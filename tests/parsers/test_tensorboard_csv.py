"""Scalars downloaded from TensorBoard as CSV."""

import numpy as np
import pytest

from experiments.parsers import ParseError, read_log

TEXT = b"Wall time,Step,Value\n1735732830.5,0,0.9\n1735732860.5,5,NaN\n"


def read(name: str, text: bytes = TEXT):
    log = read_log(name, text)
    assert log.format == "tensorboard_csv"
    [run] = log.runs
    [series] = run.series
    return series


@pytest.mark.parametrize(
    ("file", "name", "column"),
    [
        ("run-train-tag-epoch_loss.csv", "train/epoch_loss", "train_loss"),
        ("run_train-tag-epoch_loss.csv", "train/epoch_loss", "train_loss"),
        ("run-fit_validation-tag-epoch_accuracy.csv", "validation/epoch_accuracy", "val_accuracy"),
        ("run-version_0-tag-val_loss.csv", "val_loss", "val_loss"),
        ("run-.-tag-Loss_train.csv", "Loss_train", "train_loss"),
        ("val_loss.csv", "val_loss", "val_loss"),
        ("download.csv", "value", ""),
    ],
)
def test_the_name_of_the_file_is_that_of_the_metric(file, name, column):
    series = read(file)
    assert (series.name, series.column) == (name, column)


def test_steps_times_and_values_are_kept():
    series = read("run-train-tag-loss.csv")
    assert series.step.tolist() == [0, 5]
    assert series.time.tolist() == [1735732830500, 1735732860500]
    np.testing.assert_array_equal(series.value, [0.9, np.nan])
    assert np.isnan(series.epoch).all()


def test_the_step_of_a_keras_tag_is_the_epoch():
    assert read("run-train-tag-epoch_loss.csv").epoch.tolist() == [0, 5]


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(ParseError, match="holds no number"):
        read("run-train-tag-loss.csv", b"Wall time,Step,Value\n1735732830.5,0,high\n")
