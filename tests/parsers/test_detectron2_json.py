"""metrics.json of Detectron2."""

import json

import numpy as np
import pytest

from experiments.parsers import ParseError, read_log


def read(*records: dict, end: str = ""):
    log = read_log("metrics.json", ("\n".join(map(json.dumps, records)) + end).encode())
    assert log.format == "detectron2_json"
    [run] = log.runs
    return run


def test_the_total_is_the_loss_and_its_parts_stay_metrics_of_training():
    run = read({"iteration": 19, "loss_cls": 1.5, "loss_box_reg": 0.5, "total_loss": 2.0})
    assert [(s.name, s.split, s.column) for s in run.series] == [
        ("loss_cls", "train", ""),
        ("loss_box_reg", "train", ""),
        ("total_loss", "train", "train_loss"),
    ]


def test_iterations_are_steps_and_no_epochs():
    run = read({"iteration": 19, "total_loss": 2.0}, {"iteration": 39, "total_loss": 1.0})
    assert run.curves.counted_by == "step"
    assert run.series[0].step.tolist() == [19, 39]


def test_the_accuracy_of_a_head_is_no_accuracy_of_the_run():
    run = read({"iteration": 19, "fast_rcnn/cls_accuracy": 0.75, "total_loss": 2.0})
    head = run.series[0]
    assert (head.kind, head.split, head.column) == ("fast_rcnn_cls_accuracy", "train", "")


def test_average_precision_is_a_metric_of_validation():
    run = read(
        {"iteration": 19, "total_loss": 2.0},
        {"iteration": 39, "total_loss": 1.0, "bbox/AP": 40.5, "coco_val/segm/AP50": float("nan")},
    )
    box, mask = run.series[1:]
    assert (box.split, box.column, box.step.tolist(), box.value.tolist()) == (
        "val",
        "",
        [39],
        [40.5],
    )
    assert mask.split == "val"
    assert np.isnan(mask.value).all()


@pytest.mark.parametrize(
    "name", ["validation_loss", "val_loss", "total_val_loss", "val_total_loss"]
)
def test_a_validation_loss_of_ones_own_is_known(name):
    run = read({"iteration": 19, "total_loss": 2.0, name: 2.5})
    assert {s.column: s.name for s in run.series if s.column}["val_loss"] == name


def test_a_last_line_that_was_cut_off_is_left_out_and_told():
    run = read({"iteration": 19, "total_loss": 2.0}, end='\n{"iteration": 39, "tot')
    assert run.series[0].step.tolist() == [19]
    assert any("Line 2" in note for note in run.notes)


def test_a_loss_that_is_no_number_is_refused_with_its_line():
    with pytest.raises(ParseError) as refusal:
        read({"iteration": 19, "total_loss": 2.0}, {"iteration": 39, "total_loss": "high"})
    assert refusal.value.line == 2
