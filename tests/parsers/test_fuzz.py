"""Whatever the bytes are, the outcome is a right run or a refusal with a reason."""

import json
import math
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.parsers import read_log
from experiments.parsers.grouping import group
from tests.parsers.outcomes import read_or_refuse, read_or_refuse_files, read_or_refuse_folder
from tests.parsers.samples import FOLDER_SAMPLES, SAMPLES, contents, files_in

FILES = contents()
FOLDERS = [(path.name, files_in(path)) for path in FOLDER_SAMPLES]
NAMES = sorted({path.name for path in SAMPLES} | {"accuracy", "log", "events.out.tfevents.1.a"})

NUMBERS = (
    "nan", "inf", "-inf", "NaN", "Infinity", "1e999", "-1e999", "1e-400", "1e308", "5e-324",
    "0x10", "1_000", "1,5", "1.5.2", "-9.3e18", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "99999999999999999999999999999999", "true",
    "null", "-0.0", "--1", "1e", "50%", "٣", "²", "½",
)  # fmt: skip
"""What may stand where a number is expected."""

TOKENS = (
    b'"', b'""', b"{", b"}", b"[", b"]", b",", b";", b"\t", b"|", b":", b"=", b" - ", b"\n",
    b"\r", b"\r\r\n", b"\x00", b"\x08", b"\x1b[31m", b"\x1b[2K", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xc2\xa0", b"\\u0000", b"\\ud800", b"epoch", b"step", b"loss", b"val_loss", b"accuracy",
    b"Epoch 1/5\n", b"&a", b"*a", b"9999-99-99 99:99:99", b"9" * 400, b"a" * 400,
)  # fmt: skip
"""What breaks tables, JSON, YAML, terminals and encodings."""

places = st.integers(0, 2**16)
pieces = st.sampled_from(TOKENS) | st.binary(max_size=12)


@st.composite
def damaged(draw: st.DrawFn, files: st.SearchStrategy[bytes]) -> bytes:
    """A file with one to three faults."""
    data = draw(files)
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from(FAULTS))(draw, data)
    return data


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(places) % (len(data) + 1)]


def _flip_bits(draw: st.DrawFn, data: bytes) -> bytes:
    flipped = bytearray(data)
    for place, bit in draw(st.lists(st.tuples(places, st.integers(0, 7)), max_size=8)):
        if flipped:
            flipped[place % len(flipped)] ^= 1 << bit
    return bytes(flipped)


def _insert(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    return data[:place] + draw(pieces) + data[place:]


def _concatenate(draw: st.DrawFn, data: bytes) -> bytes:
    return data + draw(st.sampled_from(FILES))


def _splice(draw: st.DrawFn, data: bytes) -> bytes:
    other = draw(st.sampled_from(FILES))
    return _cut(draw, data) + other[draw(places) % (len(other) + 1) :]


def _remove(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    return data[:place] + data[place + draw(st.integers(1, 300)) :]


def _repeat(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    block = data[place : place + draw(st.integers(1, 300))]
    return data[:place] + block * draw(st.integers(2, 30)) + data[place:]


def _swap_lines(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = (draw(places) % len(lines) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _turn_lines(draw: st.DrawFn, data: bytes) -> bytes:
    return b"\n".join(reversed(data.split(b"\n")))


def _other_number(draw: st.DrawFn, data: bytes) -> bytes:
    found = list(re.finditer(rb"-?\d+(\.\d+)?(e-?\d+)?", data))
    if not found:
        return data
    number = found[draw(places) % len(found)]
    text = draw(st.sampled_from(NUMBERS)).encode()
    return data[: number.start()] + text + data[number.end() :]


FAULTS = (
    _cut,
    _flip_bits,
    _insert,
    _concatenate,
    _splice,
    _remove,
    _repeat,
    _swap_lines,
    _turn_lines,
    _other_number,
)


@settings(max_examples=4000)
@given(damaged(st.sampled_from(FILES)), st.sampled_from(NAMES))
def test_damaged_logs_are_read_or_refused(data, name):
    read_or_refuse(data, name)


@settings(max_examples=1200)
@given(st.sampled_from(FOLDERS), st.data())
def test_folders_with_damaged_files_are_read_or_refused(folder, data):
    slug, files = folder
    for path in data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        files = {**files, path: data.draw(damaged(st.just(files[path])))}
    read_or_refuse_folder(slug, files)


@settings(max_examples=300)
@given(st.sampled_from(FOLDERS), st.data())
def test_folders_that_lack_files_or_hold_those_of_others_are_read_or_refused(folder, data):
    slug, files = folder
    kept = data.draw(st.lists(st.sampled_from(sorted(files)), unique=True))
    strange = data.draw(st.dictionaries(st.sampled_from(sorted(files)), st.sampled_from(FILES)))
    read_or_refuse_folder(slug, {path: files[path] for path in kept} | strange)
    read_or_refuse_files({f"run/{path}": files[path] for path in kept} | strange)


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(data):
    read_or_refuse(data)


@settings(max_examples=400)
@given(st.sampled_from(FILES), st.binary(max_size=400), places)
def test_random_bytes_behind_the_beginning_of_a_log_are_read_or_refused(sample, data, place):
    read_or_refuse(sample[: place % 64] + data)


@settings(max_examples=400)
@given(st.text(alphabet='epochlsav_ ,;|\t\n\r"0123456789.-einf{}[]:%#=()', max_size=200))
def test_random_tables_are_read_or_refused(text):
    read_or_refuse(text.encode())


WORDS = (
    "Epoch", "epoch", "[1/5]", "2/5", "Step", "loss:", "Loss=", "val_loss:", "0.5", "0.25%",
    "acc", "Train:", "Val", "|", "-", ",", ";", "INFO", "it/s]", "10/10", "[====]", "ETA:",
    "2s/step", "1e-3", "nan", "(0.4)", "\r", "\x08", "\x1b[32m", "None", "2024-01-01",
    "12:00:00", "Test", "accuracy:", "{", "}", "'", ":", "=", "->", "lr", "10%|███",
)  # fmt: skip
"""What text logs are made of."""

lines = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@settings(max_examples=600)
@given(st.lists(lines, max_size=12).map("\n".join))
def test_random_text_logs_are_read_or_refused(text):
    read_or_refuse(text.encode())
    read_or_refuse("\n".join([text] * 3).encode())


KEYS = (
    "loss", "val_loss", "acc", "epoch", "step", "history", "log_history", "train_runtime",
    "train", "mode", "iter", "iteration", "total_loss", "accuracy/top1", "validation_0",
    "learn", "test", "iterations", "meta", "metrics", "value", "name", "run_id", "_step",
    "_timestamp", "training_loss", "validation_accuracy", "record_id", "0", "1", "nan",
)  # fmt: skip
keys = st.sampled_from(KEYS)
scalars = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.integers(-(10**40), 10**40)
    | st.sampled_from(["0.5", "val", "NaN", "", "1/0", "\ud800"])
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=500)
@given(st.lists(st.dictionaries(keys, json_values, max_size=4), min_size=1, max_size=4))
def test_any_json_is_read_or_refused(values):
    read_or_refuse(json.dumps(values[0]).encode())
    read_or_refuse(json.dumps(values).encode())
    read_or_refuse("\n".join(map(json.dumps, values)).encode())


cells = st.sampled_from(NUMBERS) | st.integers(-3, 30).map(str) | st.floats().map(repr)
HEADERS = (
    "epoch", "step", "iter", "loss", "val_loss", "acc", "val_acc", "lr", "time", "Name",
    "metric", "value", "run", "split", "phase", "train/box_loss", "val/box_loss",
    "train/cls_loss", "a - train/loss", "a - train/loss__MIN", "b - train/loss", "Step",
    "accuracy", "0", "1", "2", "wall_time", "tag", "", "valid_loss", "train_top1",
)  # fmt: skip
headers = st.lists(st.sampled_from(HEADERS), min_size=1, max_size=7)


@settings(max_examples=600)
@given(headers, st.data(), st.sampled_from([",", ";", "\t"]))
def test_tables_of_known_columns_and_any_cells_are_read_or_refused(names, data, delimiter):
    row = st.lists(cells, min_size=len(names), max_size=len(names)).map(delimiter.join)
    rows = data.draw(st.lists(row, max_size=6))
    read_or_refuse("\n".join([delimiter.join(names), *rows]).encode())


@given(st.lists(st.text(alphabet="abmetrics/.ymljsontvpw-0", max_size=30)))
def test_finding_folders_never_raises(paths):
    assert sorted(p for one in group(paths) for p in one.paths) == sorted(set(paths))


PARTS = (
    "mlruns", "0", "meta.yaml", "metrics", "params", "loss", "plots", "train", "val",
    "validation", "events.out.tfevents.1.a", "events.out.tfevents.2.b.v2",
    "metrics_epoch_0.json", "metrics.json", "learn_error.tsv", "test_error.tsv",
    "time_left.tsv", "files", "output.log", "wandb-summary.json", "run-1.wandb", "config.yaml",
    "epoch.tsv", "a", "b",
)  # fmt: skip
parts = st.sampled_from(PARTS)


@settings(max_examples=400)
@given(st.lists(st.lists(parts, min_size=1, max_size=4).map("/".join)))
def test_finding_folders_among_names_of_their_files_never_loses_one(paths):
    assert sorted(p for one in group(paths) for p in one.paths) == sorted(set(paths))


numbers = st.floats(width=64) | st.sampled_from([math.nan, math.inf, -math.inf])


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_every_loss_comes_back_as_it_was_written(rows):
    lines = [f"{i},{loss!r},{val!r}" for i, (loss, val) in enumerate(rows, 1)]
    text = "\n".join(["epoch,loss,val_loss", *lines])
    loss, val = read_log("log.csv", text.encode()).runs[0].series
    np.testing.assert_array_equal(loss.value, [row[0] for row in rows])
    np.testing.assert_array_equal(val.value, [row[1] for row in rows])
