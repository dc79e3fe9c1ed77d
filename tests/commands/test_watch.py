"""manage.py watch: a log that is being written keeps its run up to date."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from experiments.models import Run, Upload
from experiments.services.projects import create_project
from experiments.services.readings import receive
from experiments.services.remapping import remap
from tests.live import database_url
from tests.logs import keras_csv

PATIENCE = 60
"""Seconds that a busy machine may take."""


@pytest.fixture
def log(tmp_path: Path, db: None) -> Path:
    User.objects.create_superuser("boss")
    log = tmp_path / "runs" / "cats" / "log.csv"
    log.parent.mkdir(parents=True)
    log.write_bytes(keras_csv(3))
    return log


def look(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("watch", str(path), "--project", "Cats", "--once", *options, stdout=out)
    return out.getvalue()


def test_a_log_becomes_a_running_run_that_grows(log: Path) -> None:
    told = look(log.parent.parent)
    run = Run.objects.get()
    assert (run.epoch_count, run.status, run.name) == (3, "running", "cats")
    assert "cats" in told

    log.write_bytes(keras_csv(5))
    look(log.parent.parent)

    run.refresh_from_db()
    assert run.epoch_count == 5
    assert run.analyses.filter(finished_at=None).exists()
    with Upload.objects.get().file.open() as kept:
        assert kept.read() == keras_csv(5)


def test_a_half_written_last_line_is_waited_for(log: Path) -> None:
    log.write_bytes(keras_csv(4)[:-9])
    look(log)
    assert Run.objects.get().epoch_count == 3
    log.write_bytes(keras_csv(4))
    look(log)
    assert Run.objects.get().epoch_count == 4


def test_a_half_written_number_is_not_taken_for_a_whole_one(log: Path) -> None:
    log.write_bytes(keras_csv(4)[:-3])
    look(log)
    assert Run.objects.get().epoch_count == 3
    long_ago = time.time() - 60
    os.utime(log, (long_ago, long_ago))
    look(log)
    assert Run.objects.get().epoch_count == 4


def test_nothing_is_done_where_nothing_was_written(log: Path) -> None:
    look(log)
    Run.objects.get().analyses.all().delete()
    look(log)
    assert not Run.objects.get().analyses.exists()


def test_a_run_that_was_uploaded_before_is_followed_from_there(log: Path) -> None:
    look(log)
    Upload.objects.update(followed="")
    for epochs in (3, 5, 6):
        log.write_bytes(keras_csv(epochs))
        look(log)
    assert Run.objects.get().epoch_count == 6


def test_a_folder_that_is_one_log_grows_by_files_and_lines(tmp_path: Path, db: None) -> None:
    User.objects.create_superuser("boss")
    store = tmp_path / "mlruns" / "0" / "abc"
    (store / "metrics").mkdir(parents=True)
    (store / "meta.yaml").write_text("run_name: brave\n")
    (store / "metrics" / "loss").write_text("1700000000000 0.5 0\n")
    look(tmp_path / "mlruns")
    (store / "metrics" / "loss").write_text("1700000000000 0.5 0\n1700000001000 0.4 1\n17000")
    (store / "metrics" / "val_loss").write_text("1700000000000 0.6 0\n")
    look(tmp_path / "mlruns")
    run = Run.objects.get()
    assert {s.name: s.count for s in run.series.all()} == {"loss": 2, "val_loss": 1}
    assert Upload.objects.count() == 3


def test_a_log_that_is_not_written_any_more_is_finished_only_where_that_was_said(
    log: Path,
) -> None:
    look(log)
    long_ago = time.time() - 3600
    os.utime(log, (long_ago, long_ago))
    look(log)
    assert Run.objects.get().status == "running"
    look(log, "--finished-after", "30")
    assert Run.objects.get().status == "finished"


def test_a_log_that_was_written_long_ago_is_no_running_run(log: Path) -> None:
    long_ago = time.time() - 3600
    os.utime(log, (long_ago, long_ago))
    look(log)
    assert Run.objects.get().status == "finished"


def test_a_log_that_was_begun_anew_is_another_run(log: Path) -> None:
    look(log)
    log.write_bytes(keras_csv(4, start=0.7))
    look(log)
    assert sorted(Run.objects.values_list("epoch_count", flat=True)) == [3, 4]


def test_a_metric_that_is_logged_later_belongs_to_the_same_run(tmp_path: Path, db: None) -> None:
    User.objects.create_superuser("boss")
    log = tmp_path / "log.jsonl"
    rows = [f'{{"epoch": {e}, "train_loss": {1 / e if e else "NaN"}}}' for e in range(5)]
    for count in (1, 3, 5):
        log.write_text("\n".join([*rows[:count], ""]))
        look(log)
    log.write_text("\n".join([*rows, '{"epoch": 4, "val_loss": 0.4}', ""]))
    look(log)
    run = Run.objects.get()
    assert (run.epoch_count, run.last_val_loss) == (5, 0.4)


def test_a_second_run_in_the_same_file_is_added(log: Path) -> None:
    look(log)
    log.write_bytes(keras_csv(3) + keras_csv(2, start=0.8).split(b"\n", 1)[1])
    look(log)
    runs = Run.objects.order_by("position_in_upload")
    assert [run.epoch_count for run in runs] == [3, 2]


def test_what_a_person_corrected_stays(log: Path) -> None:
    look(log)
    run = Run.objects.get()
    remap(run, {"accuracy": ("accuracy", "test")})
    log.write_bytes(keras_csv(5))
    look(log)
    assert run.series.get(name="accuracy").split == "test"
    assert run.series.get(name="accuracy").count == 5


def test_a_run_in_the_trash_is_not_written_again(log: Path) -> None:
    look(log)
    Run.objects.update(deleted_at="2026-01-01T00:00Z")
    log.write_bytes(keras_csv(5))
    look(log)
    deleted, fresh = Run.objects.order_by("pk")
    assert (deleted.epoch_count, fresh.epoch_count) == (3, 5)


THREE = "epoch,loss\n" + "".join(
    f"{e},{start / (e + 1):.4f}\n" for start in (3, 6, 9) for e in range(3)
)


def test_runs_in_the_trash_or_moved_leave_the_others_to_their_own_rows(
    tmp_path: Path, db: None
) -> None:
    boss = User.objects.create_superuser("boss")
    log = tmp_path / "log.csv"
    log.write_text(THREE)
    look(log)
    first, second, third = Run.objects.order_by("position_in_upload")
    Run.objects.filter(pk=second.pk).update(deleted_at="2026-01-01T00:00Z")
    Run.objects.filter(pk=first.pk).update(project=create_project(boss, "Dogs"))
    log.write_text(THREE + "3,0.5000\n")
    look(log)
    assert Run.objects.count() == 3
    assert [run.epoch_count for run in Run.objects.order_by("position_in_upload")] == [3, 3, 4]
    assert third.series.get().last == 0.5


def test_the_file_that_a_person_sent_stays_as_it_was(log: Path) -> None:
    project = create_project(User.objects.get(), "Cats")
    mine = receive(project, None, uuid4(), "mine.csv", log.read_bytes())
    again = receive(project, None, uuid4(), "again.csv", log.read_bytes())
    for epochs in (3, 5, 6):
        log.write_bytes(keras_csv(epochs))
        look(log)
    assert Run.objects.get().epoch_count == 6
    for upload in (mine, again):
        upload.refresh_from_db()
        with upload.file.open() as kept:
            assert kept.read() == keras_csv(3)
    assert receive(project, None, uuid4(), "now.csv", keras_csv(6)).outcome == "already_there"


def test_two_formats_in_one_folder_do_not_take_turns(tmp_path: Path, db: None) -> None:
    User.objects.create_superuser("boss")
    run = tmp_path / "run"
    (run / "metrics").mkdir(parents=True)
    (run / "meta.yaml").write_text("run_name: brave\n")
    (run / "metrics" / "loss").write_text("1700000000000 0.5 0\n1700000001000 0.4 1\n")
    (run / "plots" / "metrics" / "train").mkdir(parents=True)
    (run / "plots" / "metrics" / "train" / "loss.tsv").write_text("step\ttrain/loss\n0\t0.5\n")
    look(run)
    count = Upload.objects.count()
    for _ in range(3):
        look(run)
    assert (Upload.objects.count(), Run.objects.count()) == (count, 2)


def test_one_log_that_cannot_be_opened_does_not_end_the_watch(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = log.parent / "closed.csv"
    other.write_bytes(keras_csv(4, start=2))

    def closed(file: Path) -> bytes:
        if file.name == "closed.csv":
            raise PermissionError(13, "Permission denied")
        return file.read_bytes()

    monkeypatch.setattr("experiments.local_files._whole_lines", closed)
    assert "Permission denied" in look(log.parent)
    assert Run.objects.get().epoch_count == 3


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path, db: None) -> None:
    User.objects.create_superuser("boss")
    log = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        Path(os.fsdecode(log)).write_bytes(keras_csv(3))
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    look(tmp_path)
    look(tmp_path)
    assert Run.objects.get().name == "caf?"


def test_a_file_that_is_no_log_is_told_once_and_kept_nowhere(log: Path) -> None:
    (log.parent / "notes.txt").write_text("All went well.\n")
    assert "notes.txt holds text" in look(log.parent)
    assert Upload.objects.count() == 1


def test_a_path_that_is_not_there_is_named(log: Path) -> None:
    with pytest.raises(CommandError, match="is not there"):
        look(log.parent / "missing")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_lines_come_into_the_run_while_they_are_written_until_it_is_stopped(
    log: Path, data_dir: Path, stop: signal.Signals
) -> None:
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "LOSSACC_DATA_DIR": str(data_dir),
        "LOSSACC_NO_VENV": "1",
        "BROKER_URL": "redis://127.0.0.1:1/0",
    }
    command = [sys.executable, "manage.py", "watch", str(log), "--project", "Cats"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as watch:
        try:
            _wait(Run.objects.exists, PATIENCE)
            for epochs in (4, 5, 6):
                log.write_bytes(keras_csv(epochs))
                _wait(lambda n=epochs: Run.objects.get().epoch_count == n, PATIENCE)
        finally:
            watch.send_signal(stop)
            said, _ = watch.communicate(timeout=20)
        assert "Stopped." in said
        assert watch.returncode == 0


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
