"""Folders of event files: which files are one run, and what their tags are called there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboardX import SummaryWriter

from experiments.parsers import ParseError, read_folder
from experiments.parsers.event_run import metric_name
from experiments.parsers.grouping import group
from experiments.parsers.log import ParsedRun
from experiments.parsers.tensorboard_folder import find
from tests.event_files import BEGAN, begin, event, scalar

EVENTS = "events.out.tfevents.1700000000.host"


def read(files: dict[str, bytes]) -> ParsedRun:
    [run] = read_folder("tensorboard_folder", files).runs
    return run


def log(*losses: float, tag: str = "loss", first: int = 0, began: float = BEGAN) -> bytes:
    events = (event(first + i, scalar(tag, loss), wall=began + i) for i, loss in enumerate(losses))
    return begin(began) + b"".join(events)


def roots(*folders: str) -> list[str]:
    return sorted(folder.root for folder in find([f"{folder}/{EVENTS}" for folder in folders]))


@pytest.mark.parametrize("part", ["train", "validation", "val", "valid", "eval", "test", "Dev"])
def test_a_folder_called_like_a_split_belongs_to_the_one_that_holds_it(part):
    assert roots("logs/fit/train", f"logs/fit/{part}") == ["logs/fit"]
    assert roots("runs/a", f"runs/a/{part}") == ["runs/a"]


def test_folders_of_other_names_are_runs_of_their_own():
    assert roots("runs/lr_0.1", "runs/lr_0.01") == ["runs/lr_0.01", "runs/lr_0.1"]
    assert roots("runs/mse", "runs/mae") == ["runs/mae", "runs/mse"]
    assert roots("runs", "runs/a", "runs/b") == ["runs", "runs/a", "runs/b"]


def test_a_run_that_somebody_called_test_is_a_run():
    assert roots("runs/exp1", "runs/exp2", "runs/test") == ["runs/exp1", "runs/exp2", "runs/test"]
    assert roots("logs/images", "logs/train", "logs/test") == ["logs", "logs/images"]
    assert roots("logs/test") == ["logs"]


def test_folders_that_add_scalars_made_belong_to_the_run():
    assert roots("runs/a", "runs/a/Loss_train", "runs/a/loss_val") == ["runs/a"]
    assert roots("runs/a/Loss_train", "runs/a/loss_val") == ["runs/a"]
    assert roots("runs/a", "runs/a/loss/train", "runs/a/loss/val") == ["runs/a"]
    assert roots("runs/a", "runs/a/1700000000.123") == ["runs/a"]


def test_one_event_file_in_a_folder_is_called_like_the_folder():
    [found] = group([f"runs/May11/{EVENTS}"])
    assert (found.name, found.slug) == ("May11", "tensorboard_folder")


def test_event_files_without_a_folder_are_files_by_themselves():
    assert [found.slug for found in group([EVENTS, EVENTS + ".1"])] == ["", ""]
    assert roots("train", "validation") == [""]


def test_profiles_and_settings_beside_event_files_are_claimed():
    paths = [f"a/train/{EVENTS}", "a/train/plugins/profile/x/host.xplane.pb", "a/hparams.yaml"]
    assert [folder.paths for folder in find([*paths, "a/log.csv", "b/hparams.yaml"])] == [
        tuple(paths)
    ]


@given(
    st.lists(
        st.lists(st.sampled_from(["train", "a", "loss", "Loss_val", EVENTS])).map("/".join),
        unique=True,
    )
)
def test_every_path_is_found_once_at_most(paths):
    found = [path for folder in find(paths) for path in folder.paths]
    assert len(found) == len(set(found))
    assert set(found) <= set(paths)
    assert all(path.startswith(folder.root) for folder in find(paths) for path in folder.paths)


def test_the_same_tag_is_told_apart_by_its_folder():
    run = read({"train/x.tfevents": log(0.75, 0.5), "validation/x.tfevents": log(1.0, 0.625)})
    assert [series.name for series in run.series] == ["train/loss", "validation/loss"]
    assert run.curves.values("train_loss").tolist() == [0.75, 0.5]
    assert run.curves.values("val_loss").tolist() == [1.0, 0.625]


def test_files_of_one_folder_follow_each_other_by_their_time():
    resumed = log(0.3, 0.2, first=2, began=BEGAN + 100)
    run = read({"a.tfevents": resumed, "b.tfevents": log(0.9, 0.5, 0.4)})
    assert run.series[0].step.tolist() == [0, 1, 2, 2, 3]
    assert run.series[0].value.tolist() == [pytest.approx(v) for v in (0.9, 0.5, 0.4, 0.3, 0.2)]


def test_add_scalars_of_tensorboardx_are_training_and_validation(tmp_path):
    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(3):
            writer.add_scalars("Loss", {"train": 1 / (step + 1), "val": 2 / (step + 1)}, step)
    files = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*.*")}
    [folder] = find([f"run/{path}" for path in files])
    assert (folder.root, len(folder.paths)) == ("run", 3)
    run = read(files)
    assert [(series.name, series.column) for series in run.series] == [
        ("Loss/train", "train_loss"), ("Loss/val", "val_loss"),
    ]  # fmt: skip


def test_a_tag_that_names_the_split_of_its_folder_keeps_its_name():
    assert metric_name("train", "loss/loss_train") == "loss/loss_train"
    assert metric_name("validation", "evaluation_loss_vs_iterations").startswith("evaluation")
    assert metric_name("train", "epoch_metrics/loss") == "train/epoch_metrics/loss"


def test_names_stay_apart_where_folder_and_tag_could_be_mistaken():
    files = {
        "x.tfevents": log(1, tag="train/loss"),
        "train/x.tfevents": log(2, tag="loss"),
        "train/loss/x.tfevents": log(3, tag="loss"),
    }
    run = read(files)
    assert len({series.name for series in run.series}) == 3
    assert sorted(series.value[0] for series in run.series) == [1, 2, 3]


def test_a_file_without_scalars_beside_others_is_passed_over():
    run = read({"a.tfevents": begin(), "b.tfevents": log(0.5)})
    assert run.point_count == 1
    with pytest.raises(ParseError, match="The event files hold no scalars"):
        read({"a.tfevents": begin(), "b.tfevents": b""})


def test_settings_of_lightning_are_parameters():
    run = read({"version_0/x.tfevents": log(0.5), "version_0/hparams.yaml": b"lr: 0.1\n"})
    assert run.parameters == {"lr": "0.1"}


def test_a_damaged_file_is_named():
    with pytest.raises(ParseError, match=r"^train/x\.tfevents: Record 2, at byte 40, is damaged"):
        read({"train/x.tfevents": begin() + log(0.5)[40:].replace(b"loss", b"moss")})
