import sys
from pathlib import Path

import psutil
import pytest

from lossacc_site.processes import supervisor
from lossacc_site.processes.children import Child
from lossacc_site.processes.errors import StartError
from lossacc_site.processes.supervisor import Supervisor
from tests.services.running import eventually

# A child that ignores the polite signal and has a child of its own.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)", sys.argv[1]])
time.sleep(1000)
"""


def python(code: str, *args: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *args)


def named(mark: str) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if mark in (process.info["cmdline"] or []) and process.info["status"] != "zombie"
    ]


def test_a_child_that_cannot_run_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.0)
    broken = Child("reader", python("raise SystemExit('no such table')"))

    with Supervisor(tmp_path / "logs") as running, pytest.raises(StartError) as caught:
        running.start(broken)
        eventually(lambda: running.check() is not None, 30)

    assert "The reader process ended 5 times in a row" in str(caught.value)
    assert "no such table" in str(caught.value)


def test_a_stubborn_child_and_its_own_child_end_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 1.0)
    mark = str(tmp_path)

    with Supervisor(tmp_path / "logs") as running:
        running.start(Child("stubborn", python(STUBBORN, mark)))
        assert eventually(lambda: len(named(mark)) == 3, 10)

    assert eventually(lambda: not named(mark), 2)


def test_a_long_log_is_set_aside_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOG_BYTES", 10)
    log = tmp_path / "logs" / "talker.log"

    for word in ("the first start", "the second"):
        with Supervisor(tmp_path / "logs") as running:
            running.start(Child("talker", python(f"print({word!r}); import time; time.sleep(99)")))
            assert eventually(lambda: log.exists(), 5)
            child = running.supervised[0].process
            assert child is not None
            eventually(lambda word=word: word in log.read_text(), 2)

    assert (tmp_path / "logs" / "talker.log.1").exists()
    assert "first" not in log.read_text()
