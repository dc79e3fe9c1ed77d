"""W&B's summaries."""

import json

import pytest

from experiments.parsers import read_log

OWN = {"_step": 9, "_runtime": 12.5, "_timestamp": 1735732830.5, "_wandb": {"runtime": 12}}


def read(values: dict):
    log = read_log("wandb-summary.json", json.dumps(values).encode())
    return log.format, log.runs[0]


def test_own_names_of_w_and_b_are_axes_and_no_metrics():
    slug, run = read({**OWN, "val_loss": 0.5})
    [series] = run.series
    assert slug == "wandb_summary"
    assert (series.name, series.step.tolist(), series.time.tolist()) == (
        "val_loss",
        [9],
        [1735732830500],
    )


def test_a_model_of_which_only_other_metrics_are_known_is_read_too():
    slug, run = read({**OWN, "metrics/mAP_0.5": 0.25, "train/box_loss": 0.125})
    assert slug == "wandb_summary"
    assert [s.name for s in run.series] == ["metrics/mAP_0.5", "train/box_loss"]


def test_media_are_left_out_and_told():
    _, run = read({**OWN, "loss": 0.5, "Labels": {"_type": "images/separated", "width": 64}})
    assert [s.name for s in run.series] == ["loss"]
    assert any("“Labels”" in note for note in run.notes)


def test_the_epoch_of_the_summary_is_that_of_the_point():
    assert read({**OWN, "epoch": 49, "val_acc": 77.05})[1].curves.epoch.tolist() == [49]


def test_a_summary_without_a_history_is_known_by_its_last_name():
    slug, run = read({"val_loss": 0.5, "_wandb": {"runtime": 12}})
    assert slug == "wandb_summary"
    assert [s.name for s in run.series] == ["val_loss"]


@pytest.mark.parametrize("own", [{}, {"_step": 1}])
def test_final_values_of_others_are_no_summary_of_w_and_b(own):
    assert read({**own, "val_loss": 0.5})[0] == "json_summary"
