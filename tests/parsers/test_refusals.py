"""Each kind of file that is no log gets its own sentence."""

import gzip
import io
import json
import pickle
import tarfile
import zipfile

import numpy as np
import pytest

from experiments.parsers import ParseError, read_log


def refusal(data: bytes, name: str = "log.csv") -> ParseError:
    with pytest.raises(ParseError) as caught:
        read_log(name, data)
    return caught.value


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../evil"), io.BytesIO(b""))
    return buffer.getvalue()


def saved(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


FOREIGN = {
    "is empty": b"",
    "holds white space only": b" \n\t\r\n",
    "is an image": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "image": b"\xff\xd8\xff\xe0" + bytes(40),
    "an image": b"GIF89a" + bytes(40),
    "is an image, not a training log": b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40),
    "PDF document": b"%PDF-1.7\n",
    "is a pickle": pickle.dumps({"loss": [0.5]}),
    "a pickle": pickle.dumps({"loss": [0.5]}, protocol=0),
    "PyTorch checkpoint": zipped("model/data.pkl", "model/data/0"),
    "NPZ file": zipped("y_true.npy", "y_prob.npy"),
    "Office document": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "saved Keras model": zipped("config.json", "model.weights.h5"),
    "is an archive": zipped("log.csv"),
    "archive": gzip.compress(b"epoch,loss\n1,0.5\n"),
    "an archive": tarred(),
    "HDF5 file": b"\x89HDF\r\n\x1a\n" + bytes(40),
    "NumPy array": saved(np.zeros(3)),
    "Parquet file": b"PAR1" + bytes(40),
    "SQLite database": b"SQLite format 3\0" + bytes(40),
    "file of model weights": b"\x40\0\0\0\0\0\0\0" + b'{"w":{"dtype":"F32"}}',
    "binary data": bytes(range(256)) * 4,
    "Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
    "web page": b"\n<!DOCTYPE html>\n<html><body>404</body></html>",
    "Jupyter notebook": json.dumps({"cells": [], "nbformat": 4}).encode(),
    "no training history": b'{"name": "resnet", "layers": [18]}',
    "nested too deeply": b'{"loss":' + b"[" * 100_000,
    "text without a table": b"The loss went down nicely.\nThen it stopped.\n",
    "No column is a metric": b"name,size\ncat,3\ndog,4\n",
    "a header but no rows": b"epoch,loss,val_loss\n",
    "hold no values": b"epoch,loss\n1,\n2,\n",
}


@pytest.mark.parametrize(("sentence", "data"), FOREIGN.items(), ids=FOREIGN)
def test_a_foreign_file_is_refused_in_its_own_sentence_with_advice(sentence, data):
    error = refusal(data)
    assert sentence in error.reason
    assert error.advice


@pytest.mark.parametrize("kind", ["NPZ file", "NumPy array", "Parquet file"])
def test_what_may_be_predictions_is_sent_to_the_page_of_its_run(kind):
    assert "upload them on the page of their run" in refusal(FOREIGN[kind]).advice


def test_a_traceback_is_told_with_its_line_and_its_error():
    text = (
        "Using TensorFlow backend.\nTraceback (most recent call last):\n"
        '  File "train.py", line 3, in <module>\n    fit()\nValueError: shapes differ\n'
    )
    error = refusal(text.encode())
    assert error.line == 2
    assert "ValueError: shapes differ" in error.reason


@pytest.mark.parametrize("error", ["KeyError: 'val_loss'", "ValueError: loss, accuracy", "E: x"])
def test_the_message_of_a_traceback_is_no_header_of_a_table(error):
    text = f'Traceback (most recent call last):\n  File "t.py", line 8, in <module>\n{error}\n'
    assert f"holds a Python traceback ({error})" in refusal(text.encode()).reason


def test_a_table_below_a_traceback_is_read():
    text = "Traceback (most recent call last):\nValueError: lr\nepoch,loss\n1,0.9\n2,0.5\n"
    assert len(read_log("log.csv", text.encode()).runs[0].curves) == 2


def test_a_traceback_below_rows_says_what_to_delete():
    text = 'epoch,loss\n0,0.5\nTraceback (most recent call last):\n  File "t.py", line 3\n'
    error = refusal(text.encode())
    assert error.line == 3
    assert "Delete everything from this line on" in error.advice


def test_the_name_of_the_file_stands_in_the_reason():
    assert refusal(b"%PDF-1.7", "history.csv").reason.startswith("history.csv is a PDF document")


def test_broken_json_tells_line_and_column():
    error = refusal(b'{"loss": [0.9,\n 0.5,, 0.4]}')
    assert (error.line, error.column) == (2, 6)


def test_a_broken_line_of_json_lines_tells_its_line():
    error = refusal(b'{"epoch": 1, "loss": 0.9}\n{"epoch": 2, "loss": 0.5}\n{"epoch": 3, "lo\n')
    assert error.line == 3


def test_a_list_of_columns_names_what_was_found():
    assert "“name”, “size”" in refusal(b"name;size\ncat;3\n").reason
