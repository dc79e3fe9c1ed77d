"""Whatever the bytes are, the outcome is a right run or a refusal with a reason."""

import json
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.parsers import read_log
from experiments.parsers.event_records import record
from experiments.parsers.grouping import group
from tests.event_files import begin, bytes_field, event, scalar
from tests.parsers.damage import FILES, NUMBERS, damaged, places
from tests.parsers.outcomes import read_or_refuse, read_or_refuse_files, read_or_refuse_folder
from tests.parsers.samples import FOLDER_SAMPLES, SAMPLES, files_in
from tests.parsers.wandb_files import history, items, message, wandb_log

FOLDERS = [(path.name, files_in(path)) for path in FOLDER_SAMPLES]
NAMES = sorted({path.name for path in SAMPLES} | {"accuracy", "log", "events.out.tfevents.1.a"})


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


tags = st.sampled_from(["loss", "epoch_loss", "epoch", "val/acc", "", "\0"])
values = st.floats(width=32) | st.sampled_from([math.nan, math.inf])
steps = st.integers(0, 9) | st.sampled_from([2**63 - 1, 2**63, 2**64 - 1])
fields = st.binary(max_size=20) | st.tuples(st.integers(1, 20), st.binary(max_size=20)).map(
    lambda field: bytes_field(*field)
)
messages = st.lists(fields, max_size=4).map(b"".join)
events = st.builds(event, steps, st.builds(scalar, tags, values) | messages)


@settings(max_examples=300)
@given(st.lists(events | messages.map(record), max_size=8).map(b"".join))
def test_whole_records_of_any_events_are_read_or_refused(records):
    read_or_refuse(begin() + records)


rows = st.dictionaries(st.sampled_from(["loss", "_step", "_timestamp", "epoch"]), scalars)
histories = st.builds(lambda step, row: message(2, items(row) + step), messages, rows)
counted = st.builds(lambda step, row: history(step, **{**row, "lr": 1}), steps, rows)


@settings(max_examples=300)
@given(st.lists(histories | counted | st.builds(message, st.integers(1, 20), messages), max_size=6))
def test_whole_records_of_any_rows_are_read_or_refused(records):
    read_or_refuse(wandb_log(*records))


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
