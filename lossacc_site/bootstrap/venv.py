"""Makes and refreshes `.venv`, and goes on inside it. Uses the standard library only."""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|"
    r"Temporary failure in name resolution|Network is unreachable|Connection refused"
)


class BootstrapError(Exception):
    """One sentence for the person who started lossacc."""


@dataclass(frozen=True)
class Venv:
    """The virtual environment of the checkout in `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def log(self) -> Path:
        return self.folder / "pip.log"

    def is_running(self) -> bool:
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def ensure(self, requirements: str) -> None:
        """Installs what the file names, unless that was done with this file and this Python."""
        with self._alone():
            if not self._was_made_by(_this_python(self.root)):
                self._make()
            stamp = self.folder / f"{requirements}.stamp"
            wanted = _fingerprint(self.root, requirements)
            if not stamp.exists() or stamp.read_text() != wanted:
                self._install(requirements)
                stamp.write_text(wanted)

    def enter(self, argv: list[str]) -> NoReturn:
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(self.python, [str(self.python), *argv])  # noqa: S606

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Two processes that start at once make one environment, one after the other."""
        with (self.root / "requirements.txt").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _was_made_by(self, python: str) -> bool:
        stamp = self.folder / "python.stamp"
        return self.python.exists() and stamp.exists() and stamp.read_text() == python

    def _make(self) -> None:
        if not os.access(self.root, os.W_OK):
            raise BootstrapError(
                f"The folder {self.root} cannot be written, so .venv cannot be made there. "
                "Change its permissions or use a copy of lossacc in a folder of your own."
            )
        _require_venv_module()
        _say("Making .venv ...")
        shutil.rmtree(self.folder, ignore_errors=True)
        # Inside an outdated .venv the interpreter that it was made from does the work.
        base = getattr(sys, "_base_executable", None) or sys.executable
        made = _run([base, "-I", "-m", "venv", "--clear", str(self.folder)])
        if made.returncode:
            raise BootstrapError(
                f"The virtual environment {self.folder} could not be made: {_last_line(made)} "
                "On Debian and Ubuntu the package python3-venv must be installed."
            )
        (self.folder / "python.stamp").write_text(_this_python(self.root))

    def _install(self, requirements: str) -> None:
        _say(f"Installing {requirements} into .venv, which takes a minute or two ...")
        self.log.unlink(missing_ok=True)
        options = ["--disable-pip-version-check", "--no-input", "--log", str(self.log)]
        done = _run(
            [str(self.python), "-I", "-m", "pip", "install", *options, "-r", requirements],
            self.root,
        )
        if done.returncode:
            raise BootstrapError(self._why_not_installed(requirements, done))

    def _why_not_installed(self, requirements: str, done: subprocess.CompletedProcess[str]) -> str:
        # Without retries only the log tells that it was the network.
        report = done.stdout + (self.log.read_text() if self.log.exists() else "")
        if NO_NETWORK.search(report):
            return (
                f"The packages in {requirements} could not be downloaded: no network, or the "
                "package index cannot be reached. Connect (or set pip's index and proxy) and "
                "run this again."
            )
        return (
            f"The packages in {requirements} could not be installed: {_last_line(done)} "
            f"The full report is in {self.log}."
        )


def enter_venv(root: Path, argv: list[str]) -> None:
    """Returns inside the environment that the command needs, and nowhere else.

    LOSSACC_NO_VENV=1 keeps the present Python, for images that have the packages installed.
    """
    if os.environ.get("LOSSACC_NO_VENV") == "1":
        return
    venv = Venv(root)
    inside = venv.is_running() and venv.python.exists()
    try:
        venv.ensure("requirements-dev.txt" if argv[1:2] == ["test"] else "requirements.txt")
    except OSError as exc:
        where = exc.filename or venv.folder
        raise BootstrapError(
            f"{where} cannot be used: {exc.strerror}. Change its permissions, or delete "
            f"{venv.folder} and run this again."
        ) from exc
    if not inside:
        venv.enter(argv)


def _this_python(root: Path) -> str:
    # The folder belongs to it because the scripts of a moved environment do not start.
    return json.dumps([platform.python_version(), platform.machine(), str(root)])


def _fingerprint(root: Path, requirements: str) -> str:
    digest = hashlib.sha256((root / "requirements.txt").read_bytes())
    digest.update((root / requirements).read_bytes())
    return digest.hexdigest()


def _require_venv_module() -> None:
    missing = [name for name in ("venv", "ensurepip") if find_spec(name) is None]
    if missing:
        raise BootstrapError(
            f"This Python has no {missing[0]} module, which lossacc needs to install its packages. "
            "Install it (Debian and Ubuntu: apt install python3-venv) and run this again."
        )


def _run(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit status {done.returncode}."


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
