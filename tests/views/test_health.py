import socket
import time
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests.live import use_broker

pytestmark = pytest.mark.django_db


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_all_is_well() -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"web": "ok", "database": "ok", "broker": "ok"}


def test_it_is_never_kept_by_a_cache() -> None:
    assert "no-store" in Client().get("/healthz").headers["Cache-Control"]


@pytest.fixture
def memory_afterwards() -> Iterator[None]:
    yield
    use_broker("memory://")


def test_without_a_broker_pages_are_still_healthy(memory_afterwards: None) -> None:
    use_broker(f"redis://127.0.0.1:{free_port()}/0")
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == "unreachable"


def test_a_broker_that_takes_calls_and_says_nothing_does_not_hold_the_answer(
    memory_afterwards: None,
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        use_broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        assert Client().get("/healthz").json()["broker"] == "unreachable"
        assert time.monotonic() - started < 10


def test_without_a_database_it_is_not_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"
