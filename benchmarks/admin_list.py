"""How quick the admin's lists are with many rows, and how the database finds them.

    python -m benchmarks.admin_list [--runs 1000] [--epochs 100] [--explain]

Works on a database of its own in a temporary folder, or on an empty one that DATABASE_URL names.
Times are lowest / middle / highest of the rounds, from request to response, in one process.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from experiments.models import EpochMetrics, Project, Run, Series

ROUNDS = 7
EPOCHS = "/admin/experiments/epochmetrics/"
PAGES = {
    "epochs": EPOCHS,
    "epochs, page 100": f"{EPOCHS}?p=100",
    "epochs, sorted by validation loss": f"{EPOCHS}?o=4",
    "epochs of a verdict": f"{EPOCHS}?verdict=overfits",
    "val_loss > 0.5 and epoch > 10": None,
    'run.project.slug = "cats" and overfits = True': None,
    "run.params.lr <= 0.001 and epoch = 3": None,
    "val_loss > 99": None,
    "runs": "/admin/experiments/run/",
    "series": "/admin/experiments/series/",
}


def address(title: str) -> str:
    return PAGES[title] or f"{EPOCHS}?{urlencode({'q': title})}"


def fill(runs: int, epochs: int) -> None:
    """Rows as the services write them, without the parsing and the points."""
    projects = [Project.objects.create(name=name, slug=name) for name in ("cats", "dogs")]
    made = Run.objects.bulk_create(
        Run(
            project=projects[n % 2],
            name=f"run {n}",
            verdict="overfits" if n % 3 else "healthy",
            overfits=bool(n % 3),
            parameters={"lr": str(10.0 ** -(n % 5))},
            uuid=uuid.uuid4(),
        )
        for n in range(runs)
    )
    for start in range(0, runs, 100):
        EpochMetrics.objects.bulk_create(
            EpochMetrics(run=run, epoch=e, train_loss=1 / (e + 1), val_loss=(run.pk % 7) / (e + 1))
            for run in made[start : start + 100]
            for e in range(epochs)
        )
    Series.objects.bulk_create(
        (Series(run=run, name=n, kind="loss", split="val") for run in made for n in ("a", "b")),
        batch_size=500,
    )


def milliseconds(act: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def measure(*, explain: bool) -> None:
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(uuid.uuid4().hex))
    print(f"{'':48}{'ms':20}queries")
    for title in PAGES:
        url = address(title)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        queries = [query["sql"] for query in captured]
        taken = milliseconds(lambda url=url: client.get(url))
        print(f"{title:48}{scratch.spread(taken):20}{len(queries)}")
        if explain:
            print_plans(queries)


def print_plans(queries: list[str]) -> None:
    prefix = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    for sql in (q for q in queries if "experiments_" in q and q.startswith("SELECT")):
        with connection.cursor() as cursor:
            cursor.execute(prefix + sql.replace("%", "%%"))
            for row in cursor.fetchall():
                print("      ", row[-1])
        print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--explain", action="store_true", help="print the plan of each query")
    options = parser.parse_args()
    fill(options.runs, options.epochs)
    print(f"{connection.vendor}, {options.runs * options.epochs:,} epoch rows, {ROUNDS} rounds")
    measure(explain=options.explain)


if __name__ == "__main__":
    main()
