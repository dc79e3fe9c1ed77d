"""Read training logs or predictions and say what they mean, without a database."""

import json
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError

from experiments.analysis import RULES, analyse
from experiments.diagnosis import logs, predictions
from experiments.diagnosis.reading import diagnose
from experiments.facts import LOSS_KINDS, Facts, facts_from_parameters
from experiments.local_files import LocalLog, find_logs
from experiments.parsers import ParseError, read_log
from experiments.predictions.readers import Arrays

UNREADABLE, WRONG_USE, FOUND = 1, 2, 3
OF_LOGS = ("classes", "n_val", "loss_kind", "majority", "fail_on")
OF_PREDICTIONS = ("labels", "probabilities", "logits", "ids")

Diagnosis = logs.Diagnosis | predictions.Diagnosis


class Command(BaseCommand):
    help = (
        "Reads training logs and prints a verdict each; with --predictions, files of predictions "
        "and what they say. Exit status: 0 read, 1 something could not be read, 2 wrong use, 3 a "
        "rule named with --fail-on says yes."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="a log, or a folder of them; - for standard input",
        )
        parser.add_argument(
            "--json", action="store_true", help="one line of JSON per run, or file that was refused"
        )
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

        parser.add_argument(
            "--predictions", action="store_true", help="the files hold predictions, not logs"
        )
        parser.add_argument(
            "--labels",
            metavar="NAME|FILE",
            help="array or column of the true classes, or a second file that holds them: .npy, or "
            "text with one label a line",
        )
        for kind in ("probabilities", "logits"):
            parser.add_argument(f"--{kind}", metavar="NAME", help=f"array or columns of the {kind}")
        parser.add_argument("--ids", metavar="NAME", help="array or column that names the samples")

    def handle(
        self, *, files: list[str], json: bool, fail_on: list[str], **options: object
    ) -> None:
        _check_use(options | {"fail_on": fail_on})
        read = _reader(options)
        _check_rules(fail_on)
        unreadable = found = False
        for log in _logs_at(files, of_predictions=bool(options["predictions"])):
            try:
                diagnoses = read(log)
            except (ParseError, OSError) as error:
                unreadable = True
                self.stderr.write(_complaint(log, error))
                if json:
                    self.stdout.write(_refused(log, error))
                continue
            self._print(diagnoses, json)
            found = found or any(_says_yes(diagnosis, fail_on) for diagnosis in diagnoses)
        if unreadable or found:
            sys.exit(UNREADABLE if unreadable else FOUND)

    def _print(self, diagnoses: list[Diagnosis], json: bool) -> None:
        try:
            for diagnosis in diagnoses:
                self.stdout.write(_line(diagnosis) if json else _text(diagnosis))
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads, such as head, has seen enough. Without this the interpreter would
            # complain when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit()


def _logs_at(files: list[str], *, of_predictions: bool) -> Iterator[str | LocalLog]:
    """The files as they were named, and of folders the logs in them."""
    for path in files:
        if of_predictions or not Path(path).is_dir():
            yield path
        else:
            yield from find_logs([Path(path)])


def _reader(options: dict[str, object]) -> Callable[[str | LocalLog], list[Diagnosis]]:
    if not options["predictions"]:
        return partial(_diagnose_log, facts=_facts(options))
    arrays = Arrays(**{name: options[name] or "" for name in OF_PREDICTIONS})
    return partial(_diagnose_predictions, arrays=arrays)


def _check_use(options: dict[str, object]) -> None:
    """Refuse what would be passed over without a word."""
    of_others = OF_LOGS if options["predictions"] else OF_PREDICTIONS
    for name in of_others:
        if options[name]:
            meant = "logs, not for predictions" if options["predictions"] else "--predictions only"
            raise CommandError(f"--{name.replace('_', '-')} is for {meant}.", returncode=WRONG_USE)


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


def _diagnose_log(source: str | LocalLog, facts: Facts) -> list[Diagnosis]:
    path = _place(source)
    if isinstance(source, LocalLog):
        log = source.read()
    else:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        log = read_log("standard input" if path == "-" else Path(path).name, data)
    told = [facts | facts_from_parameters(run.parameters) for run in log.runs]
    return [
        logs.Diagnosis(path, log, run, analyse(run.curves, known))
        for run, known in zip(log.runs, told, strict=True)
    ]


def _diagnose_predictions(path: str, arrays: Arrays) -> list[Diagnosis]:
    with TemporaryDirectory() as folder:
        scratch = Path(folder) / "arrays"
        scratch.mkdir()
        file = _received(Path(folder)) if path == "-" else Path(path)
        return [diagnose(file, path, arrays, scratch)]


def _received(folder: Path) -> Path:
    """Standard input as a file: arrays and tables of columns are not read from front to back."""
    file = folder / "standard input"
    with file.open("wb") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    return file


def _says_yes(diagnosis: Diagnosis, rules: list[str]) -> bool:
    return isinstance(diagnosis, logs.Diagnosis) and diagnosis.says_yes(rules)


def _line(diagnosis: Diagnosis) -> str:
    kind = logs if isinstance(diagnosis, logs.Diagnosis) else predictions
    return json.dumps(kind.as_json(diagnosis), ensure_ascii=False, allow_nan=False)


def _text(diagnosis: Diagnosis) -> str:
    kind = logs if isinstance(diagnosis, logs.Diagnosis) else predictions
    return kind.as_text(diagnosis) + "\n"


def _place(source: str | LocalLog) -> str:
    return source.place if isinstance(source, LocalLog) else source


def _complaint(source: str | LocalLog, error: ParseError | OSError) -> str:
    return f"{_place(source)}: {_reason(error)}"


def _refused(source: str | LocalLog, error: ParseError | OSError) -> str:
    told = {"path": _place(source), "error": _reason(error)}
    return json.dumps(told, ensure_ascii=False)


def _reason(error: ParseError | OSError) -> str:
    """One line; the reason of the system alone, which does not name the file again."""
    reason = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(reason.split())
