"""The Parquet file of samples: what goes in comes out, in the order of the file."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments.predictions.measure import measure
from experiments.predictions.outcomes import outcomes
from experiments.predictions.samples import SCHEMA, read_samples, write_samples
from experiments.predictions.scores import Scores
from tests.predictions.made import drawn


def test_columns_come_back_as_they_were(tmp_path):
    scores = drawn(500, 3)
    seen = outcomes(scores)
    write_samples(tmp_path / "s.parquet", scores, seen, 2.0)
    back = read_samples(tmp_path / "s.parquet")
    assert back.class_names == scores.classes
    assert back.temperature == 2.0
    assert np.array_equal(back.row, np.arange(500))
    assert np.array_equal(back.label, scores.labels)
    assert np.array_equal(back.predicted, scores.values.argmax(axis=1))
    assert np.array_equal(back.p_true, seen.p_true)
    assert np.array_equal(back.p_predicted, seen.confidence)
    assert np.array_equal(back.loss, seen.loss)
    assert len(back) == 500


def test_the_loss_after_is_that_of_the_advised_temperature(tmp_path):
    scores = drawn(500, 3, temperature=3.0)
    report = measure(scores, samples=tmp_path / "s.parquet")
    back = read_samples(tmp_path / "s.parquet")
    assert back.temperature == report.temperature.advised
    assert np.allclose(back.loss_after, outcomes(scores, back.temperature).loss)
    assert back.loss.mean() == pytest.approx(report.log_loss)


def test_columns_are_of_the_kinds_agreed(tmp_path):
    scores = drawn(10, 3)
    write_samples(tmp_path / "s.parquet", scores, outcomes(scores), 1.0)
    assert pq.read_schema(tmp_path / "s.parquet").remove_metadata() == SCHEMA


def test_ids_are_kept_and_rows_count_from_one_without_them(tmp_path):
    scores = drawn(3, 2)
    write_samples(tmp_path / "rows", scores, outcomes(scores), 1.0)
    assert read_samples(tmp_path / "rows").ids.tolist() == ["1", "2", "3"]
    ids = np.array(["a.png", "ä/ö.png", ""])
    named = Scores(scores.labels, scores.values, scores.kind, scores.classes, ids)
    write_samples(tmp_path / "named", named, outcomes(named), 1.0)
    back = read_samples(tmp_path / "named").ids
    assert back.dtype == object
    assert back.tolist() == ids.tolist()


def test_many_rows_are_written_in_pieces(tmp_path):
    scores = drawn(200_000, 4)
    write_samples(tmp_path / "s", scores, outcomes(scores), 1.0)
    assert pq.ParquetFile(tmp_path / "s").num_row_groups > 1
    assert np.array_equal(read_samples(tmp_path / "s").row, np.arange(200_000))


def test_a_parquet_of_somebody_else_is_named_as_such(tmp_path):
    pq.write_table(SCHEMA.empty_table(), tmp_path / "other")
    with pytest.raises(KeyError):
        read_samples(tmp_path / "other")
