"""Real processes for tests, on the test's own database and data folder."""

import contextlib
import dataclasses
import os
from pathlib import Path
from types import TracebackType

import redis
from django.conf import settings
from django.db import connection

from lossacc_site.celery import app
from lossacc_site.processes import children, network, ready
from lossacc_site.processes.supervisor import Supervised
from lossacc_site.testing import postgres

READY_SECONDS = 60.0
URL_PARTS = ("dbname", "host", "port", "user", "password")


def database_url() -> str:
    """The address of the database that the tests of this process use."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    parts = connection.get_connection_params()
    return postgres.database_url(**{key: parts[key] for key in URL_PARTS if parts.get(key)})


def use_broker(url: str) -> None:
    """Makes this process talk to another broker; connections to the last one are forgotten."""
    app.conf.broker_url = url
    app._after_fork()
    # Its mailbox holds on to connections of its own.
    vars(app).pop("control", None)


class Stack:
    """A whole lossacc. Parts stay dead when a test kills them, until it starts them again."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.broker = children.Broker.prepare(data_dir / "broker", network.free_port())
        self.server = network.listen("127.0.0.1", 0)
        self.node = f"test-{os.getpid()}-{self.broker.port}@localhost"
        self.running: dict[str, Supervised] = {}

    @property
    def address(self) -> str:
        return network.local_address("127.0.0.1", network.port_of(self.server))

    def __enter__(self) -> "Stack":
        use_broker(self.broker.url)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.stop)
            self.start_broker()
            self.start_worker()
            self.start_web()
            on_failure.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        for name in ("web", "worker", "broker"):
            self.kill(name)
        self.server.close()
        use_broker("memory://")

    def start_broker(self) -> None:
        self._start(self.broker.child())
        self._wait("broker", lambda: ready.broker_answers(self.broker.url))

    def start_worker(self, *, wait: bool = True) -> None:
        self._start(children.worker(self.node))
        if wait:
            self._wait("worker", lambda: ready.worker_answers(self.node))

    def start_web(self) -> None:
        self._start(children.web(self.server, 1, "127.0.0.1"))
        self._wait("web", lambda: ready.web_answers(self.address))

    def kill(self, name: str) -> None:
        """As a power cut would: the process, its guard and its children, by SIGKILL."""
        if name in self.running:
            self.running.pop(name).end_group()

    def empty_broker(self) -> None:
        with redis.Redis.from_url(self.broker.url) as client:
            client.flushall()

    def log(self, name: str) -> str:
        return (self.data_dir / f"{name}.log").read_text()

    def _start(self, child: children.Child) -> None:
        env = {
            "LOSSACC_DATA_DIR": str(self.data_dir),
            "LOSSACC_SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": database_url(),
            "BROKER_URL": self.broker.url,
        }
        log = self.data_dir / f"{child.name}.log"
        started = dataclasses.replace(child, env=env | child.env)
        self.running[child.name] = Supervised(started, log)

    def _wait(self, name: str, answers: ready.Question) -> None:
        ready.wait_for({name: answers}, self.running[name].keep_running, READY_SECONDS)


def stack_in(folder: Path, static_files: Path) -> Stack:
    (folder / "static").symlink_to(static_files)
    return Stack(folder)
