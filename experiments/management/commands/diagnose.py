"""Read training logs and say what their curves mean, without a database."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from experiments.analysis import RULES, analyse
from experiments.diagnosis import Diagnosis, as_json, as_text
from experiments.facts import LOSS_KINDS, Facts, facts_from_parameters
from experiments.parsers import ParseError, read_log

UNREADABLE, WRONG_USE, FOUND = 1, 2, 3


class Command(BaseCommand):
    help = (
        "Reads training logs and prints a verdict each. Exit status: 0 read, 1 something could "
        "not be read, 2 wrong use, 3 a rule named with --fail-on says yes."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a log; - for standard input")
        parser.add_argument("--json", action="store_true", help="one line of JSON per run")
        parser.add_argument("--classes", type=int, metavar="K", help="number of classes")
        parser.add_argument("--n-val", type=int, metavar="N", help="number of validation samples")
        parser.add_argument("--loss-kind", metavar="KIND", help=", ".join(LOSS_KINDS))
        parser.add_argument(
            "--majority", type=float, metavar="P", help="share of the largest class, above 0 to 1"
        )
        parser.add_argument(
            "--fail-on",
            action="append",
            default=[],
            metavar="RULE",
            help="exit with 3 if this rule says yes for a run; may be given more than once",
        )

    def handle(
        self, *, files: list[str], json: bool, fail_on: list[str], **options: object
    ) -> None:
        facts = _facts(options)
        _check_rules(fail_on)
        unreadable = found = False
        for path in files:
            try:
                diagnoses = _diagnose(path, facts)
            except (ParseError, OSError) as error:
                unreadable = True
                self.stderr.write(_complaint(path, error))
                continue
            self._print(diagnoses, json)
            found = found or any(diagnosis.says_yes(fail_on) for diagnosis in diagnoses)
        if unreadable or found:
            sys.exit(UNREADABLE if unreadable else FOUND)

    def _print(self, diagnoses: list[Diagnosis], json: bool) -> None:
        try:
            for diagnosis in diagnoses:
                self.stdout.write(_line(diagnosis) if json else as_text(diagnosis) + "\n")
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads, such as head, has seen enough. Without this the interpreter would
            # complain when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit()


def _facts(options: dict[str, object]) -> Facts:
    try:
        return Facts(
            classes=options["classes"],
            n_val=options["n_val"],
            loss_kind=options["loss_kind"],
            majority=options["majority"],
        )
    except ValueError as error:
        raise CommandError(f"{error}.", returncode=WRONG_USE) from error


def _check_rules(asked: list[str]) -> None:
    known = [rule.name for rule in RULES]
    for name in asked:
        if name not in known:
            raise CommandError(
                f"--fail-on: there is no rule “{name}”; the rules are {', '.join(known)}.",
                returncode=WRONG_USE,
            )


def _diagnose(path: str, facts: Facts) -> list[Diagnosis]:
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    log = read_log("standard input" if path == "-" else Path(path).name, data)
    told = [facts | facts_from_parameters(run.parameters) for run in log.runs]
    return [
        Diagnosis(path, log, run, analyse(run.curves, known))
        for run, known in zip(log.runs, told, strict=True)
    ]


def _line(diagnosis: Diagnosis) -> str:
    return json.dumps(as_json(diagnosis), ensure_ascii=False, allow_nan=False)


def _complaint(path: str, error: ParseError | OSError) -> str:
    """One line; the reason of the system alone, which does not name the file again."""
    reason = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)
    return f"{path}: {' '.join(reason.split())}"
