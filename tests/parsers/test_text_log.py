"""Text logs: names and values, epochs and steps, splits, settings, and what is no log."""

from pathlib import Path

from experiments.parsers import read_log

SAMPLE = Path(__file__).parent.parent / "samples" / "text_log.log"


def test_epochs_settings_and_times_of_the_sample():
    [run] = read_log("train.log", SAMPLE.read_bytes()).runs
    assert run.curves.epoch.tolist() == [1, 2, 3]
    assert run.curves.values("train_loss").tolist() == [1.0114, 0.8009, 0.6724]
    assert run.curves.values("val_accuracy").tolist() == [0.615, 0.6625, 0.6575]
    assert run.parameters["learning_rate"] == "0.05"
    assert str(run.series[0].time[0].astype("datetime64[ms]")) == "2024-05-01T10:00:04.010"
