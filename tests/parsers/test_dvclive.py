"""DVCLive's folders."""

import pytest

from experiments.parsers import ParseError, read_folder
from experiments.parsers.dvclive import find

LOSS = b"step\tloss\n0\t0.9\n1\t0.5\n"


def read(files: dict[str, bytes]):
    [run] = read_folder("dvclive", files).runs
    return run


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("a/dvclive/plots/metrics/train/loss.tsv", "a/dvclive"),
        ("plots/metrics/loss.tsv", ""),
        ("run/scalars/loss.tsv", "run"),
        ("dvclive/loss.tsv", "dvclive"),
    ],
)
def test_the_layouts_of_all_versions_are_found(path, root):
    assert [folder.root for folder in find([path])] == [root]


def test_a_table_elsewhere_is_no_metric_of_dvclive():
    assert find(["data/loss.tsv", "plots/metrics/loss.csv", "dvclive/x/loss.tsv"]) == []


def test_what_belongs_to_the_folder_is_claimed_and_the_rest_is_not():
    own = [
        "dvclive/plots/metrics/loss.tsv",
        "dvclive/plots/images/confusion.png",
        "dvclive/metrics.json",
        "dvclive/params.yaml",
        "dvclive/dvc.yaml",
        "dvclive/report.html",
    ]
    [folder] = find([*own, "dvclive/artifacts/log.csv", "params.yaml"])
    assert folder.paths == tuple(own)


def test_metrics_of_unequal_length_stand_at_their_own_steps():
    run = read(
        {
            "plots/metrics/train/loss.tsv": b"step\tloss\n0\t0.9\n1\t0.8\n2\t0.7\n3\t0.6\n",
            "plots/metrics/val/acc.tsv": b"step\tacc\n1\t0.5\n3\t0.75\n",
        }
    )
    assert [s.step.tolist() for s in run.series] == [[0, 1, 2, 3], [1, 3]]
    assert [s.column for s in run.series] == ["train_loss", "val_accuracy"]


def test_epoch_tsv_gives_epochs_by_step():
    run = read(
        {
            "plots/metrics/epoch.tsv": b"step\tepoch\n0\t3\n1\t3\n2\t4\n3\t4\n",
            "plots/metrics/val/loss.tsv": b"step\tloss\n1\t0.9\n3\t0.5\n",
        }
    )
    assert run.curves.epoch.tolist() == [3, 4]
    assert [s.name for s in run.series] == ["val/loss"]


def test_time_stamps_are_kept():
    table = b"timestamp\tstep\tloss\n1735732830000\t0\t0.9\n1735732860000\t1\t0.5\n"
    [series] = read({"scalars/loss.tsv": table}).series
    assert series.time.tolist() == [1735732830000, 1735732860000]
    assert series.value.tolist() == [0.9, 0.5]


def test_a_metric_of_durations_is_no_axis():
    names = [s.name for s in read({"scalars/time.tsv": b"step\ttime\n0\t12.5\n"}).series]
    assert names == ["time"]


def test_parameters_and_values_that_no_table_holds_are_kept():
    run = read(
        {
            "plots/metrics/train/loss.tsv": LOSS,
            "metrics.json": b'{"train": {"loss": 0.5}, "step": 1, "best": 0.5}',
            "params.yaml": b"lr: 0.1\nnet:\n  units: 64\n",
        }
    )
    assert run.parameters == {"lr": "0.1", "net.units": "64"}
    assert run.summary == {"best": 0.5}


def test_a_run_is_read_although_what_stands_beside_its_tables_is_broken():
    run = read({"scalars/loss.tsv": LOSS, "metrics.json": b"{", "params.yaml": b"["})
    assert run.curves.values("train_loss").tolist() == [0.9, 0.5]
    assert len(run.notes) == 2


def test_a_broken_table_is_named_with_its_line():
    table = LOSS + b"2\thigh\n"
    with pytest.raises(ParseError, match=r"line 4, column 2: plots/metrics/loss.tsv: “high”"):
        read({"plots/metrics/loss.tsv": table})


def test_a_table_of_text_is_left_out_and_told():
    run = read({"scalars/loss.tsv": LOSS, "scalars/note.tsv": b"step\tnote\n0\tgood\n"})
    assert run.notes == ("“note” holds text and was left out.",)
