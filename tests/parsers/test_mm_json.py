"""JSON lines of MMEngine and MMCV."""

import json

from experiments.parsers import read_log


def read(*records: dict):
    log = read_log("scalars.json", "\n".join(map(json.dumps, records)).encode())
    assert log.format == "mm_json"
    [run] = log.runs
    return run


def series(run, name):
    return next(s for s in run.series if s.name == name)


def trained(epoch: int, step: int, loss: float, **more: float) -> dict:
    count = {"epoch": epoch, "iter": step, "step": step}
    return {"lr": 0.1, "data_time": 0.01, "loss": loss, **count, **more}


def test_an_evaluation_whose_step_is_the_epoch_belongs_to_it():
    run = read(
        trained(1, 96, 2.0),
        {"accuracy/top1": 24.0, "data_time": 0.1, "step": 1},
        trained(2, 192, 1.0),
        {"accuracy/top1": 48.0, "data_time": 0.1, "step": 2},
    )
    accuracy = series(run, "val/accuracy/top1")
    assert (accuracy.column, accuracy.step.tolist()) == ("val_accuracy", [96, 192])
    assert run.curves.values("val_accuracy").tolist() == [0.24, 0.48]
    assert run.curves.epoch.tolist() == [1, 2]


def test_an_evaluation_may_come_some_epochs_after_the_last_line_of_training():
    run = read(
        trained(1, 50, 2.0), {"coco/bbox_mAP": 0.25, "data_time": 0.1, "step": 2}, trained(3, 90, 1)
    )
    assert series(run, "val/coco/bbox_mAP").epoch.tolist() == [2]
    assert series(run, "val/coco/bbox_mAP").column == ""


def test_where_training_counts_iterations_evaluations_do_too():
    run = read(
        {"lr": 0.1, "data_time": 0.01, "loss": 2.0, "iter": 50, "step": 50},
        {"mIoU": 41.5, "aAcc": 88.0, "data_time": 0.1, "step": 50},
        {"lr": 0.1, "data_time": 0.01, "loss": 1.0, "iter": 100, "step": 100},
    )
    assert series(run, "val/mIoU").step.tolist() == [50]
    assert series(run, "loss").step.tolist() == [50, 100]
    assert run.curves.counted_by == "step"


def test_several_lines_of_an_epoch_are_points_within_it():
    run = read(trained(1, 50, 3.0), trained(1, 100, 1.0), trained(2, 150, 0.5))
    assert run.curves.values("train_loss").tolist() == [2.0, 0.5]
    assert series(run, "loss").step.tolist() == [50, 100, 150]


def test_the_accuracy_of_a_head_is_of_training():
    run = read(trained(1, 50, 3.0, acc=87.5), trained(2, 100, 3.0, acc=90.0))
    assert (series(run, "acc").column, series(run, "acc").value.tolist()) == (
        "train_accuracy",
        [0.875, 0.9],
    )


def old(mode: str, epoch: int, count: int, **metrics: float) -> dict:
    return {"mode": mode, "epoch": epoch, "iter": count, "lr": 0.1, **metrics}


OLD = (
    {"env_info": "sys.platform: linux\nPython: 3", "seed": 7, "exp_name": "small.py"},
    old("train", 1, 10, data_time=0.1, loss=2.0, acc_pose=0.25),
    old("train", 1, 20, data_time=0.1, loss=1.0, acc_pose=0.5),
    old("train", 2, 10, data_time=0.1, loss=0.75, acc_pose=0.75),
    old("train", 2, 20, data_time=0.1, loss=0.5, acc_pose=0.75),
    old("val", 2, 9, AP=0.5),
)


def test_iterations_that_start_anew_in_each_epoch_are_counted_on():
    run = read(*OLD)
    assert series(run, "train/loss").step.tolist() == [10, 20, 30, 40]
    assert series(run, "train/loss").epoch.tolist() == [1, 1, 2, 2]
    assert any("20 to an epoch" in note for note in run.notes)


def test_a_validation_stands_at_the_last_step_of_training():
    run = read(*OLD)
    score = series(run, "val/AP")
    assert (score.step.tolist(), score.epoch.tolist(), score.column) == ([40], [2], "")


def test_iterations_that_run_on_stay_steps():
    run = read(old("train", 1, 50, loss=2.0, data_time=1), old("train", 1, 100, loss=1.0))
    assert series(run, "train/loss").step.tolist() == [50, 100]


def test_the_accuracy_of_a_pose_head_is_a_metric_of_its_own():
    head = series(read(*OLD), "train/acc_pose")
    assert (head.split, head.column) == ("train", "")


def test_settings_above_the_log_become_parameters_but_not_the_environment():
    assert read(*OLD).parameters == {"seed": "7", "exp_name": "small.py"}


def test_counts_that_are_no_numbers_are_passed_over():
    run = read(
        old("train", 1, 10, loss=2.0, data_time=1), {"mode": "train", "iter": None, "loss": 1}
    )
    assert len(series(run, "train/loss").value) == 2
