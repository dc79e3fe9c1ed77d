import os
import signal
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lossacc_site.testing.chromium import HOW_TO_GET_IT, find_chromium
from lossacc_site.testing.postgres import running_postgres

NOTHING_SELECTED = 5
# Where somebody looks at the tests' own terminal, one process runs them all.
BY_HAND = ("-n", "--numprocesses", "--pdb", "--trace", "-s", "--capture", "--co", "--collect")


class Command(BaseCommand):
    help = (
        "Runs all tests on SQLite, then those that use a database on PostgreSQL; "
        "arguments go to pytest."
    )
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        sys.exit(self.run_all(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(self.run_all(list(args)))

    def run_all(self, arguments: list[str]) -> int:
        results = {"SQLite": self.run("sqlite", {"DATABASE_URL": ""}, arguments)}
        with running_postgres() as url:
            # What no database is asked for was told by the first run.
            env = {"DATABASE_URL": url, "LOSSACC_TEST_ONLY": "database"}
            results["PostgreSQL"] = self.run("postgresql", env, arguments)
        self.summarise(results)
        return overall(list(results.values()))

    def run(self, vendor: str, env: dict[str, str], arguments: list[str]) -> int:
        self.stdout.write(f"\n=== Tests on {vendor} ===", ending="\n")
        self.stdout.flush()
        with tempfile.TemporaryDirectory(prefix="lossacc-test-") as data_dir:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-m", "pytest", *parallel(arguments), *arguments],
                cwd=settings.BASE_DIR,
                env=clean_environment()
                | {"LOSSACC_DATA_DIR": data_dir, "LOSSACC_TEST_VENDOR": vendor, **env},
                check=False,
            )
        return done.returncode

    def summarise(self, results: dict[str, int]) -> None:
        self.stdout.write("")
        for database, status in results.items():
            self.stdout.write(f"{database}: {OUTCOMES.get(status, 'stopped with an error')}")
        if find_chromium() is None:
            self.stdout.write(f"The browser tests did not run: no Chromium found. {HOW_TO_GET_IT}")


OUTCOMES = {0: "passed", 1: "FAILED", 2: "interrupted", NOTHING_SELECTED: "no test selected"}


def overall(statuses: list[int]) -> int:
    """The worst status; that one run selected nothing is fine when the other did."""
    failures = [status for status in statuses if status not in (0, NOTHING_SELECTED)]
    if failures:
        return failures[0]
    return 0 if 0 in statuses else NOTHING_SELECTED


def parallel(arguments: list[str]) -> list[str]:
    if any(argument.startswith(BY_HAND) for argument in arguments):
        return []
    return ["-n", str(cores()), "--dist", "loadscope"]


def cores() -> int:
    """Those that this process may use, where the system tells (macOS does not)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def clean_environment() -> dict[str, str]:
    """Without the settings of the person's own lossacc."""
    own = ("LOSSACC_", "DATABASE_URL", "BROKER_URL")
    kept = ("LOSSACC_NO_VENV", "LOSSACC_CHROMIUM")
    return {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(own)
    }
