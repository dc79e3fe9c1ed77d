"""How quick the data of charts is, from request to answer: sampled, in a window, and every point.

    python -m benchmarks.curves [--rounds 7]

Whole HTTP answers through Django, read to their end, on a database of its own in a temporary
folder, or on an empty one that DATABASE_URL names. Nothing is kept in
memory between two requests. Figures are lowest / middle / highest of the rounds: milliseconds by
the clock, and of processor time of this process, which other programs disturb less.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.curve_runs import LONG, SHORT, USUAL, stored
from experiments.models import Run
from experiments.services.analyses import perform, request_analysis
from experiments.services.projects import create_project

FIGURES = "/compare/figures.json"
BOTH = (("split", "train"), ("split", "val"))
WINDOW = (("x", "step"), ("from", "50000"), ("to", "60000"))


def address(path: str, runs: Sequence[Run], *asked: tuple[str, str]) -> str:
    return f"{path}?{urlencode([*(('run', run.uuid) for run in runs), *asked])}"


def questions(owner: User) -> Iterator[tuple[str, str]]:
    project = create_project(owner, "Cats")
    for shape in (SHORT, USUAL):
        runs = analysed(stored(project, owner, shape))
        yield f"data of {shape.title}", address(FIGURES, runs, *BOTH)
        yield f"page of {shape.title}", address("/compare/", runs)
    yield "page of one of them", f"/runs/{runs[0].uuid}/"
    long = analysed(stored(project, owner, LONG))
    yield f"data of {LONG.title}", address(FIGURES, long, *BOTH)
    yield "a tenth of their steps", address(FIGURES, long, *BOTH, *WINDOW)
    yield "page of these", address("/compare/", long)
    yield "page of one of them", f"/runs/{long[0].uuid}/"
    yield "all their points, as Parquet", address("/compare/points.parquet", long)


def analysed(runs: list[Run]) -> list[Run]:
    for run in runs:
        perform(request_analysis(run).pk)
    return runs


def ask(client: Client, url: str) -> int:
    """How many bytes came."""
    answer = client.get(url, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, url
    return sum(map(len, answer)) if answer.streaming else len(answer.content)


def measure(client: Client, title: str, url: str, rounds: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        size = ask(client, url)
    queries = len(captured)  # Later requests make it forget them.
    clock, processor = [], []
    for _ in range(rounds):
        start = time.perf_counter(), time.process_time()
        ask(client, url)
        clock.append(1000 * (time.perf_counter() - start[0]))
        processor.append(1000 * (time.process_time() - start[1]))
    cells = f"{scratch.spread(clock):>20}{scratch.spread(processor):>20}"
    print(f"{title:<42}{cells}{queries:>9}{size / 1000:>10,.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    owner = User.objects.create_user(uuid.uuid4().hex)
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    print(f"{connection.vendor:<42}{'ms':>20}{'processor, ms':>20}{'queries':>9}{'kB':>10}")
    for title, url in questions(owner):
        measure(client, title, url, rounds)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
