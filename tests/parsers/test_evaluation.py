"""An evaluation after the training is no epoch, whichever logger wrote it."""

import numpy as np

from experiments.parsers.event_points import EventLog, Points
from experiments.parsers.event_run import run_of_events


def log(began: float, **metrics: dict[int, float]) -> EventLog:
    """An event file: of each metric its values by step."""
    points = tuple(
        Points(name, np.array(list(v)), np.array(list(v.values())), np.zeros(len(v), np.int64))
        for name, v in metrics.items()
    )
    return EventLog(points, (), began, complete=True)


FIT = log(
    1.0,
    epoch={9: 0.0, 19: 1.0},
    train_loss={9: 0.9, 19: 0.5},
    val_loss={9: 0.8, 19: 0.7},
)


def test_event_files_of_validate_and_test_add_no_epoch():
    validated = log(2.0, epoch={20: 2.0}, val_loss={20: 0.7})
    tested = log(3.0, epoch={20: 2.0}, test_loss={20: 0.6})

    run = run_of_events([("", FIT), ("", validated), ("", tested)])

    assert run.curves.epoch.tolist() == [0, 1]
    assert run.curves.values("val_loss").tolist() == [0.8, 0.7]
    np.testing.assert_array_equal(run.curves.values("test_loss"), [np.nan, 0.6])
    [apart] = [s for s in run.series if s.name == "val_loss after training"]
    assert apart.value.tolist() == [0.7]
    assert any("after the training" in note for note in run.notes)


def test_an_epoch_that_was_trained_stays_one():
    resumed = log(2.0, epoch={29: 2.0}, train_loss={29: 0.4}, val_loss={29: 0.6})

    run = run_of_events([("", FIT), ("", resumed)])

    assert run.curves.epoch.tolist() == [0, 1, 2]
    assert run.curves.values("val_loss").tolist() == [0.8, 0.7, 0.6]
