"""One metric file of MLflow's store."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import NO_TIME
from experiments.parsers import ParseError, read_log
from experiments.parsers.mlflow_metric import metric_name, read_points

RUN = "7d3f0c5a9be14e2f8a6b1c2d3e4f5a6b"


def read(text: str, name: str = "val_loss"):
    log = read_log(name, text.encode())
    assert log.format == "mlflow_metric"
    [run] = log.runs
    [series] = run.series
    return run, series


def test_a_line_is_a_time_a_value_and_a_step():
    run, series = read("1735732830000 1.25 4\n1735732860000 0.75 9\n")
    assert series.step.tolist() == [4, 9]
    assert series.value.tolist() == [1.25, 0.75]
    assert series.time.tolist() == [1735732830000, 1735732860000]
    assert run.curves.values("val_loss").tolist() == [1.25, 0.75]


def test_the_name_of_the_file_is_that_of_the_metric():
    assert read("1735732830000 0.5 0\n", "mlruns/0/ab/metrics/val/accuracy")[1].kind == "accuracy"
    assert metric_name("metrics/train/loss") == "train/loss"
    assert metric_name("") == "metric"


def test_the_id_of_a_run_after_the_step_is_no_value():
    assert read(f"1735732830000 0.5 0 {RUN}\n")[1].value.tolist() == [0.5]


def test_the_data_set_after_the_id_of_the_run_is_no_value():
    assert read(f"1735732830000 0.5 0 {RUN} mnist 12ab\n")[1].value.tolist() == [0.5]


def test_lines_without_a_step_are_counted():
    run, series = read("1535732830 0.5\n1535732831 0.25\n")
    assert series.step.tolist() == [0, 1]
    assert series.time.tolist() == [1535732830000, 1535732831000]
    assert any("without a step" in note for note in run.notes)


def test_values_that_are_not_finite_are_kept():
    text = "".join(f"173573283000{i} {v} {i}\n" for i, v in enumerate(("NaN", "inf", "-Infinity")))
    np.testing.assert_array_equal(read(text)[1].value, [np.nan, np.inf, -np.inf])


def test_a_line_that_was_written_twice_is_kept_twice():
    run, series = read("1735732830000 0.5 0\n1735732830000 0.5 0\n")
    assert len(series.value) == 2
    assert run.curves.repeated == (0.0,)


def test_a_last_line_that_was_cut_off_is_left_out_and_told():
    run, series = read("1735732830000 0.5 0\n1735732860000 0.25 1\n17357328")
    assert series.value.tolist() == [0.5, 0.25]
    assert any("cut off" in note for note in run.notes)


def test_a_time_that_cannot_be_one_is_unknown():
    logged, _ = read_points("loss", "0 0.5 0\n9007199254740000 0.5 1\n")
    assert logged.time.tolist() == [NO_TIME, NO_TIME]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1735732860000 high 1", "“high” in “val_loss” is no value."),
        ("1735732860000 0.5 1.5", "“1.5” in “val_loss” is no step."),
        ("1735732860000 0.5 1e99", "“1e99” in “val_loss” is no step."),
        ("now 0.5 1", "“now” in “val_loss” is no time in milliseconds."),
        ("1735732860000", "“val_loss” has a line of 1 fields."),
    ],
)
def test_what_is_no_line_of_the_store_is_refused_with_its_line(line, reason):
    with pytest.raises(ParseError) as error:
        read_points("val_loss", f"1735732830000 0.5 0\n\n{line}\n")
    assert (error.value.line, error.value.reason) == (3, reason)


@given(st.lists(st.tuples(st.floats(), st.integers(0, 2**40)), min_size=1))
def test_every_point_comes_back_as_it_was_written(points):
    lines = [f"1735732830000 {value!r} {step}" for value, step in points]
    logged, notes = read_points("loss", "\n".join([*lines, ""]))
    np.testing.assert_array_equal(logged.value, [value for value, _ in points])
    assert logged.step.tolist() == [step for _, step in points]
    assert notes == ()


def test_a_long_file_is_read_in_blocks_without_losing_a_line():
    lines = [f"1735732830000 0.{step} {step}" for step in range(100_000)]
    logged, _ = read_points("loss", "\n".join(lines))
    assert logged.step.tolist() == list(range(100_000))
    with pytest.raises(ParseError) as error:
        read_points("loss", "\n".join([*lines, "now 1 2", ""]))
    assert error.value.line == 100_001
