"""Parquet: types of columns, and what is refused."""

import io

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from experiments.predictions.readers import parquet_wide

P = [[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]]


def saved(row_group_size: int | None = None, **columns: object) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer, row_group_size=row_group_size)
    return buffer.getvalue()


LABELS = (
    [0, 1, 1], [0.0, 1.0, 1.0], [False, True, True], ["cat", "dog", "dog"],
    pa.array(["cat", "dog", "dog"]).dictionary_encode(),
    pa.array(["cat", "dog", "dog"], pa.large_string()),
    pa.array(["cat", "dog", "dog"], pa.string_view()),
)  # fmt: skip


@pytest.mark.parametrize("labels", LABELS, ids=str)
@pytest.mark.parametrize("rows", [None, 1])
def test_labels_of_any_type_beside_columns_are_read(upload, labels, rows):
    data = saved(rows, label=labels, cat=[p[0] for p in P], dog=[p[1] for p in P])
    if not isinstance(labels[0], str) and not isinstance(labels, pa.Array):
        data = saved(rows, label=labels, prob_0=[p[0] for p in P], prob_1=[p[1] for p in P])
    scores = upload(data)
    assert scores.labels.tolist() == [0, 1, 1]
    assert scores.values.tolist() == P


@pytest.mark.parametrize("kind", [pa.list_(pa.float32()), pa.list_(pa.float64(), 2)], ids=str)
def test_lists_of_scores_are_read(upload, kind):
    assert upload(saved(label=[0, 1, 1], probs=pa.array(P, kind))).values.tolist() == P


def test_single_precision_stays(upload):
    data = saved(label=[0, 1, 1], probs=pa.array(P, pa.list_(pa.float32())))
    assert upload(data).values.dtype == np.float32


@pytest.mark.parametrize(("last", "held"), [([0.5], "a list of 1 numbers"), (None, "no list")])
def test_lists_of_different_lengths_are_refused_with_the_row(refusal, last, held):
    wrong = refusal(saved(label=[0, 1, 1], probs=[*P[:2], last]))
    assert f"Row 3 of “probs” holds {held}; other rows hold 2" in wrong.reason


def test_missing_labels_and_scores_are_told_by_row(refusal):
    assert "1 label is missing in “y”, the first in row 2" in (
        refusal(saved(y=[0, None, 1], prob=[0.5, 0.5, 0.5])).reason
    )
    assert "the first, in row 3, “prob”, is missing" in (
        refusal(saved(y=[0, 1, 1], prob=[0.5, 0.5, None])).reason
    )


def test_no_rows_are_refused(refusal):
    empty = saved(label=pa.array([], pa.int64()), prob=pa.array([], pa.float64()))
    assert "no rows" in refusal(empty).reason


def test_a_file_that_was_cut_off_is_called_broken(refusal):
    assert "broken Parquet file" in refusal(saved(label=[0, 1], prob=[0.5, 0.5])[:-20]).reason


def test_columns_of_one_name_are_refused(refusal):
    buffer = io.BytesIO()
    twice = pa.table([[0, 1], [0.5, 0.5], [0.5, 0.5]], names=["label", "p", "p"])
    parquet.write_table(twice, buffer)
    assert "“p” stands twice" in refusal(buffer.getvalue()).reason


def test_text_that_is_not_utf8_is_refused_in_words(refusal):
    data = saved(label=["cat", "dog"], prob_cat=[0.5, 0.5], prob_dog=[0.5, 0.5])
    assert "broken Parquet file" in refusal(data.replace(b"cat", b"c\xfft")).reason


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()], ids=str)
@pytest.mark.parametrize("rows", [None, 7])
def test_tables_of_many_columns_are_read(upload, kind, rows):
    p = np.random.default_rng(0).dirichlet(np.ones(100), 30).astype(kind.to_pandas_dtype())
    columns = {f"prob_{k}": pa.array(p[:, k], kind) for k in range(100)}
    labels, ids = np.arange(30) % 100, [f"image {i}" for i in range(30)]
    scores = upload(saved(rows, id=ids, label=labels, **columns))
    assert scores.values.dtype == p.dtype
    assert scores.values.tolist() == p.tolist()
    assert (scores.labels.tolist(), scores.ids.tolist()) == (labels.tolist(), ids)


def test_a_missing_score_among_many_columns_is_told_by_row_and_column(refusal):
    columns = {f"prob_{k}": pa.array([0.01, None if k == 70 else 0.01]) for k in range(100)}
    wrong = refusal(saved(label=[0, 1], **columns))
    assert "the first, in row 2, “prob_70”, is missing (NaN)" in wrong.reason


def test_more_scores_than_can_be_read_are_refused_before_they_are(refusal, monkeypatch):
    monkeypatch.setattr(parquet_wide, "MAX_CELLS", 199)
    columns = {f"prob_{k}": [0.01, 0.01] for k in range(100)}
    assert "more than 20,000,000 rows" in refusal(saved(label=[0, 1], **columns)).reason


def test_many_columns_without_rows_are_refused(refusal):
    columns = {f"prob_{k}": pa.array([], pa.float64()) for k in range(100)}
    assert "no rows" in refusal(saved(label=pa.array([], pa.int64()), **columns)).reason
