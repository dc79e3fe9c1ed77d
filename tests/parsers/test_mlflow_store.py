"""Run folders of MLflow's file store."""

import pytest

from experiments.parsers import ParseError, read_folder
from experiments.parsers.grouping import group, without_litter
from experiments.parsers.mlflow_store import find

LOSS = b"1735732830000 1.25 0\n1735732860000 0.75 1\n"


def read(files: dict[str, bytes]):
    [run] = read_folder("mlflow_store", files).runs
    return run


def test_every_run_of_a_store_is_found_at_any_depth():
    paths = [
        "work/mlruns/0/meta.yaml",
        "work/mlruns/0/aa/meta.yaml",
        "work/mlruns/0/aa/metrics/loss",
        "work/mlruns/0/aa/params/lr",
        "work/mlruns/0/bb/meta.yaml",
        "work/mlruns/0/bb/metrics/val/loss",
    ]
    assert [folder.root for folder in find(paths)] == ["work/mlruns/0/aa", "work/mlruns/0/bb"]


def test_the_run_itself_may_be_what_was_dropped():
    assert [folder.root for folder in find(["meta.yaml", "metrics/loss"])] == [""]


def test_artifacts_are_read_by_themselves():
    paths = ["aa/meta.yaml", "aa/metrics/loss", "aa/artifacts/log.csv", "aa/artifacts/metrics/x"]
    [folder] = find(paths)
    assert folder.paths == ("aa/meta.yaml", "aa/metrics/loss")


def test_what_an_experiment_keeps_beside_its_runs_is_no_log():
    paths = ["mlruns/0/meta.yaml", "mlruns/0/tags/mlflow.note.content", "mlruns/0/aa/metrics/loss"]
    assert without_litter(paths) == ["mlruns/0/aa/metrics/loss"]


def test_inputs_and_outputs_belong_to_their_run():
    paths = [
        "aa/meta.yaml",
        "aa/metrics/loss",
        "aa/inputs/1f/meta.yaml",
        "aa/outputs/m-1/meta.yaml",
    ]
    assert [folder.paths for folder in find(paths)] == [tuple(paths)]


def test_a_logged_model_is_a_run_of_its_own_that_names_the_run():
    model = "mlruns/0/models/m-1"
    assert [f.root for f in find([f"{model}/meta.yaml", f"{model}/metrics/loss"])] == [model]
    run = read({"meta.yaml": b"model_id: m-1\nname: net\nsource_run_id: ab\n", "metrics/l": LOSS})
    assert run.name == "net"
    assert any("logged by the run ab" in note for note in run.notes)


def test_metrics_without_meta_yaml_are_a_run_if_no_file_has_a_suffix():
    assert [folder.root for folder in find(["aa/metrics/loss", "aa/metrics/acc"])] == ["aa"]
    assert find(["aa/metrics/loss.tsv", "plots/metrics/acc.csv"]) == []


def test_another_meta_yaml_is_no_run():
    assert find(["recipe/meta.yaml", "recipe/build.sh"]) == []


def test_metrics_in_folders_keep_their_path_as_name():
    run = read({"metrics/train/loss": LOSS, "metrics/val/loss": LOSS})
    assert [(s.name, s.column) for s in run.series] == [
        ("train/loss", "train_loss"),
        ("val/loss", "val_loss"),
    ]


def test_a_metric_called_epoch_counts_the_others():
    run = read({"metrics/epoch": b"1735732830000 3 0\n1735732860000 4 1\n", "metrics/loss": LOSS})
    assert run.curves.epoch.tolist() == [3, 4]


def test_params_and_tags_are_parameters():
    tags = {
        "tags/purpose": b"baseline",
        "tags/mlflow.user": b"ada",
        "tags/mlflow.runName": b"a-b-1",
    }
    run = read({"metrics/loss": LOSS, "params/opt/lr": b"0.1\n", **tags})
    assert run.name == "a-b-1"
    assert run.parameters == {"opt/lr": "0.1", "purpose": "baseline", "mlflow.user": "ada"}


def test_the_history_of_the_run_is_told():
    meta = (
        b"start_time: 1735732800000\nend_time: 1735732890500\nstatus: 4\nlifecycle_stage: deleted\n"
    )
    assert read({"metrics/loss": LOSS, "meta.yaml": meta}).notes == (
        "MLflow started the run at 2025-01-01 12:00:00 UTC and took 90.5 s.",
        "According to MLflow the run failed.",
        "The run was deleted in MLflow; its files were still there.",
    )


@pytest.mark.parametrize(
    "meta", [b"{", b"a: &x [1]\nb: *x\n", b"\xff\xfe\x00", b"start_time: 1e99\n"]
)
def test_a_run_is_read_although_its_meta_yaml_is_broken(meta):
    run = read({"metrics/loss": LOSS, "meta.yaml": meta})
    assert run.curves.values("train_loss").tolist() == [1.25, 0.75]


def test_a_run_without_metrics_is_refused_in_a_sentence():
    with pytest.raises(ParseError, match="No metric was logged here"):
        read({"meta.yaml": b"run_name: a\n", "params/lr": b"0.1"})


def test_a_broken_metric_file_is_named_with_its_line():
    with pytest.raises(ParseError, match="line 2: “x” in “val/loss” is no value"):
        read({"metrics/val/loss": b"1735732830000 0.5 0\n1735732860000 x 1\n1735732860001 1 2\n"})


def test_a_store_of_many_runs_is_one_group_a_run():
    paths = [f"mlruns/1/{run:032x}/{p}" for run in range(50) for p in ("meta.yaml", "metrics/a/b")]
    assert {len(one.paths) for one in group(paths)} == {2}
