"""NumPy archives: which arrays are read, and which files are refused."""

import numpy as np
import pytest

from experiments.predictions.readers import Arrays, ParseError, read_predictions

Y = np.array([0, 2, 1, 2])
P = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.3, 0.5, 0.2], [0.2, 0.2, 0.6]])


@pytest.fixture
def read(tmp_path):
    def reading(choice: Arrays | None = None, **arrays: np.ndarray):
        path = tmp_path / "val.npz"
        np.savez(path, **arrays)
        scratch = tmp_path / f"scratch{len(list(tmp_path.iterdir()))}"
        scratch.mkdir()
        return read_predictions("val.npz", path, scratch, choice).scores

    return reading


def test_labels_and_probabilities_are_read(read):
    scores = read(y_true=Y, probs=P)
    assert scores.kind == "probabilities"
    assert scores.labels.tolist() == Y.tolist()
    np.testing.assert_array_equal(scores.values, P)


def test_float32_stays_float32(read):
    assert read(y_true=Y, probs=P.astype(np.float32)).values.dtype == np.float32


def test_an_array_in_columns_order_is_read(read):
    np.testing.assert_array_equal(read(y=Y, probs=np.asfortranarray(P)).values, P)


def test_of_several_arrays_that_fit_the_message_lists_all(read):
    with pytest.raises(ParseError, match=r"“probs_last”, “probs_best”.*--probabilities"):
        read(y_true=Y, probs_last=P, probs_best=P)


def test_a_named_array_is_read(read):
    scores = read(Arrays(probabilities="b"), y_true=Y, a=P, b=P[:, ::-1])
    np.testing.assert_array_equal(scores.values, P[:, ::-1])
