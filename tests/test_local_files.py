from pathlib import Path

import pytest

from experiments.local_files import find_logs
from experiments.parsers.errors import ParseError
from tests.logs import keras_csv


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    for name in ("a/metrics.csv", "b/metrics.csv", "b/.DS_Store", ".git/config"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(keras_csv())
    return folder


def test_a_folder_is_walked_and_files_are_shown_from_its_name_on(runs: Path) -> None:
    logs = find_logs([runs])
    assert [log.group.paths for log in logs] == [("runs/a/metrics.csv",), ("runs/b/metrics.csv",)]
    assert [log.place for log in logs] == [
        str(runs / "a/metrics.csv"),
        str(runs / "b/metrics.csv"),
    ]


def test_files_and_folders_can_be_named_together_and_count_once(runs: Path) -> None:
    assert len(find_logs([runs, runs, runs / "a" / "metrics.csv"])) == 2


def test_files_of_one_name_from_two_places_are_two_logs(runs: Path, tmp_path: Path) -> None:
    files = [runs / "a" / "metrics.csv", runs / "b" / "metrics.csv"]
    assert [log.group.paths for log in find_logs(files)] == [
        ("a/metrics.csv",),
        ("b/metrics.csv",),
    ]
    other = tmp_path / "other" / "runs" / "a"
    other.mkdir(parents=True)
    (other / "metrics.csv").write_bytes(keras_csv())
    assert len(find_logs([runs, tmp_path / "other" / "runs"])) == 3


def test_two_formats_in_one_folder_are_two_logs(tmp_path: Path) -> None:
    metrics = tmp_path / "run" / "plots" / "metrics" / "train"
    metrics.mkdir(parents=True)
    (metrics / "loss.tsv").write_text("step\ttrain/loss\n0\t0.5\n")
    (tmp_path / "run" / "meta.yaml").write_text("run_name: brave\n")
    (tmp_path / "run" / "metrics").mkdir()
    (tmp_path / "run" / "metrics" / "loss").write_text("1700000000000 0.5 0\n")
    logs = find_logs([tmp_path / "run"])
    assert len({log.key for log in logs}) == len(logs) == 2


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing"):
        find_logs([tmp_path / "missing"])


def test_writing_changes_the_signature_and_the_hash(runs: Path) -> None:
    [log] = find_logs([runs / "a"])
    before = (log.signature(), log.hashes())
    log.files[0].write_bytes(keras_csv(9))
    assert log.signature() != before[0]
    assert log.hashes() != before[1]


def test_a_log_is_read_up_to_the_limit(runs: Path) -> None:
    [log] = find_logs([runs / "a"])
    assert log.read(2**20).format == "keras_csv"
    with pytest.raises(ParseError, match="files up to"):
        log.read(10)


def test_files_of_one_log_are_found_together_and_share_a_place(tmp_path: Path) -> None:
    store = tmp_path / "mlruns" / "0" / "abc"
    for metric in ("loss", "accuracy"):
        (store / "metrics").mkdir(parents=True, exist_ok=True)
        (store / "metrics" / metric).write_text("1700000000000 0.5 0\n1700000001000 0.4 1\n")
    (store / "meta.yaml").write_text("run_name: brave\n")
    [log] = find_logs([tmp_path / "mlruns"])
    assert len(log.files) == 3
    assert log.place == str(store)
    assert {s.name for s in log.read(2**20).runs[0].series} == {"loss", "accuracy"}
