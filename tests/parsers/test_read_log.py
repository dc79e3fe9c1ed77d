"""The way from bytes to runs: which parser takes what, and that nothing else comes out."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.parsers import FOLDERS, PARSERS, ParseError, read_folder, read_log
from experiments.parsers.document import Document
from experiments.parsers.grouping import group, without_litter

EVERYTHING = sorted((Path(__file__).parent.parent / "samples").iterdir())
SAMPLES = [path for path in EVERYTHING if path.is_file()]
FOLDER_SAMPLES = [path for path in EVERYTHING if path.is_dir()]
BYTES = [path.read_bytes() for path in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_as_the_format_it_is_named_after(path):
    assert read_log("log", path.read_bytes()).format == path.stem


def test_every_format_has_a_sample_and_a_slug_of_its_own():
    slugs = [parser.slug for parser in (*PARSERS, *FOLDERS)]
    assert sorted(slugs) == sorted(path.stem for path in EVERYTHING)


def files_in(folder: Path) -> dict[str, bytes]:
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    paths = without_litter(sorted(found))
    [one] = group(paths)
    assert (one.slug, one.paths) == (folder.name, tuple(paths))
    return {one.below(path): found[path].read_bytes() for path in paths}


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


def read_or_refuse(data: bytes) -> None:
    try:
        log = read_log("log", data)
    except ParseError as error:
        assert str(error)
        assert error.advice
    else:
        assert log.runs
        assert all(run.series for run in log.runs)
        assert all(run.curves.epoch_count <= run.point_count for run in log.runs)


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(data):
    read_or_refuse(data)


@given(st.text(alphabet='epochlsav_ ,;|\t\n\r"0123456789.-einf{}[]:%#', max_size=200))
def test_random_tables_are_read_or_refused(text):
    read_or_refuse(text.encode())


@given(st.sampled_from(BYTES), st.data())
def test_truncated_samples_are_read_or_refused(sample, data):
    read_or_refuse(sample[: data.draw(st.integers(0, len(sample)))])


@given(st.sampled_from(BYTES), st.sampled_from(BYTES))
def test_concatenated_samples_are_read_or_refused(first, second):
    read_or_refuse(first + second)


FOLDER_FILES = [(path.name, files_in(path)) for path in FOLDER_SAMPLES]


@given(st.sampled_from(FOLDER_FILES), st.data())
def test_folders_with_damaged_files_are_read_or_refused(sample, data):
    slug, files = sample
    path = data.draw(st.sampled_from(sorted(files)))
    cut = files[path][: data.draw(st.integers(0, len(files[path])))]
    damaged = cut + data.draw(st.binary(max_size=20))
    try:
        log = read_folder(slug, {**files, path: damaged})
    except ParseError as error:
        assert str(error)
        assert error.advice
    else:
        assert all(run.series for run in log.runs)


@given(st.lists(st.text(alphabet="abmetrics/.ymljsontvpw-0", max_size=30)))
def test_finding_folders_never_raises(paths):
    assert sorted(p for one in group(paths) for p in one.paths) == sorted(set(paths))


@settings(max_examples=200)
@given(st.sampled_from(BYTES), st.lists(st.tuples(st.integers(0), st.integers(0, 7)), max_size=8))
def test_bit_flipped_samples_are_read_or_refused(sample, flips):
    flipped = bytearray(sample)
    for position, bit in flips:
        flipped[position % len(flipped)] ^= 1 << bit
    read_or_refuse(bytes(flipped))


keys = st.sampled_from(
    ["loss", "val_loss", "acc", "epoch", "step", "history", "log_history", "train_runtime", "train"]
)
scalars = st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["0.5", "val"])
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=25,
)


@given(st.lists(st.dictionaries(keys, json_values, max_size=4), min_size=1, max_size=4))
def test_any_json_is_read_or_refused(values):
    read_or_refuse(json.dumps(values[0]).encode())
    read_or_refuse(json.dumps(values).encode())
    read_or_refuse("\n".join(map(json.dumps, values)).encode())


numbers = st.floats(width=64) | st.sampled_from([float("nan"), float("inf"), float("-inf")])


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_every_loss_comes_back_as_it_was_written(rows):
    lines = [f"{i},{loss!r},{val!r}" for i, (loss, val) in enumerate(rows, 1)]
    text = "\n".join(["epoch,loss,val_loss", *lines])
    loss, val = read_log("log.csv", text.encode()).runs[0].series
    np.testing.assert_array_equal(loss.value, [row[0] for row in rows])
    np.testing.assert_array_equal(val.value, [row[1] for row in rows])


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
