"""Score the shipped rules on runs whose truth is known, without a database."""

from argparse import ArgumentParser, ArgumentTypeError
from json import dumps
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from experiments.scoring.benchmark import as_json, score
from experiments.scoring.bootstrap import ROUNDS
from experiments.scoring.corpus import CorpusError, load
from experiments.scoring.grids import TUNABLES
from experiments.scoring.headline import as_markdown
from experiments.scoring.printing import as_text

WRONG_USE = 2
MOST_ROUNDS = 20_000


class Command(BaseCommand):
    help = (
        "Scores the rules on a corpus of labelled runs, a folder with truth/<run>.json and "
        "logs/<run>.csv, beside plain rules, with bootstrap intervals."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.BASE_DIR.parent / "shared" / "data" / "curves"
        parser.add_argument(
            "--data",
            type=Path,
            default=default,
            metavar="DIR",
            help="the corpus; ../shared/data/curves unless told",
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON object with all of it")
        form.add_argument("--markdown", action="store_true", help="the table of the README")
        parser.add_argument(
            "--cross-validate",
            action="store_true",
            help="also choose the constants anew, for each family of data on the others; minutes",
        )
        parser.add_argument(
            "--rounds",
            type=_rounds,
            default=ROUNDS,
            metavar="N",
            help=f"bootstrap rounds behind each interval, {ROUNDS} unless told; 0 for none",
        )

    def handle(self, *, data: Path, rounds: int, cross_validate: bool, **options: object) -> None:
        try:
            benchmark = score(load(data), rounds, TUNABLES if cross_validate else ())
        except CorpusError as error:
            message = f"{error} The corpus was {data}; --data names another."
            raise CommandError(message, returncode=WRONG_USE) from error
        if options["json"]:
            self.stdout.write(dumps(as_json(benchmark), ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write(as_markdown(benchmark) if options["markdown"] else as_text(benchmark))


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_ROUNDS:
        raise ArgumentTypeError(f"a whole number from 0 to {MOST_ROUNDS} is needed, not {text!r}")
    return int(text)
