"""AllenNLP's folders."""

import json

import pytest

from experiments.parsers import ParseError, read_folder, read_log
from experiments.parsers.allennlp import find


def epoch(number: int, **values: float) -> bytes:
    return json.dumps({"epoch": number, "training_loss": 1 / (number + 1), **values}).encode()


def read(files: dict[str, bytes]):
    [run] = read_folder("allennlp", files).runs
    return run


def test_the_files_of_all_epochs_are_one_folder():
    own = ["a/metrics.json", "a/metrics_epoch_0.json", "a/metrics_epoch_1.json", "a/config.json"]
    [folder] = find([*own, "a/log/train/events.out.tfevents.1", "a/stdout.log"])
    assert (folder.root, folder.paths) == ("a", tuple(own))


def test_one_epoch_beside_the_final_metrics_is_a_folder_too():
    assert len(find(["metrics_epoch_0.json", "metrics.json"])) == 1


def test_a_single_file_is_read_as_final_values():
    assert find(["a/metrics_epoch_3.json", "b/metrics.json"]) == []
    assert read_log("metrics_epoch_3.json", epoch(3)).format == "json_summary"


def test_epochs_are_in_order_of_their_number():
    run = read({f"metrics_epoch_{n}.json": epoch(n) for n in (10, 2, 0)})
    assert run.curves.epoch.tolist() == [0, 2, 10]


def test_best_values_and_those_of_the_test_are_no_curve():
    files = {f"metrics_epoch_{n}.json": epoch(n, best_validation_loss=0.5) for n in (0, 1)}
    run = read({**files, "metrics.json": epoch(1, best_validation_loss=0.5, test_loss=0.25)})
    assert [s.name for s in run.series] == ["training_loss"]
    assert run.summary == {"best_validation_loss": 0.5, "test_loss": 0.25}


def test_the_configuration_becomes_parameters():
    config = b'{"trainer": {"optimizer": {"lr": 0.001}, "num_epochs": 3}}'
    run = read({"metrics_epoch_0.json": epoch(0), "config.json": config})
    assert run.parameters == {"trainer.optimizer.lr": "0.001", "trainer.num_epochs": "3"}


def test_the_run_is_read_although_its_final_metrics_are_cut_off():
    run = read({"metrics_epoch_0.json": epoch(0), "metrics.json": b'{"epoch": 1'})
    assert run.curves.epoch_count == 1
    assert "metrics.json" in run.notes[0]


@pytest.mark.parametrize("data", [b"{", b"[1]", b"epoch,loss\n1,2\n", b"\0\1"])
def test_a_broken_epoch_is_named(data):
    with pytest.raises(ParseError, match=r"metrics_epoch_1\.json"):
        read({"metrics_epoch_0.json": epoch(0), "metrics_epoch_1.json": data})
