"""How long changes to many runs take, and how long each batch of them holds the database.

    python -m benchmarks.bulk [--runs 10000] [--purged 200] [--epochs 20] [--metrics 4]

Works on a database of its own in a temporary folder, or on an empty one that DATABASE_URL names.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import time

import numpy as np
from django.contrib.auth.models import User
from django.db import connection

from experiments.curves import Series
from experiments.models import BulkChange, Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services import bulk
from experiments.services.projects import create_project
from experiments.services.runs import create_runs

Action = BulkChange.Action
TAGS = ("sweep", "resnet")


def fill(project: Project, runs: int) -> list[int]:
    """Runs without points, which no change but the last looks at."""
    Run.objects.bulk_create(
        (Run(project=project, name=f"run {n}") for n in range(runs)), batch_size=1000
    )
    return list(Run.objects.order_by("pk").values_list("pk", flat=True))


def fill_with_points(project: Project, runs: int, epochs: int, metrics: int) -> list[int]:
    random = np.random.default_rng(6)
    parsed = tuple(
        ParsedRun(
            tuple(Series.of(f"m{k}", f"m{k}", "", random.random(epochs)) for k in range(metrics)),
            name=f"with points {n}",
        )
        for n in range(runs)
    )
    return [run.pk for run in create_runs(project, None, ParsedLog("table", "Table", parsed))]


def measure(project: Project, action: str, runs: list[int]) -> None:
    """Asks for the change as a page does, and makes it as a worker does, batch by batch."""
    bulk.AT_ONCE = bulk.PURGED_AT_ONCE = 0
    start = time.perf_counter()
    change = bulk.LEASES.claim(bulk.change_runs(project, None, action, runs, tags=TAGS).pk)
    batches = []
    while change.position < len(runs):
        begin = time.perf_counter()
        bulk._make_batch(change)
        batches.append(1000 * (time.perf_counter() - begin))
    seconds = time.perf_counter() - start
    bulk.LEASES.finish(change, state=BulkChange.State.DONE)
    print(f"| {change.get_action_display()} | {len(runs):,} | {seconds:.2f} | ", end="")
    print(f"{scratch.spread(batches, '.0f')} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--purged", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--metrics", type=int, default=4)
    said = parser.parse_args()
    project = create_project(User.objects.create_user("owner"), "Many runs")
    runs = fill(project, said.runs)
    print(f"{connection.vendor}; {said.runs:,} runs, of which a change takes all")
    print("| change | runs | seconds | a batch, ms |\n| --- | --- | --- | --- |")
    for action in (
        Action.ADD_TAGS, Action.REMOVE_TAGS, Action.ANALYSE, Action.DELETE, Action.RESTORE,
    ):  # fmt: skip
        measure(project, action, runs)
    heavy = fill_with_points(project, said.purged, said.epochs, said.metrics)
    bulk.AT_ONCE = said.purged
    bulk.change_runs(project, None, Action.DELETE, heavy)
    measure(project, Action.PURGE, heavy)


if __name__ == "__main__":
    main()
