"""results.csv of Ultralytics and YOLOv5."""

import numpy as np
import pytest

from experiments.parsers import ParseError, read_log


def read(text: str):
    log = read_log("results.csv", text.encode())
    assert log.format == "yolo_results_csv"
    [run] = log.runs
    return run


def columns(run):
    return {s.column: s.name for s in run.series if s.column}


V8 = (
    "   epoch,  train/box_loss,  train/cls_loss,  train/dfl_loss,  metrics/mAP50(B),"
    "  val/box_loss,  val/cls_loss,  val/dfl_loss,  lr/pg0\n"
)


def test_the_parts_of_a_loss_are_summed_and_kept():
    run = read(V8 + "  1,  1.5,  2.25,  1,  0.5,  1,  2,  3,  0.01\n")
    assert run.curves.values("train_loss").tolist() == [4.75]
    assert run.curves.values("val_loss").tolist() == [6.0]
    box = next(s for s in run.series if s.name == "train/box_loss")
    assert (box.kind, box.split, box.value.tolist()) == ("box_loss", "train", [1.5])
    assert columns(run) == {"train_loss": "train/loss", "val_loss": "val/loss"}


def test_a_note_says_what_was_summed():
    notes = read(V8 + "1,1,1,1,1,1,1,1,1\n").notes
    assert any("val/box_loss + val/cls_loss + val/dfl_loss" in note for note in notes)


def test_an_infinite_part_makes_an_infinite_sum():
    run = read(V8 + "1,1,1,1,0.5,1,inf,1,0.1\n2,1,1,1,0.5,1,nan,1,0.1\n")
    val = next(s for s in run.series if s.name == "val/loss")
    np.testing.assert_array_equal(val.value, [np.inf, np.nan])


def test_an_epoch_that_lacks_a_part_has_no_sum():
    run = read(V8 + "1,1,,1,0.5,1,1,1,0.1\n2,1,1,1,0.5,1,1,1,0.1\n")
    train = next(s for s in run.series if s.name == "train/loss")
    assert (train.epoch.tolist(), train.value.tolist()) == ([2.0], [3.0])


def test_parts_that_are_too_large_to_add_give_an_infinite_sum():
    run = read(V8 + "1,1.7e308,1.7e308,1,0.5,1,1,1,0.1\n")
    assert next(s for s in run.series if s.name == "train/loss").value.tolist() == [np.inf]


def test_map_is_a_metric_of_validation_and_no_accuracy():
    run = read(V8 + "1,1,1,1,0.5,1,1,1,0.1\n")
    score = next(s for s in run.series if s.name == "metrics/mAP50(B)")
    assert (score.split, score.column, score.value.tolist()) == ("val", "", [0.5])
    assert score.kind != "accuracy"


def test_yolov5_has_an_objectness_loss_and_other_names():
    run = read(
        "epoch,train/box_loss,train/obj_loss,train/cls_loss,metrics/mAP_0.5,metrics/mAP_0.5:0.95,"
        "val/box_loss,val/obj_loss,val/cls_loss,x/lr0\n0,0.5,0.25,1,0.1,0.05,1,1,1,0.003\n"
    )
    assert run.curves.values("train_loss").tolist() == [1.75]
    assert run.curves.epoch.tolist() == [0]
    assert "x/lr0" in [s.name for s in run.series]


def test_rt_detr_sums_its_own_parts():
    run = read(
        "epoch,time,train/giou_loss,train/cls_loss,train/l1_loss,metrics/recall(B),"
        "val/giou_loss,val/cls_loss,val/l1_loss\n1,60.5,0.5,1,0.25,0.1,1,1,1\n"
    )
    assert run.curves.values("train_loss").tolist() == [1.75]
    assert run.curves.values("val_loss").tolist() == [3.0]


def test_a_classifier_has_a_loss_and_an_accuracy():
    run = read(
        "epoch,train/loss,metrics/accuracy_top1,metrics/accuracy_top5,val/loss,lr/pg0\n"
        "1,0.9,0.75,0.95,0.8,0.01\n"
    )
    assert columns(run) == {
        "train_loss": "train/loss",
        "val_accuracy": "metrics/accuracy_top1",
        "val_loss": "val/loss",
    }
    assert run.curves.values("val_accuracy").tolist() == [0.75]


def test_a_cell_that_is_no_number_is_refused_with_its_line():
    with pytest.raises(ParseError) as refusal:
        read(V8 + "1,1,1,1,0.5,1,1,1,0.1\n2,x,1,1,0.5,1,1,1,0.1\n")
    assert (refusal.value.line, refusal.value.column) == (3, 2)
