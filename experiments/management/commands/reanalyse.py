from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from experiments.services.analyses import request_outdated
from experiments.services.predictions import measure_outdated
from experiments.tasks import wake


class Command(BaseCommand):
    help = (
        "Asks for a new analysis of every run that the present rules have not read, and has "
        "predictions measured anew that older measures have measured."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="of every run and file")

    def handle(self, *, all: bool, **_options: object) -> None:  # noqa: A002 - the option's name
        analyses, files = request_outdated(every=all), measure_outdated(every=all)
        wake()
        self.stdout.write(f"{analyses} analyses asked for.")
        if files:
            self.stdout.write(f"Files of predictions to be measured again: {files}.")
