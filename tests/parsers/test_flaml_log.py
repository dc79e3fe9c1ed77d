"""FLAML's search logs."""

import json

from experiments.parsers import read_log


def read(*records: dict):
    log = read_log("flaml.log", "\r\n".join(map(json.dumps, records)).encode())
    assert log.format == "flaml_log"
    [run] = log.runs
    return run


def trial(number: int, loss: float, learner: str = "lgbm", **config: float) -> dict:
    return {"record_id": number, "validation_loss": loss, "config": config, "learner": learner}


def test_each_trial_is_a_point_at_its_number():
    run = read(trial(0, 0.5, leaves=4), trial(3, 0.25, leaves=9), trial(7, 0.125, leaves=6))
    loss, leaves = run.series
    assert (loss.column, loss.step.tolist(), loss.value.tolist()) == (
        "val_loss",
        [0, 3, 7],
        [0.5, 0.25, 0.125],
    )
    assert (leaves.name, leaves.value.tolist()) == ("config/leaves", [4, 9, 6])
    assert run.curves.counted_by == "step"


def test_a_note_says_that_the_points_are_trials():
    assert any("each point is a trial" in note for note in read(trial(0, 0.5, leaves=4)).notes)


def test_the_best_trial_is_the_summary_and_no_trial():
    run = read(trial(0, 0.5, leaves=4), {"curr_best_record_id": 0})
    assert run.summary == {"curr_best_record_id": 0}
    assert len(run.series[0].value) == 1


def test_a_learner_that_stays_the_same_is_a_parameter():
    assert read(trial(0, 0.5, leaves=4), trial(1, 0.4, leaves=4)).parameters == {"learner": "lgbm"}
