"""How quick runs are stored, and how large they are, beside a plain row for each point.

    python -m benchmarks.store [--rounds 5]

Every figure is lowest / middle / highest of the rounds. Values are random in all their digits,
which is the worst case for compression.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from django.contrib.auth.models import User

from experiments.curves import Series
from experiments.models import Project
from experiments.parsers import read_log
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services.creation import UploadOptions
from experiments.services.projects import create_project
from experiments.services.readings import receive
from experiments.services.runs import create_runs

METRICS = (
    ("loss", "loss", "train"),
    ("val_loss", "loss", "val"),
    ("accuracy", "accuracy", "train"),
    ("val_accuracy", "accuracy", "val"),
)
NOISE = np.random.default_rng(0)


@dataclass(frozen=True)
class Measured:
    seconds: float
    bytes: int
    points: int

    @property
    def points_per_second(self) -> float:
        return self.points / self.seconds

    @property
    def bytes_per_point(self) -> float:
        return self.bytes / self.points


def made_run(points: int, *, epochs: bool) -> ParsedRun:
    epoch = np.arange(1.0, points + 1) if epochs else None
    return ParsedRun(
        tuple(Series.of(*metric, NOISE.random(points), epoch=epoch) for metric in METRICS)
    )


def one_file_each(runs: list[ParsedRun]) -> list[ParsedLog]:
    return [ParsedLog("plain_table", f"run {n}", (run,)) for n, run in enumerate(runs)]


def measure(act: Callable[[], None], points: int, size: Callable[[], int]) -> Measured:
    before = size()
    start = time.perf_counter()
    act()
    seconds = time.perf_counter() - start
    return Measured(seconds, size() - before, points)


def store(project: Project, user: User, logs: list[ParsedLog]) -> Measured:
    def act() -> None:
        for log in logs:
            create_runs(project, user, log)

    points = sum(run.point_count for log in logs for run in log.runs)
    return measure(act, points, scratch.database_bytes)


def insert_rows(runs: list[ParsedRun]) -> Measured:
    """The usual table of points, with the one index that reading a curve needs."""
    file = scratch.FOLDER / f"{uuid.uuid4()}.sqlite3"
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=NORMAL")
    plain.execute("CREATE TABLE point (run TEXT, name TEXT, step INT, time INT, value REAL)")
    plain.execute("CREATE INDEX curve ON point (run, name, step)")

    def act() -> None:
        for run in runs:
            plain.execute("BEGIN IMMEDIATE")
            plain.executemany("INSERT INTO point VALUES (?, ?, ?, ?, ?)", rows_of(run))
            plain.execute("COMMIT")

    def size() -> int:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.stat().st_size

    measured = measure(act, sum(run.point_count for run in runs), size)
    plain.close()
    file.unlink()
    return measured


def rows_of(run: ParsedRun) -> Iterator[tuple[str, str, int, int, float]]:
    key = uuid.uuid4().hex
    for s in run.series:
        for step, when, value in zip(
            s.step.tolist(), s.time.tolist(), s.value.tolist(), strict=True
        ):
            yield key, s.name, step, when, value


def as_csv(run: ParsedRun) -> bytes:
    header = ",".join(("epoch", *(s.name for s in run.series)))
    columns = [run.series[0].epoch.astype(int), *(s.value for s in run.series)]
    rows = (",".join(map(str, row)) for row in zip(*(c.tolist() for c in columns), strict=True))
    return "\n".join((header, *rows, "")).encode()


def measure_files(project: Project, user: User, runs: list[ParsedRun]) -> tuple[float, float]:
    """Seconds for reading 200 files, and for receiving them: kept, read and stored."""
    files = [as_csv(run) for run in runs]
    start = time.perf_counter()
    for data in files:
        read_log("log.csv", data)
    read = time.perf_counter() - start
    start = time.perf_counter()
    for number, data in enumerate(files):
        options = UploadOptions(name=f"file {number}")
        receive(project, user, uuid.uuid4(), "log.csv", data, options=options)
    return read, time.perf_counter() - start


def tell(title: str, rounds: list[Measured]) -> None:
    speed = scratch.spread([m.points_per_second for m in rounds])
    size = scratch.spread([m.bytes_per_point for m in rounds], ".1f")
    print(f"{title:<46}{speed:>36} points/s{size:>22} bytes a point", flush=True)


def workloads() -> Iterator[tuple[str, list[ParsedRun], list[ParsedLog]]]:
    short = [made_run(100, epochs=True) for _ in range(200)]
    yield "200 runs x 100 epochs x 4, a file each", short, one_file_each(short)
    short = [made_run(100, epochs=True) for _ in range(200)]
    yield (
        "200 runs x 100 epochs x 4, one file",
        short,
        [ParsedLog("plain_table", "all", tuple(short))],
    )
    long = [made_run(100_000, epochs=False) for _ in range(4)]
    yield "4 runs x 100,000 steps x 4, a file each", long, one_file_each(long)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    user = User.objects.create_user("owner")
    project = create_project(user, "Warm-up")
    store(project, user, one_file_each([made_run(100, epochs=True)] * 5))
    for title, runs, logs in workloads():
        stored, plain = [], []
        for number in range(rounds):
            stored.append(store(create_project(user, f"{title} {number}"), user, logs))
            plain.append(insert_rows(runs))
        tell(title, stored)
        tell("  the same as plain sqlite3 rows", plain)
    files = [made_run(100, epochs=True) for _ in range(200)]
    taken = [measure_files(create_project(user, f"files {n}"), user, files) for n in range(rounds)]
    for title, seconds in zip(("reading", "receiving"), zip(*taken, strict=True), strict=True):
        print(f"{title} 200 files of 100 epochs: {scratch.spread(list(seconds), '.2f')} s")


if __name__ == "__main__":
    main()
