import json
import re
import signal
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lossacc_site.processes.ready import broker_answers, web_answers
from tests.services.running import Up, eventually, manage

PASSED_ON = 20.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def up(folder: Path) -> Iterator[Up]:
    with Up(folder) as running:
        yield running


@pytest.fixture(scope="module")
def left_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One that tests only look at."""
    with Up(tmp_path_factory.mktemp("up") / "var") as running:
        yield running


def is_one_sentence(errors: str) -> bool:
    return "Traceback" not in errors and len(errors.strip().splitlines()) == 1


def test_the_first_start_shows_the_password_once_and_the_second_does_not(folder: Path) -> None:
    with Up(folder) as first:
        assert "Administrator: admin" in first.printed
        assert first.password is not None
        assert first.stop(signal.SIGINT) == 0
    with Up(folder) as second:
        assert second.password is None


def test_all_parts_answer_when_the_address_is_printed(left_alone: Up) -> None:
    with urllib.request.urlopen(f"{left_alone.address}/healthz", timeout=10) as answer:
        assert json.load(answer) == {"web": "ok", "database": "ok", "broker": "ok"}


def test_a_stylesheet_of_the_admin_is_served(left_alone: Up) -> None:
    with urllib.request.urlopen(f"{left_alone.address}/admin/login/", timeout=10) as page:
        address = re.search(r'href="(/static/admin/css/base\.[^"]+)"', page.read().decode())[1]
    with urllib.request.urlopen(left_alone.address + address, timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_in_order(up: Up, number: signal.Signals) -> None:
    assert up.stop(number) == 0
    assert up.processes() == []
    assert "bye bye" in (up.data_dir / "logs" / "broker.log").read_text()


def test_a_killed_parent_leaves_no_process_behind(up: Up) -> None:
    assert len(up.processes()) > 6
    up.stop(signal.SIGKILL)
    assert eventually(lambda: not up.processes(), 5)


def test_a_start_right_after_a_kill_waits_for_what_is_left(folder: Path) -> None:
    with Up(folder) as killed:
        killed.stop(signal.SIGKILL)
        port = killed.address.rsplit(":")[-1]
        with Up(folder, "--port", port) as second:
            assert second.address == killed.address


@pytest.mark.parametrize("name", ["valkey-server", "celery", "gunicorn"])
def test_a_killed_child_is_restarted(up: Up, name: str) -> None:
    killed = up.child(name)
    killed.kill()
    killed.wait(10)

    assert eventually(lambda: has_another(up, name, killed), PASSED_ON)
    url = (up.data_dir / "broker" / "url").read_text()
    assert eventually(lambda: web_answers(up.address) and broker_answers(url), PASSED_ON)


def has_another(up: Up, name: str, killed: psutil.Process) -> bool:
    try:
        return up.child(name).pid != killed.pid
    except (AssertionError, psutil.NoSuchProcess):
        return False  # between two lives


def test_a_killed_guard_takes_its_child_along_and_both_are_replaced(up: Up) -> None:
    child = up.child("celery")
    psutil.Process(child.ppid()).kill()

    assert eventually(lambda: not child.is_running(), 5)
    assert eventually(lambda: has_another(up, "celery", child), PASSED_ON)


def test_nothing_in_the_data_folder_can_be_read_by_others(left_alone: Up) -> None:
    written = [left_alone.data_dir, *left_alone.data_dir.rglob("*")]
    others = stat.S_IRWXG | stat.S_IRWXO

    assert len(written) > 20
    assert [
        path for path in written if path.lstat().st_mode & others and not path.is_socket()
    ] == []


def test_the_broker_password_is_on_no_command_line(left_alone: Up) -> None:
    password = (left_alone.data_dir / "broker" / "url").read_text().split("@")[0].split(":")[-1]

    assert all(password not in " ".join(process.cmdline()) for process in left_alone.processes())


def test_a_relative_data_folder_lies_where_the_command_was_given(tmp_path: Path) -> None:
    with Up(Path("data"), cwd=tmp_path):
        assert (tmp_path / "data" / "lossacc.sqlite3").exists()


def test_a_taken_port_is_one_sentence_before_anything_starts(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(folder, "up", "--port", str(port))

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert is_one_sentence(done.stderr)
    assert not (folder / "broker").exists()


@pytest.mark.parametrize(
    ("option", "value"), [("--port", "99999"), ("--port", "-1"), ("--host", "nowhere.invalid")]
)
def test_an_address_that_cannot_be_is_one_sentence(folder: Path, option: str, value: str) -> None:
    done = manage(folder, "up", f"{option}={value}")

    assert done.returncode == 1
    assert f"{option} {value} is no" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_second_start_on_the_same_folder_is_refused(left_alone: Up) -> None:
    done = manage(left_alone.data_dir, "up", "--port", "0")

    assert done.returncode == 1
    assert (
        f"runs on {left_alone.data_dir} already (process {left_alone.process.pid})" in done.stderr
    )
    assert is_one_sentence(done.stderr)


def test_a_database_that_does_not_answer_is_one_sentence(folder: Path) -> None:
    done = manage(folder, "up", "--port", "0", DATABASE_URL="postgres://me@127.0.0.1:9/runs")

    assert done.returncode == 1
    assert "The database cannot be used" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = manage(tmp_path / "file" / "data", "up")

    assert done.returncode == 1
    assert "LOSSACC_DATA_DIR" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_bad_setting_stops_the_start_with_its_name(folder: Path) -> None:
    done = manage(folder, "up", LOSSACC_MAX_UPLOAD_MB="plenty")

    assert done.returncode == 1
    assert done.stderr == (
        "LOSSACC_MAX_UPLOAD_MB is 'plenty', expected a whole number from 1 up.\n"
    )
