"""manage.py import: logs of whole folders, once each, and what did not go in."""

import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from experiments.models import Project, Run, Upload
from experiments.services.projects import create_project
from tests.logs import keras_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def boss() -> User:
    return User.objects.create_superuser("boss")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    for number in range(3):
        (folder / f"run{number}").mkdir(parents=True)
        (folder / f"run{number}" / "metrics.csv").write_bytes(keras_csv(6, start=1 + number))
    (folder / "weights.pt").write_bytes(b"\x80\2weights")
    return folder


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run_import(*words: object, stderr: StringIO | None = None) -> str:
    out = StringIO()
    call_command("import", *map(str, words), stdout=out, stderr=stderr or StringIO())
    return out.getvalue()


def test_each_log_of_a_folder_becomes_a_run_and_the_rest_is_told(logs: Path) -> None:
    told = run_import(logs, "--project", "Cats", "--tag", "sweep")

    assert told.splitlines()[0] == "4 logs and other files for Cats: 3 stored, 1 not read."
    assert "runs/weights.pt: weights.pt is a pickle" in told
    assert sorted(Run.objects.values_list("name", flat=True)) == ["run0", "run1", "run2"]
    assert set(Run.objects.values_list("tags__name", flat=True)) == {"sweep"}
    assert Project.objects.get().memberships.get().user.username == "boss"


def test_what_is_no_log_is_not_kept(logs: Path, data_dir: Path) -> None:
    run_import(logs, "--project", "Cats")
    assert Upload.objects.count() == 3
    assert len([f for f in (data_dir / "uploads").rglob("*") if f.is_file()]) == 3


def test_what_is_known_is_skipped(logs: Path) -> None:
    run_import(logs, "--project", "Cats")
    (logs / "copy.csv").write_bytes(keras_csv(6, start=1))
    told = run_import(logs, "--project", "cats")
    assert "4 already there, 1 not read" in told
    assert Run.objects.count() == 3


def test_a_longer_version_updates_its_run(logs: Path) -> None:
    run_import(logs, "--project", "Cats")
    (logs / "run1" / "metrics.csv").write_bytes(keras_csv(9, start=2))
    told = run_import(logs, "--project", "Cats")
    assert "1 updated, 2 already there" in told
    assert sorted(Run.objects.values_list("epoch_count", flat=True)) == [6, 6, 9]


def test_an_archive_is_read_as_a_folder(logs: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "runs.tar.gz", "w:gz") as archive:
        archive.add(logs, "runs")
    assert "3 stored, 1 not read" in run_import(tmp_path / "runs.tar.gz", "--project", "Cats")


def test_a_named_file_that_is_no_log_ends_with_1(logs: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run_import(logs / "weights.pt", "--project", "Cats")
    assert ended.value.code == 1


def test_archives_within_a_folder_are_read_too_each_by_itself(logs: Path) -> None:
    for number in (1, 2):
        with tarfile.open(logs / f"old.{number}.tar.gz", "w:gz") as archive:
            packed = logs.parent / f"{number}.csv"
            packed.write_bytes(keras_csv(4, start=5 + number))
            archive.add(packed, "log.csv")
    assert "5 stored, 1 not read" in run_import(logs, "--project", "Cats")


def test_a_broken_archive_is_told_and_the_others_go_in(logs: Path) -> None:
    (logs / "old.zip").write_bytes(b"PK\3\4 nothing more")
    errors = StringIO()
    assert "3 stored, 2 not read" in run_import(logs, "--project", "Cats", stderr=errors)
    assert "old.zip cannot be unpacked" in errors.getvalue()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("missing", "--project", "Cats"), "missing is not there."),
        ((".", "--project", "Cats", "--user", "nobody"), "There is no user named nobody."),
    ],
)
def test_wrong_use_is_named(words: tuple, message: str, logs: Path) -> None:
    words = (logs, *words[1:]) if words[0] == "." else (logs / words[0], *words[1:])
    with pytest.raises(CommandError, match=message) as refused:
        run_import(*words)
    assert refused.value.returncode == 2


def test_without_anybody_to_own_it_no_project_is_made(logs: Path) -> None:
    User.objects.all().delete()
    with pytest.raises(CommandError, match="no administrator to own a new one"):
        run_import(logs, "--project", "Cats")


def test_of_two_projects_of_one_name_the_address_tells(logs: Path, boss: User) -> None:
    for _ in range(2):
        create_project(boss, "Cats")
    assert "3 stored" in run_import(logs, "--project", "cats-2")
    with pytest.raises(CommandError, match="Several projects"):
        run_import(logs, "--project", "Cats")


def test_a_file_over_the_limit_is_told_and_not_read(logs: Path, settings: Settings) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 100
    told = run_import(logs, "--project", "Cats")
    assert "LOSSACC_MAX_UPLOAD_MB" in told
    assert not Run.objects.exists()


def test_progress_is_drawn_on_a_terminal_only(logs: Path) -> None:
    terminal, pipe = Terminal(), StringIO()
    run_import(logs, "--project", "Cats", stderr=terminal)
    run_import(logs, "--project", "Cats", stderr=pipe)
    assert "4 of 4" in terminal.getvalue()
    assert pipe.getvalue() == ""
