"""NumPy archives: which arrays are read, and which files are refused."""

import io
import zipfile

import numpy as np
import pytest

from experiments.predictions.readers import Arrays

Y = np.array([0, 2, 1, 2])
P = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.3, 0.5, 0.2], [0.2, 0.2, 0.6]])


def saved(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_npy", ".npy"), data)
    return buffer.getvalue()


def claimed(shape: tuple[int, ...], data: bytes = b"") -> bytes:
    """A .npy file whose header tells `shape` whatever follows."""
    buffer = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + data


def test_labels_and_probabilities_are_read(upload):
    scores = upload(y_true=Y, probs=P)
    assert scores.kind == "probabilities"
    assert scores.labels.tolist() == Y.tolist()
    np.testing.assert_array_equal(scores.values, P)


def test_a_packed_archive_is_read(upload):
    np.testing.assert_array_equal(upload(saved(y_true=Y, probs=P)).values, P)


def test_float32_stays_float32(upload):
    assert upload(y_true=Y, probs=P.astype(np.float32)).values.dtype == np.float32


def test_an_array_in_the_order_of_columns_is_read(upload):
    np.testing.assert_array_equal(upload(y=Y, probs=np.asfortranarray(P)).values, P)


def test_images_beside_the_predictions_are_passed_over(upload):
    assert len(upload(y_true=Y, probs=P, images=np.zeros((4, 8, 8, 3)), epoch=np.array(3))) == 4


def test_names_of_samples_are_ids(upload):
    ids = np.array(["a.png", "b.png", "c.png", "d.png"])
    assert upload(y_true=Y, probs=P, filenames=ids).ids.tolist() == ids.tolist()


def test_of_several_arrays_that_fit_the_message_lists_all_and_how_to_choose(refusal):
    wrong = refusal(y_true=Y, probs_last=P, probs_best=P)
    assert "“probs_last”, “probs_best”" in wrong.reason
    assert "--probabilities or --logits NAME in a shell" in wrong.advice
    assert "in the field “Probabilities” or “Logits” of the form" in wrong.advice


def test_a_named_array_is_read(upload):
    scores = upload(arrays=Arrays(probabilities="b"), y_true=Y, a=P, b=P[:, ::-1])
    np.testing.assert_array_equal(scores.values, P[:, ::-1])


def test_an_array_of_objects_beside_the_others_is_passed_over(upload):
    notes = np.array([{}, {}, {}, {}], dtype=object)
    assert len(upload(y_true=Y, probs=P, notes=notes)) == 4


def test_where_only_an_array_of_objects_fits_the_pickle_is_told(refusal):
    wrong = refusal(y_true=Y, probs=np.array([*P.tolist()[:3], [1.0]], dtype=object))
    assert "“probs” holds Python objects, which only a pickle can hold" in wrong.reason
    assert "dtype=float" in wrong.advice


def test_arrays_of_different_lengths_are_refused(refusal):
    assert "“y_true” 3, “probs” 4" in refusal(y_true=Y[:3], probs=P).reason


def test_a_matrix_with_one_column_a_sample_is_to_be_turned(refusal):
    wrong = refusal(y_true=np.array([0, 1, 1]), probs=np.full((2, 3), 0.5))
    assert wrong.advice == "Turn “probs” to one row a sample, probs.T in NumPy."


def test_an_archive_that_was_cut_off_is_called_broken(refusal):
    assert "is a broken archive" in refusal(saved(y_true=Y, probs=P)[:-30]).reason


def test_a_damaged_member_is_called_broken(refusal):
    whole = saved(y_true=Y, probs=np.random.default_rng(0).random((400, 3)))
    damaged = whole[:2000] + bytes(200) + whole[2200:]
    assert "broken" in refusal(damaged).reason


def test_a_header_that_claims_more_than_follows_is_refused(refusal):
    wrong = refusal(zipped(y_npy=claimed((4,), bytes(32)), probs_npy=claimed((4, 3), bytes(8))))
    assert "“probs” in upload is cut off or broken: 4 x 3 numbers take 96 bytes" in wrong.reason


@pytest.mark.parametrize("shape", [(10**12, 10), (10**30,), (-1, 3)])
def test_a_header_that_claims_a_huge_array_is_refused(refusal, shape):
    assert "cut off or broken" in refusal(zipped(probs_npy=claimed(shape))).reason


def test_an_archive_of_something_else_is_named(refusal):
    assert "PyTorch checkpoint" in refusal(zipped(**{"model/data.pkl": b"x"})).reason
    assert "is an archive" in refusal(zipped(**{"log.csv": b"a,b"})).reason
