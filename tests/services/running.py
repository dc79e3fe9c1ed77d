"""Starts `manage.py up` as a person would, and finds every process that belongs to it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
READY = re.compile(r"lossacc is ready at (http://\S+)/ ")


def environment(data_dir: Path, **changes: str) -> dict[str, str]:
    """Without the settings of the test run, in which a database may be named."""
    own = ("LOSSACC_", "DATABASE_URL", "BROKER_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | {"LOSSACC_NO_VENV": "1", "LOSSACC_DATA_DIR": str(data_dir)} | changes


def manage(data_dir: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *args],
        env=environment(data_dir, **env),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class Up:
    """A running `manage.py up`, with all that it has printed until it was ready."""

    def __init__(self, data_dir: Path, *args: str, cwd: Path = PROJECT, **env: str) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "up", "--port", "0", "--no-demo", *args],
            cwd=cwd,
            env=environment(data_dir, **env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.printed = ""
        while not READY.search(self.printed):
            line = self.process.stdout.readline()
            assert line, f"ended before it was ready: {self.printed}"
            self.printed += line

    def __enter__(self) -> "Up":
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop(signal.SIGKILL)

    @property
    def address(self) -> str:
        found = READY.search(self.printed)
        assert found is not None
        return found[1]

    @property
    def password(self) -> str | None:
        found = re.search(r"Password: +(\S+)", self.printed)
        return found[1] if found else None

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def processes(self) -> list[psutil.Process]:
        return processes_on(self.data_dir)

    def child(self, name: str) -> psutil.Process:
        """The guarded child whose command line holds the name; its parent is the guard."""
        found = [
            process
            for guard in psutil.Process(self.process.pid).children()
            for process in guard.children()
            if name in " ".join(process.cmdline())
        ]
        assert len(found) == 1, found
        return found[0]


def processes_on(data_dir: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if belongs_to(process, data_dir)]


def belongs_to(process: psutil.Process, data_dir: Path) -> bool:
    try:
        alive = process.status() != psutil.STATUS_ZOMBIE
        return alive and process.environ().get("LOSSACC_DATA_DIR") == str(data_dir)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()
