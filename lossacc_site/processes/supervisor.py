"""Keeps the children running, each behind a guard, and stops them in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from lossacc_site.processes.children import Child
from lossacc_site.processes.errors import StartError

GUARD = str(Path(__file__).with_name("guard.py"))
STOP_SECONDS = 10.0
QUICK_DEATH_SECONDS = 10.0
MOST_QUICK_DEATHS = 5
LONGEST_PAUSE = 8.0
LOG_BYTES = 5 * 2**20


class Supervised:
    """One child, its guard's process, and how often it died soon after its start."""

    def __init__(self, child: Child, log: Path, inherited: tuple[int, ...] = ()) -> None:
        self.child = child
        self.log = log
        self.inherited = inherited
        self.quick_deaths = 0
        self.restart_at = 0.0
        self._launch()

    def _launch(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as out:
            self.process: subprocess.Popen[bytes] | None = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", GUARD, *self.child.command],
                env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)} | self.child.env,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(*self.inherited, *self.child.files),
            )

    def keep_running(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.restart_at:
                self._launch()
        elif self.process.poll() is not None:
            self._note_death(now)

    def _note_death(self, now: float) -> None:
        self.end_group()
        self.quick_deaths = self.quick_deaths + 1 if self._died_quickly(now) else 0
        if self.quick_deaths >= MOST_QUICK_DEATHS:
            raise StartError(
                f"The {self.child.name} process ended {self.quick_deaths} times in a row right "
                f"after its start. {self.log} ends with: {last_line(self.log)}"
            )
        self.restart_at = now + min(LONGEST_PAUSE, 0.5 * 2**self.quick_deaths - 0.5)

    def _died_quickly(self, now: float) -> bool:
        return now - self.started < QUICK_DEATH_SECONDS

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def end_by(self, deadline: float) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.end_group()

    def end_group(self) -> None:
        """Ends what the guard or a killed child left over; the guard leads their group."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "(nothing)")


class Supervisor:
    """The running children in the order of their start; leaving the context stops them.

    All of them inherit the open files in `inherited`.
    """

    def __init__(self, logs: Path, inherited: tuple[int, ...] = ()) -> None:
        self.logs = logs
        self.inherited = inherited
        self.supervised: list[Supervised] = []
        logs.mkdir(mode=0o700, exist_ok=True)

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self, child: Child) -> None:
        log = self.logs / f"{child.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self.supervised.append(Supervised(child, log, self.inherited))

    def check(self) -> None:
        """Restarts what has died; raises StartError where that is of no use."""
        for one in self.supervised:
            one.keep_running()

    def stop(self) -> None:
        """All but the first at once; then the first, the broker that the others use."""
        for group in (self.supervised[1:], self.supervised[:1]):
            deadline = time.monotonic() + STOP_SECONDS
            for one in group:
                one.ask_to_stop()
            for one in group:
                one.end_by(deadline)
        self.supervised.clear()
