"""Tables of metrics in Parquet files."""

import datetime
import io
import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from experiments.parsers import ParseError, read_log


def file_of(table: pa.Table, **options: object) -> bytes:
    out = io.BytesIO()
    parquet.write_table(table, out, **options)
    return out.getvalue()


def read(columns: dict, **options: object):
    log = read_log("log.parquet", file_of(pa.table(columns), **options))
    assert log.format == "parquet_log"
    return log.runs


def test_numbers_are_read_bit_for_bit():
    values = [0.1, 5e-324, 1.7976931348623157e308, -0.0]
    [run] = read({"epoch": [1, 2, 3, 4], "train_loss": values})
    assert run.series[0].value.tobytes() == np.array(values).tobytes()


def test_an_empty_cell_was_not_logged_and_nan_was():
    [run] = read({"epoch": [1, 2, 3], "val_loss": [None, float("nan"), float("inf")]})
    assert run.series[0].epoch.tolist() == [2, 3]
    np.testing.assert_array_equal(run.series[0].value, [np.nan, np.inf])


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint32(), pa.float16(), pa.float32()])
def test_numbers_of_every_width_are_read(kind):
    values = pa.array(np.array([3, 2]).astype(kind.to_pandas_dtype()), type=kind)
    [run] = read({"epoch": [1, 2], "loss": values})
    assert run.curves.values("train_loss").tolist() == [3, 2]


def test_a_long_table_with_runs_and_splits_is_read_as_in_csv():
    runs = read(
        {
            "run": ["a", "a", "b", "b"],
            "epoch": [1, 1, 1, 1],
            "split": ["train", "val", "train", "val"],
            "metric": ["loss"] * 4,
            "value": [0.9, 0.8, 0.7, 0.6],
        },
        row_group_size=1,
    )
    assert [(run.name, run.curves.values("val_loss").tolist()) for run in runs] == [
        ("a", [0.8]),
        ("b", [0.6]),
    ]


def test_time_stamps_and_settings_are_kept():
    when = datetime.datetime(2025, 1, 1, 12, 0, 30, 500000, tzinfo=datetime.UTC)
    [run] = read({"epoch": [1], "time": [when], "loss": [0.5], "optimizer": ["sgd"]})
    assert run.series[0].time.tolist() == [1735732830500]
    assert run.parameters == {"optimizer": "sgd"}


def test_what_pandas_writes_with_an_index_is_read():
    out = io.BytesIO()
    pd.DataFrame({"loss": [0.9, 0.5]}, index=[5, 6]).to_parquet(out)
    [run] = read_log("log.parquet", out.getvalue()).runs
    assert run.curves.epoch.tolist() == [5, 6]


def test_columns_of_lists_are_left_out_and_told():
    [run] = read({"epoch": [1], "loss": [0.5], "grads": [[1.0, 2.0]]})
    assert [s.name for s in run.series] == ["loss"]
    assert any("grads" in note for note in run.notes)


def test_predictions_are_refused_and_told_where_they_go():
    with pytest.raises(ParseError) as refusal:
        read({"label": [0, 1], "prob_0": [0.9, 0.2], "prob_1": [0.1, 0.8]})
    assert "page of their run" in refusal.value.advice


def test_a_file_that_is_cut_off_or_broken_is_refused():
    whole = file_of(pa.table({"epoch": [1], "loss": [0.5]}))
    for data in (whole[:-9], whole[:4] + b"\xff" * 16 + whole[20:], b"PAR1" + bytes(8) + b"PAR1"):
        with pytest.raises(ParseError):
            read_log("log.parquet", data)


def test_a_small_file_that_unpacks_to_a_huge_table_is_refused():
    data = file_of(pa.table({"step": np.zeros(2_000_000, np.int64), "loss": np.zeros(2_000_000)}))
    assert len(data) < 100_000
    with pytest.raises(ParseError, match="too many for a file"):
        read_log("log.parquet", data)


def test_a_long_text_in_every_row_is_kept_once():
    rows = 20_000
    table = pa.table({"epoch": range(rows), "loss": np.ones(rows), "note": ["x" * 2_000] * rows})
    data = file_of(table)
    tracemalloc.start()
    read_log("log.parquet", data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000


def test_a_column_that_stands_twice_is_refused():
    table = pa.Table.from_arrays([pa.array([1.0]), pa.array([2.0])], names=["loss", "loss"])
    with pytest.raises(ParseError, match="“loss” stands twice"):
        read_log("log.parquet", file_of(table))
