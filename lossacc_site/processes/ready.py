"""Asks each process whether it answers."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping

import redis
from kombu.exceptions import OperationalError

from lossacc_site.celery import app
from lossacc_site.processes.errors import StartError

Question = Callable[[], bool]


def broker_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def web_answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310
            return json.load(answer)["web"] == "ok"
    except (OSError, ValueError, KeyError):
        return False


def worker_answers(name: str) -> bool:
    try:
        return bool(app.control.ping(destination=[name], timeout=0.3))
    except (OperationalError, OSError):
        return False


def wait_for(questions: Mapping[str, Question], check: Callable[[], None], seconds: float) -> None:
    """Returns when each has answered once; `check` raises when waiting is of no use."""
    deadline = time.monotonic() + seconds
    silent = dict(questions)
    while silent:
        check()
        for name in [name for name, answers in silent.items() if answers()]:
            del silent[name]
        if silent and time.monotonic() > deadline:
            names = " and the ".join(silent)
            raise StartError(f"The {names} did not answer within {seconds:.0f} seconds.")
        time.sleep(0.05)
