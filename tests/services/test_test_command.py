import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lossacc_site.management.commands.test import overall, parallel
from lossacc_site.testing.postgres import running_postgres
from tests.scheduling import scope
from tests.services.running import PROJECT, environment, manage


def test_arguments_go_to_pytest_and_the_summary_names_both_databases(tmp_path: Path) -> None:
    chosen = ("tests/site/test_compression.py", "-k", "login_page or figures")
    done = manage(tmp_path, "test", "-n0", *chosen)

    assert done.returncode == 0, done.stdout + done.stderr
    on_sqlite, on_postgresql = done.stdout.split("=== Tests on postgresql ===")
    assert "2 passed" in on_sqlite
    assert "1 passed" in on_postgresql, "what uses no database runs once"
    assert "SQLite: passed\nPostgreSQL: passed\n" in done.stdout


def test_the_last_lines_say_when_no_browser_test_ran(tmp_path: Path) -> None:
    done = manage(
        tmp_path, "test", "-n0", "tests/site/test_csp.py", LOSSACC_CHROMIUM="/not/there/chromium"
    )

    last = done.stdout.strip().splitlines()[-1]
    assert "browser tests did not run" in last
    assert "apt install chromium" in last


def test_the_run_stops_when_the_database_is_not_the_one_asked_for(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/site/test_csp.py"],
        cwd=PROJECT,
        env=environment(tmp_path, LOSSACC_TEST_VENDOR="postgresql"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 4
    assert "The tests run on sqlite instead of postgresql." in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("statuses", "status"), [([0, 0], 0), ([0, 5], 0), ([5, 5], 5), ([0, 1], 1), ([2, 0], 2)]
)
def test_a_run_without_tests_is_fine_when_the_other_had_some(
    statuses: list[int], status: int
) -> None:
    assert overall(statuses) == status


def test_only_tests_that_start_processes_stay_with_those_of_their_file() -> None:
    browser, parser = "tests/browser/test_live.py", "tests/parsers/test_fuzz.py"
    assert scope(f"{browser}::test_a") == scope(f"{browser}::test_b[dark]")
    assert scope(f"{parser}::test_a") != scope(f"{parser}::test_b")


@pytest.mark.parametrize("argument", ["-n0", "--pdb", "-s", "--collect-only"])
def test_what_is_looked_at_by_hand_runs_in_one_process(argument: str) -> None:
    assert parallel([argument]) == []
    assert parallel(["-k", "upload"])[0] == "-n"


def test_the_postgres_server_is_real_and_ends_with_the_run() -> None:
    with running_postgres() as url:
        server = url.replace("/lossacc?", "/postgres?")
        with psycopg.connect(server) as connection:
            version = connection.execute("SHOW server_version").fetchone()
        assert version is not None
        assert int(version[0].split(".")[0]) >= 16
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A socket's path has room for about a hundred characters, which pytest's folders take."""
    with tempfile.TemporaryDirectory(prefix="t-") as folder:
        yield Path(folder)


def test_the_postgres_server_leaves_nothing_behind(tmp_path: Path, short_folder: Path) -> None:
    script = (
        "from lossacc_site.testing.postgres import running_postgres\n"
        "with running_postgres() as url: print(url)"
    )
    env = environment(tmp_path / "data", TMPDIR=str(short_folder))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("postgres://"), done.stderr
    assert list(short_folder.iterdir()) == []
