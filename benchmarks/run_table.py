"""How quick the run table is in projects of 10,000 and of 100,000 runs, and pages of a few of them.

    python -m benchmarks.run_table [--rounds 7] [--runs 10000 100000]

Whole answers of Django. Runs have 20 epochs of 4 metrics, 8 parameters and a tag, and are written
as uploads are. The database is one of its own in a temporary folder, or an empty one that
DATABASE_URL names.
Figures are lowest / middle / highest of the rounds, in milliseconds by the clock, after one that
is not counted; behind them what this process took of a processor, the middle of the rounds, and
how many queries there were. Filling takes about 4 ms a run.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import time
from statistics import median
from urllib.parse import quote, urlencode

import numpy as np
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.analysis.finding import LABELS
from experiments.curves import Series
from experiments.models import Analysis, Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services.creation import UploadOptions, prepare_runs, write_runs
from experiments.services.projects import create_project

NOISE = np.random.default_rng(0)
SIZES = (10_000, 100_000)
AT_ONCE = 500
METRICS = (
    ("loss", "loss", "train"), ("val_loss", "loss", "val"),
    ("accuracy", "accuracy", "train"), ("val_accuracy", "accuracy", "val"),
)  # fmt: skip
EPOCHS = np.arange(1.0, 21.0)
QUERY = "val_loss < 0.3 and overfits = True and params.lr <= 0.001"
ASKED = {
    "first page": "",
    "page 100": "?page=100",
    "sorted by best val loss": "?sort=val_loss",
    "sorted by best train loss": "?sort=train_loss",
    "sorted by last val accuracy": "?sort=-last.val_accuracy",
    "sorted by a parameter": "?sort=-params.lr",
    "sorted by a parameter of text": "?sort=params.optimizer",
    "one verdict": "?verdict=overfits",
    "one tag": "?tag=baseline",
    "a word": "?q=resnet-77",
    "a query of one metric": f"?q={quote('val_loss < 0.01')}",
    "a query of three things": f"?q={quote(QUERY)}",
    "six columns": "?columns=train_loss,last.val_loss,params.lr,params.model,epochs,gap",
}


def made_run(number: int) -> ParsedRun:
    series = tuple(Series.of(*metric, NOISE.random(20), epoch=EPOCHS) for metric in METRICS)
    parameters = {
        "lr": f"{10 ** NOISE.uniform(-5, -1):.3g}",
        "batch_size": str(2 ** int(NOISE.integers(4, 10))),
        "optimizer": ("adam", "sgd")[number % 2],
        "seed": str(number % 5),
        "dropout": f"{NOISE.random():.2f}",
        "layers": str(int(NOISE.integers(1, 50))),
        "model": f"resnet{18 + number % 3 * 16}",
        "about": f"the run of number {number}",
    }
    return ParsedRun(series, f"resnet-{number}", parameters)


def filled_project(user: User, count: int) -> Project:
    project = create_project(user, f"{count} runs")
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        prepared = prepare_runs(ParsedLog("x", "x", tuple(map(made_run, numbers))), {})
        tags = ("baseline",) if first // AT_ONCE % 3 == 0 else ("other",)
        with transaction.atomic():
            runs = write_runs(
                project, user, prepared, file_name="log", upload=None,
                options=UploadOptions(tags=tags), is_example=False,
            )  # fmt: skip
            judge(runs)
    return project


def judge(runs: list[Run]) -> None:
    """Verdicts as analyses write them, at random."""
    for number, run in enumerate(runs):
        run.verdict = LABELS[number % len(LABELS)]
        run.overfits, run.disagrees = bool(number % 3), bool(number % 2)
        run.verdict_headline = "Overfits from epoch 7."
        run.verdict_body = "Validation loss rose 38 % while accuracy gained 1.2 points. " * 3
    columns = ["verdict", "overfits", "disagrees", "verdict_headline", "verdict_body"]
    Run.objects.bulk_update(runs, columns, batch_size=100)
    done = {"state": Analysis.State.DONE, "finished_at": timezone.now()}
    Analysis.objects.filter(run__in=runs).update(**done)


def measured(client: Client, address: str, rounds: int) -> str:
    """Milliseconds of an answer, those that this process computed, and the queries."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    queries = len(captured)
    taken, busy = [], []
    for _ in range(rounds):
        start, busy_until = time.perf_counter(), time.process_time()
        client.get(address).getvalue()
        taken.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - busy_until) * 1000)
    return f"{scratch.spread(taken, '.0f')} ({median(busy):.0f}, {queries})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--runs", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.create_superuser("owner")
    client = Client()
    client.force_login(user)
    projects = {size: filled_project(user, size) for size in options.runs}
    print(f"{connection.vendor:<30}" + "".join(f"{size:>22,} runs" for size in projects))
    asked = [addresses(project) for project in projects.values()]
    for name in asked[0]:
        cells = [measured(client, every[name], options.rounds) for every in asked]
        print(f"{name:<30}" + "".join(f"{cell:>27}" for cell in cells), flush=True)
    print(f"{'the list of projects':<30}{measured(client, '/', options.rounds):>27}", flush=True)


def addresses(project: Project) -> dict[str, str]:
    """The table asked in all ways, and pages of its newest runs."""
    table = {name: f"/projects/{project.slug}/{query}" for name, query in ASKED.items()}
    newest = Run.objects.filter(project=project).order_by("-pk").values_list("uuid", flat=True)
    twenty = urlencode([("run", run) for run in newest[:20]])
    return table | {
        "a run": f"/runs/{newest[0]}/",
        "compare 20 runs": f"/compare/?{twenty}",
        "figures of 20 runs": f"/compare/figures.json?{twenty}&split=train&split=val",
    }


if __name__ == "__main__":
    main()
