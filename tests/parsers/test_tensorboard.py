"""TensorBoard event files, against TensorBoard's own reader and two writers of others."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray
from tensorboardX import SummaryWriter

from experiments.parsers import ParseError, read_log
from experiments.parsers.event_points import read_events
from experiments.parsers.log import ParsedRun
from tests.event_files import BEGAN, begin, event, scalar

SAMPLES = Path(__file__).parents[1] / "samples"
CORPUS = Path(__file__).parents[3] / "shared" / "data" / "runs" / "tensorboard"
REAL = sorted(CORPUS.rglob("*tfevents*"))
Logged = list[tuple[int, float, float]]


def read(*events: bytes) -> ParsedRun:
    log = read_log("events.out.tfevents.1", begin() + b"".join(events))
    assert (log.format, len(log.runs)) == ("tensorboard", 1)
    return log.runs[0]


def as_tensorboard_reads(path: Path) -> dict[str, Logged]:
    """(step, value, time in seconds) of each scalar by its tag."""
    everything = {"scalars": 0, "tensors": 0}
    reader = EventAccumulator(str(path), everything, purge_orphaned_data=False)
    reader.Reload()
    found = {}
    for tag in reader.Tags()["scalars"]:
        found[tag] = [(e.step, e.value, e.wall_time) for e in reader.Scalars(tag)]
    for tag in reader.Tags()["tensors"]:
        if reader.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            events = reader.Tensors(tag)
            found[tag] = [
                (e.step, make_ndarray(e.tensor_proto).item(), e.wall_time) for e in events
            ]
    return found


def assert_both_readers_agree(path: Path) -> None:
    expected = as_tensorboard_reads(path)
    found = {points.tag: points for points in read_events(path.read_bytes()).points}
    assert set(found) == set(expected)
    for tag, points in found.items():
        steps, values, walls = map(np.array, zip(*expected[tag], strict=True))
        np.testing.assert_array_equal(points.step, steps)
        np.testing.assert_array_equal(points.value, values)
        np.testing.assert_array_equal(points.time, np.round(walls * 1000))


@pytest.mark.skipif(not REAL, reason="the corpus of real logs is not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.relative_to(CORPUS).parts[0])
def test_real_files_are_read_as_tensorboard_reads_them(path):
    assert_both_readers_agree(path)


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*tfevents*")), ids=lambda path: path.name)
def test_samples_are_read_as_tensorboard_reads_them(path):
    assert_both_readers_agree(path)


numbers = st.floats(width=32)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["loss", "val/loss"]), st.integers(-9, 10**12), numbers)))
def test_files_of_tensorboardx_are_read_as_tensorboard_reads_them(tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("run")
    with SummaryWriter(str(folder), flush_secs=10**6) as writer:
        writer.add_scalar("first", 1.5, 0, walltime=BEGAN)
        for tag, step, value in written:
            writer.add_scalar(tag, value, step, walltime=BEGAN + 0.125)
    [path] = folder.iterdir()
    assert_both_readers_agree(path)


def test_tensorboardx_hyperparameters_and_texts_are_parameters(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_text("note", "warm start")
        writer.add_text("args", '{"batch_size": 32, "layers": [1, 2]}')
        writer.add_histogram("weights", np.arange(9.0))
        writer.add_scalar("loss", 0.5, 1)
        writer.add_hparams({"lr": 0.1, "bias": True, "optimizer": "sgd"}, {"best": 0.25}, name="h")
    [main] = tmp_path.glob("*tfevents*")
    [own] = (tmp_path / "h").iterdir()
    run = read_log("log", main.read_bytes()).runs[0]
    assert run.parameters == {"note": "warm start", "batch_size": "32"}
    assert [series.name for series in run.series] == ["loss"]
    run = read_log("log", own.read_bytes()).runs[0]
    assert run.parameters == {"lr": "0.1", "bias": "True", "optimizer": "sgd"}


def test_tags_of_hugging_face_are_training_and_validation_with_epochs():
    run = read(
        event(10, scalar("train/loss", 0.9)), event(10, scalar("train/epoch", 0.5)),
        event(20, scalar("train/loss", 0.7)), event(20, scalar("train/epoch", 1)),
        event(20, scalar("eval/loss", 0.8)), event(20, scalar("eval/accuracy", 0.5)),
        event(20, scalar("train/epoch", 1)),
    )  # fmt: skip
    columns = {series.column: series.epoch.tolist() for series in run.series}
    assert columns == {"train_loss": [0.5, 1], "val_loss": [1], "val_accuracy": [1]}


def test_what_hugging_face_logs_at_the_end_of_a_training_is_its_summary():
    end = [scalar("train/train_loss", 0.75), scalar("train/train_runtime", 60)]
    run = read(event(10, scalar("train/loss", 0.5)), event(10, *end))
    assert [series.name for series in run.series] == ["train/loss"]
    assert run.summary == {"train_loss": 0.75, "train_runtime": 60}
    assert "averages over the run" in run.notes[0]
    twice = read(event(10, scalar("train/loss", 0.5)), event(10, *end), event(20, *end))
    assert (len(twice.series), twice.summary) == (3, {})
    assert len(read(event(10, *end)).series) == 2


def test_keras_counts_epochs_by_its_tags_and_steps_elsewhere():
    tags = ("epoch_loss", "evaluation_loss_vs_iterations")
    epoch, steps = read(*(event(5, scalar(tag, 0.5)) for tag in tags)).series
    assert (epoch.column, epoch.epoch.tolist()) == ("train_loss", [5])
    assert (steps.column, steps.split, steps.step.tolist()) == ("", "val", [5])
    assert np.isnan(steps.epoch).all()


def test_a_file_without_scalars_is_refused_in_a_sentence():
    with pytest.raises(ParseError, match=r"^The event file holds no scalars\. Upload it again"):
        read()


def test_a_file_that_is_being_written_is_read_with_a_note():
    data = begin() + event(1, scalar("loss", 0.5)) + event(2, scalar("loss", 0.25))[:-1]
    [run] = read_log("log", data).runs
    assert run.series[0].value.tolist() == [0.5]
    assert "ends in the middle of a record" in run.notes[0]


def test_files_that_were_joined_are_one_run():
    run = read(event(1, scalar("loss", 2)), begin(), event(2, scalar("loss", 1)))
    assert run.series[0].value.tolist() == [2, 1]


def test_a_file_whose_first_record_is_damaged_is_known_as_an_event_file():
    data = bytearray(begin() + event(1, scalar("loss", 0.5)))
    data[3] ^= 1
    with pytest.raises(ParseError, match="Record 1, at byte 0, is damaged"):
        read_log("log.csv", bytes(data))


@given(st.integers(0), st.integers(0, 7))
def test_no_flipped_bit_gives_another_value(place, bit):
    whole = begin() + b"".join(event(i, scalar("loss", i)) for i in range(4))
    data = bytearray(whole)
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(ParseError, match="is damaged"):
        read_log("log", bytes(data))


def test_names_that_no_database_takes_are_written_as_escapes():
    assert read(event(1, scalar("lo\0ss", 1))).series[0].name == "lo\\x00ss"


def test_a_name_that_is_too_long_is_refused():
    assert read(event(1, scalar("l" * 400, 1))).point_count == 1
    with pytest.raises(ParseError, match=r"“l{40}…”, has 401 characters; at most 400"):
        read(event(1, scalar("l" * 401, 1)))
