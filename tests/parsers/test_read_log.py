"""The way from bytes to runs: which parser takes what."""

import numpy as np
import pytest

from experiments.parsers import FOLDERS, PARSERS, read_folder, read_log
from experiments.parsers.document import Document
from tests.parsers.samples import EVERYTHING, FOLDER_SAMPLES, SAMPLES, files_in


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_the_format_it_is_named_after(path):
    assert read_log("log", path.read_bytes()).format == path.stem


def test_every_format_has_a_sample_and_a_slug_of_its_own():
    slugs = [parser.slug for parser in (*PARSERS, *FOLDERS)]
    assert sorted(slugs) == sorted(path.stem for path in EVERYTHING)


@pytest.mark.parametrize("folder", FOLDER_SAMPLES, ids=lambda path: path.name)
def test_the_files_of_a_folder_sample_are_read_as_one_log(folder):
    log = read_folder(folder.name, files_in(folder))
    assert log.format == folder.name
    assert all(run.series for run in log.runs)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_name_of_a_file_changes_nothing(path):
    one, other = (read_log(name, path.read_bytes()) for name in ("a.csv", "model.json"))
    assert one.format == other.format
    assert [s.value.tolist() for s in one.runs[0].series] == [
        s.value.tolist() for s in other.runs[0].series
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    log = read_log("log.csv", b"\xef\xbb\xbfepoch,loss\n3,0.5\n4,0.4\n")
    assert log.runs[0].curves.epoch.tolist() == [3, 4]


def test_utf_16_is_read_as_text():
    text = "epoch,loss,val_loss\n0,0.9,1.0\n1,0.5,0.7\n"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        log = read_log("log.csv", text.encode(encoding))
        assert log.runs[0].curves.values("val_loss").tolist() == [1.0, 0.7]


def test_every_value_is_the_float_nearest_to_what_is_written():
    written = [
        "0.1",
        "2.3455677032470703",
        "1e-310",
        "8.943605280364864e-06",
        "1.7976931348623157e308",
    ]
    data = "epoch,loss\n" + "".join(f"{i},{text}\n" for i, text in enumerate(written))
    [series] = read_log("log.csv", data.encode()).runs[0].series
    assert series.value.tolist() == [float(text) for text in written]


def test_nothing_that_was_logged_is_lost():
    data = b"epoch,step,loss,lr\n1,10,nan,0.1\n1,10,inf,0.1\n1,11,-inf,\n2,12,0.5,0.01\n"
    loss, lr = read_log("log.csv", data).runs[0].series
    np.testing.assert_array_equal(loss.value, [np.nan, np.inf, -np.inf, 0.5])
    assert loss.step.tolist() == [10, 10, 11, 12]
    assert lr.value.tolist() == [0.1, 0.1, 0.01]
    assert lr.step.tolist() == [10, 10, 12]


def test_series_names_are_unique_and_each_column_is_filled_once():
    data = b"epoch,loss,loss,train_loss,acc,accuracy,train_acc\n1,1,2,3,0.1,0.2,0.3\n"
    [run] = read_log("log.csv", data).runs
    names = [s.name for s in run.series]
    columns = [s.column for s in run.series if s.column]
    assert names == ["loss", "loss.1", "train_loss", "acc", "accuracy", "train_acc"]
    assert sorted(columns) == ["train_accuracy", "train_loss"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "  "])
def test_any_delimiter_gives_the_same_run(delimiter):
    rows = [("epoch", "loss", "val_loss"), ("0", "0.9", "1.0"), ("1", "0.5", "0.7")]
    text = "\n".join(delimiter.join(row) for row in rows)
    [run] = read_log("log.txt", text.encode()).runs
    assert run.curves.values("train_loss").tolist() == [0.9, 0.5]
    assert run.curves.values("val_loss").tolist() == [1.0, 0.7]


def test_recognising_never_raises_for_text_without_a_table():
    document = Document("a story about a loss, and nothing else\n")
    assert not any(parser.recognises(document) for parser in PARSERS)
