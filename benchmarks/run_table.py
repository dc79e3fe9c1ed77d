"""How quick pages of the run table are in a project of 10 and in one of 10,000 runs.

    python -m benchmarks.run_table [--rounds 7]

Every figure is lowest / middle / highest of the rounds, in milliseconds.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from django.contrib.auth.models import User
from django.utils import timezone

from experiments.analysis.finding import LABELS
from experiments.models import Analysis, Project, Run, Series
from experiments.points import pack_sparkline
from experiments.queries import SORTS, project_list, run_table
from experiments.services.projects import create_project

NOISE = np.random.default_rng(0)
SIZES = (10, 10_000)


def filled_project(user: User, count: int) -> Project:
    """Rows as the services write them, without the points."""
    project = create_project(user, f"{count} runs")
    runs = Run.objects.bulk_create(
        (
            Run(
                project=project,
                created_by=user,
                name=f"run {n}",
                best_val_loss=NOISE.random(),
                best_val_accuracy=NOISE.random(),
                verdict=LABELS[n % len(LABELS)],
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
    line = pack_sparkline(NOISE.random(100))
    Series.objects.bulk_create(
        (
            Series(run=run, name=kind, kind=kind, split="val", sparkline=line)
            for run in runs
            for kind in ("loss", "accuracy")
        ),
        batch_size=1000,
    )
    done = {"state": Analysis.State.DONE, "finished_at": timezone.now()}
    Analysis.objects.bulk_create((Analysis(run=run, **done) for run in runs), batch_size=1000)
    return project


def questions(project: Project) -> Iterator[tuple[str, Callable[[], object]]]:
    for sort in SORTS:
        yield f"sorted by {sort}", partial(run_table, project, sort=sort)
    yield "the last page", partial(run_table, project, page=10_000)
    yield "one verdict", partial(run_table, project, verdict="overfits")
    yield "a word", partial(run_table, project, text="run 9")


def milliseconds(ask: Callable[[], object], rounds: int) -> str:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return scratch.spread(taken, ".1f")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    user = User.objects.create_user("owner")
    projects = [filled_project(user, size) for size in SIZES]
    print(f"{'':<24}" + "".join(f"{size:>18,} runs" for size in SIZES))
    for asked in zip(*(questions(project) for project in projects), strict=True):
        cells = (f"{milliseconds(ask, rounds):>23}" for _, ask in asked)
        print(f"{asked[0][0]:<24}" + "".join(cells), flush=True)
    print(
        f"{'the list of projects':<24}{milliseconds(lambda: list(project_list(user)), rounds):>23}"
    )


if __name__ == "__main__":
    main()
