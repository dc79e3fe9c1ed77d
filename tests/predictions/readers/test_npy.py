"""Single arrays and pairs of them."""

import io
import pickle
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.readers import Arrays, ParseError, read_arrays

Y = np.array([0, 1, 1])
P = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]])


def saved(array: np.ndarray, **how: bool) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **how)
    return buffer.getvalue()


@pytest.fixture
def pair(tmp_path: Path):
    def reading(first: np.ndarray, second: np.ndarray, choice: Arrays | None = None, name="p.npy"):
        paths = tmp_path / "y", tmp_path / "p"
        for path, array in zip(paths, (first, second), strict=True):
            path.write_bytes(saved(array))
        return read_arrays(("y.npy", paths[0]), (name, paths[1]), tmp_path, choice).scores

    return reading


@pytest.mark.parametrize("order", ["C", "F"])
def test_labels_and_scores_in_two_files_are_read(pair, order):
    scores = pair(Y, np.asarray(P, order=order))
    assert scores.labels.tolist() == Y.tolist()
    assert scores.values.tolist() == P.tolist()


def test_files_in_the_wrong_order_are_turned(pair):
    assert pair(P, Y).values.tolist() == P.tolist()


def test_labels_saved_as_floats_are_told_from_scores_by_their_values(pair):
    assert pair(P[:, 1], Y.astype(float)).labels.tolist() == Y.tolist()


def test_one_score_a_row_in_a_file_of_any_name_is_read(pair):
    assert pair(Y, P[:, 1]).values.tolist() == P.tolist()


def test_the_field_that_is_filled_tells_the_kind(pair):
    assert pair(Y, P * 3, Arrays(logits="p.npy")).kind == "logits"


def test_bytes_in_the_other_order_are_read(pair):
    assert pair(Y.astype(">i4"), P.astype(">f8")).values.tolist() == P.tolist()


def test_different_numbers_of_rows_are_told(pair):
    with pytest.raises(ParseError, match=r"“y\.npy” 3, “p\.npy” 2"):
        pair(Y, P[:2])


def test_a_cube_is_refused(pair):
    with pytest.raises(ParseError, match=r"p\.npy holds 1 x 3 x 2"):
        pair(Y, P[np.newaxis])


def test_one_array_alone_is_refused_with_advice(refusal):
    wrong = refusal(saved(P))
    assert "one array (3 x 2)" in wrong.reason
    assert "np.savez" in wrong.advice


def test_an_array_of_objects_is_never_opened(refusal):
    wrong = refusal(saved(np.array([{"a": 1}], dtype=object), allow_pickle=True))
    assert "pickles can run code and are never opened" in wrong.reason
    assert "dtype=float" in wrong.advice


def test_a_pickle_is_never_opened(refusal):
    wrong = refusal(pickle.dumps({"y": [1]}))
    assert "is a pickle" in wrong.reason
    assert "never opened" in wrong.advice


def test_an_array_that_was_cut_off_says_so(refusal):
    wrong = refusal(saved(P)[:-4])
    assert "cut off or broken: 3 x 2 numbers take 48 bytes, there are 44" in wrong.reason


def test_a_header_that_claims_too_much_is_refused_before_anything_is_read(refusal):
    buffer = io.BytesIO()
    claimed = {"descr": "<f8", "fortran_order": False, "shape": (10**9, 1000)}
    np.lib.format.write_array_header_1_0(buffer, claimed)
    assert "claims to hold 1000000000 x 1000 values" in refusal(buffer.getvalue()).reason


def test_fields_of_a_structured_array_are_columns(upload):
    table = np.array([(0, 0.25), (1, 0.75)], dtype=[("label", "i4"), ("prob", "f8")])
    assert upload(saved(table)).values[:, 1].tolist() == [0.25, 0.75]
