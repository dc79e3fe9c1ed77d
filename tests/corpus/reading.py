"""The logs of the corpus as the product reads them, in the same terms as the truth."""

from pathlib import Path

from experiments.parsers import read_folder, read_log
from experiments.parsers.grouping import group, without_litter
from experiments.parsers.log import ParsedLog, ParsedRun
from tests.corpus.model import ROOT, Log, Run


def found_in(log: Log) -> tuple[Run, ...]:
    """What the parsers make of a log. Raises ParseError where they refuse it."""
    parsed = read(log.files)
    names = {name for run in log.runs for name in run.last}
    return tuple(_run(run, names) for run in parsed.runs)


def read(files: list[Path]) -> ParsedLog:
    """The one log that these files are, grouped as uploaded files are."""
    paths = {path.relative_to(ROOT).as_posix(): path for path in files}
    [one] = group(without_litter(list(paths)))
    if not one.slug:
        return read_log(one.name, paths[one.paths[0]].read_bytes())
    return read_folder(one.slug, {one.below(path): paths[path].read_bytes() for path in one.paths})


def _run(run: ParsedRun, names: set[str]) -> Run:
    values = {s.column or s.name: s.value for s in run.series if s.column or s.name in names}
    return Run.of(run.curves.epoch_count, values)
