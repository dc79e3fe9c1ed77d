"""Follow logs that are still being written, and keep their runs up to date."""

import signal
import time
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from experiments import tasks
from experiments.local_files import LocalLog, find_logs
from experiments.management.places import add_place_arguments, project_named, user_named
from experiments.models import Project, Run
from experiments.parsers import ParseError
from experiments.services.creation import UploadOptions
from experiments.services.following import follow, set_status
from experiments.services.text import storable

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_UNTIL_WHOLE = 20.0
"""After so long without a write a last line without its end is taken for a whole one."""


class Command(BaseCommand):
    help = (
        "Watches files and folders and stores every training log in them as a run; while a log is "
        "being written, its run is renewed and is shown as running, and as silent once nothing "
        "came for LOSSACC_STALE_AFTER minutes. Ctrl-C stops it; what is stored stays, and the "
        "next start goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_place_arguments(parser)
        parser.add_argument(
            "--every", type=float, default=SECONDS_BETWEEN_LOOKS, metavar="SECONDS",
            help="how often to look, 1 where not said",
        )  # fmt: skip
        parser.add_argument(
            "--finished-after", type=float, metavar="MINUTES",
            help="say that a run is finished when its log was not written for so long; where not "
            "said its run stays silent, as nobody knows what became of it",
        )  # fmt: skip
        parser.add_argument("--once", action="store_true", help="look once and stop")

    def handle(
        self, *, paths: list[Path], project: str, user: str, tag: list[str], **options: object
    ) -> None:
        missing = [path for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"{missing[0]} is not there.", returncode=2)
        who = user_named(user)
        watch = Watch(
            self, paths, project_named(project, who), who, UploadOptions(tags=tuple(tag)),
            finished_after=options["finished_after"],
        )  # fmt: skip
        if options["once"]:
            watch.look()
        else:
            self.keep_looking(watch, options["every"])

    def keep_looking(self, watch: "Watch", every: float) -> None:
        # A shell that starts this in the background has Ctrl-C ignored from the start.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        self.stdout.write(f"Watching for {watch.project.name}. Ctrl-C stops it.")
        self.stdout.flush()
        try:
            while True:
                began = time.monotonic()
                watch.look()
                # Where looking takes long, half of the time is left to others.
                time.sleep(max(0.1, every, time.monotonic() - began))
                close_old_connections()
        except KeyboardInterrupt:
            self.stdout.write("Stopped. What was read stays.")


class Watch:
    """What was seen at the last look: each log by its place, with its signature and its runs."""

    def __init__(
        self, command: BaseCommand, paths: list[Path], project: Project, user: User | None,
        options: UploadOptions, *, finished_after: float | None,
    ) -> None:  # fmt: skip
        self._out, self._paths = command.stdout, paths
        self.project, self._user, self._options = project, user, options
        self._finished_after = finished_after
        self._seen: dict[str, tuple[object, list[Run]]] = {}
        self._said: dict[str, str] = {}

    def look(self) -> None:
        for log in find_logs(path for path in self._paths if path.exists()):
            try:
                self._look_at(log)
            except FileNotFoundError:
                # Removed or renamed since the folder was listed; the next look finds what is there.
                continue
            except (OSError, ValueError) as error:
                # Whatever is wrong with one log, such as a run that somebody changed meanwhile.
                self._say(log, str(error))

    def _look_at(self, log: LocalLog) -> None:
        written = log.signature()
        silent = time.time() - max(at for _, at in written) / 1e9
        signature = (written, silent < SECONDS_UNTIL_WHOLE)
        before, runs = self._seen.get(log.key, (None, []))
        if signature != before:
            runs = self._read(log, runs, being_written=silent < SECONDS_UNTIL_WHOLE)
            self._seen[log.key] = signature, runs
        if status := self._told_by(silent):
            set_status(runs, status)

    def _told_by(self, silent: float) -> str | None:
        """What a log that was not written for so many seconds tells of its run, if anything."""
        if self._finished_after is not None and silent > 60 * self._finished_after:
            return Run.Status.FINISHED
        return Run.Status.RUNNING if silent < 60 * settings.LOSSACC_STALE_AFTER else None

    def _read(self, log: LocalLog, runs: list[Run], *, being_written: bool) -> list[Run]:
        try:
            read = follow(self.project, self._user, log, self._options, being_written=being_written)
        except ParseError as refusal:
            if not runs:
                self._say(log, str(refusal))
            return runs
        tasks.wake()
        if not runs and read:
            self._say(log, ", ".join(run.name for run in read))
        return read

    def _say(self, log: LocalLog, what: str) -> None:
        """Once, and not again at every look."""
        if self._said.get(log.key) != what:
            self._said[log.key] = what
            self._out.write(storable(f"{log.place}: {what}"))
