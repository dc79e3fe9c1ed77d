"""TensorBoard itself, asked for what stands in an event file of ours."""

from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

from experiments.curves import Series
from experiments.exports import Exported
from experiments.parsers import read_folder, read_log
from experiments.parsers.event_points import read_events
from tests.exports.cases import assert_same_series, read_again, written

BEGAN = 1_735_732_830_123
VALUES = [0.1, 1 / 3, 5e-324]
LOSSES = Series.of(
    "val/loss", "loss", "val", VALUES, step=[10, 20, 30], epoch=[1, 2, 3],
    time=[BEGAN, BEGAN + 1, BEGAN + 60_000],
)  # fmt: skip
RUN = Exported("baseline", [LOSSES], {"lr": "0.1"})


@pytest.fixture
def seen(tmp_path: Path) -> EventAccumulator:
    (tmp_path / "run.tfevents").write_bytes(written("tensorboard", RUN))
    found = EventAccumulator(str(tmp_path))
    found.Reload()
    return found


def test_tensorboard_finds_the_metrics_and_the_epochs(seen: EventAccumulator) -> None:
    tags = seen.Tags()["tensors"]
    plugins = {tag: seen.SummaryMetadata(tag).plugin_data.plugin_name for tag in tags}
    assert plugins == {"lossacc": "text", "epoch": "scalars", "val/loss": "scalars"}


def test_tensorboard_sees_every_digit(seen: EventAccumulator) -> None:
    events = seen.Tensors("val/loss")
    assert [event.step for event in events] == [10, 20, 30]
    assert [make_ndarray(event.tensor_proto).item() for event in events] == VALUES
    assert [round(event.wall_time * 1000) for event in events] == LOSSES.time.tolist()


def test_tensorboard_takes_the_values_for_scalars(seen: EventAccumulator) -> None:
    for tag in ("epoch", "val/loss"):
        assert seen.SummaryMetadata(tag).data_class == 1
        assert make_ndarray(seen.Tensors(tag)[0].tensor_proto).shape == ()


def test_the_epochs_are_a_metric_by_step(seen: EventAccumulator) -> None:
    events = seen.Tensors("epoch")
    told = [(event.step, make_ndarray(event.tensor_proto).item()) for event in events]
    assert told == [(10, 1.0), (20, 2.0), (30, 3.0)]


def test_other_readers_of_event_files_get_the_same_points() -> None:
    points = {one.tag: one for one in read_events(written("tensorboard", RUN)).points}
    assert points["val/loss"].value.tolist() == VALUES
    assert points["epoch"].value.tolist() == [1.0, 2.0, 3.0]


def test_a_file_that_was_cut_off_is_read_up_to_there_and_says_so() -> None:
    [run] = read_log("run", written("tensorboard", RUN)[:-5]).runs
    assert run.series[0].value.tolist() == VALUES[:2]
    assert run.series[0].epoch.tolist() == [1.0, 2.0]
    assert any("ends in the middle of a record" in note for note in run.notes)


def test_an_event_file_in_a_folder_is_read_as_the_run_it_was() -> None:
    [run] = read_folder("tensorboard_folder", {"run.tfevents": written("tensorboard", RUN)}).runs
    assert_same_series([LOSSES], list(run.series))
    assert run.parameters == {"lr": "0.1"}


def test_epochs_that_go_back_at_a_step_are_kept() -> None:
    losses = Series.of("loss", "loss", "train", [3.0, 2.0, 1.0], step=[5, 5, 6], epoch=[1, 2, 2])
    run = Exported("resumed", [losses, LOSSES])
    assert_same_series([losses, LOSSES], list(read_again("tensorboard", run).series))
