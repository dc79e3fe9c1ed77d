"""Bring logs from this machine's disk into a project."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from experiments import tasks
from experiments.archives import is_archive, members
from experiments.local_files import LocalLog, find_logs
from experiments.management.places import add_place_arguments, project_named, user_named
from experiments.management.progress import Progress
from experiments.parsers import ParseError
from experiments.services.creation import UploadOptions
from experiments.services.imports import Imported, Result, import_log
from experiments.services.text import storable

MOST_TOLD = 50
"""Files that were not read are told one by one up to here."""


class Command(BaseCommand):
    help = (
        "Reads the training logs in files, folders and archives and stores them as runs of a "
        "project. What is stored already is skipped, a longer version of a log updates its run. "
        "Exit status: 0 all named files went in, 1 one that was named is no log, 2 wrong use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_place_arguments(parser)

    def handle(
        self, *, paths: list[Path], project: str, user: str, tag: list[str], **_options: object
    ) -> None:
        with TemporaryDirectory() as scratch:
            logs = list(self._unpacked(_found(paths), Path(scratch)))
            if not logs:
                raise CommandError("There are no files below these paths.", returncode=2)
            who = user_named(user)
            into = project_named(project, who)
            options = UploadOptions(tags=tuple(tag))
            batch, results = uuid4(), []
            with Progress(self.stderr, len(logs)) as progress:
                for log in logs:
                    progress.tell(storable(log.group.name))
                    results.append((log, import_log(into, who, batch, log, options)))
            tasks.wake()
        self._tell(results, into.name)
        named = {path.absolute() for path in paths if path.is_file()}
        if any(one.result is Result.REFUSED and log.files[0] in named for log, one in results):
            sys.exit(1)

    def _unpacked(self, logs: list[LocalLog], scratch: Path) -> Iterator[LocalLog]:
        """The logs, and those in the archives among them; one that is broken is told."""
        for log in logs:
            path = log.files[0]
            if log.group.slug or not _is_packed(path):
                yield log
                continue
            folder = Path(mkdtemp(dir=scratch)) / (path.name.split(".")[0] or "archive")
            try:
                _unpack(path, folder)
            except (ParseError, OSError) as error:
                self.stderr.write(storable(f"{path}: {error}"))
                yield log
            else:
                yield from find_logs([folder])

    def _tell(self, results: list[tuple[LocalLog, Imported]], project: str) -> None:
        counts = Counter(one.result for _, one in results)
        told = ", ".join(f"{counts[result]} {result}" for result in Result if counts[result])
        logs = (
            "1 log or other file" if len(results) == 1 else f"{len(results)} logs and other files"
        )
        self.stdout.write(f"{logs} for {project}: {told}.")
        refused = [(log, one) for log, one in results if one.result is Result.REFUSED]
        for log, one in refused[:MOST_TOLD]:
            self.stdout.write(storable(f"  {log.group.root or log.group.paths[0]}: {one.why}"))
        if len(refused) > MOST_TOLD:
            self.stdout.write(f"  and {len(refused) - MOST_TOLD} more.")


def _found(paths: list[Path]) -> list[LocalLog]:
    try:
        return find_logs(paths)
    except FileNotFoundError as error:
        raise CommandError(f"{error} is not there.", returncode=2) from error


def _is_packed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_archive(file)
    except OSError:  # Told when it is read.
        return False


def _unpack(path: Path, folder: Path) -> None:
    folder.mkdir()
    with path.open("rb") as file:
        for member in members(file, path.name, 10 * settings.LOSSACC_MAX_UPLOAD_BYTES):
            target = folder / member.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as written:
                copyfileobj(member.file, written)
