"""A run's folder of W&B: its transaction log, settings, closing values and console output."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from experiments.parsers import keras_text, text_log
from experiments.parsers.errors import ParseError
from experiments.parsers.folder_paths import folders_at
from experiments.parsers.folder_text import document_of, in_file, object_in
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Files, Folder, FolderParser
from experiments.parsers.wandb_history import as_number, flat
from experiments.parsers.wandb_log import RunLog, read_log, run_of_log
from experiments.parsers.yaml_text import flat_settings, read_yaml

_LOG = re.compile(r"run-[^/]*\.wandb")
_OWN = re.compile(
    r"run-[^/]*\.wandb(\.synced)?|(logs|tmp)/.*|(files/)?(wandb-[a-z]+\.jsonl?|config\.yaml"
    r"|output\.log|requirements\.txt|conda-environment\.yaml|[^/]*\.patch|(media|code)/.*)"
)
_SUMMARY, _HISTORY = "wandb-summary.json", "wandb-history.jsonl"
_CONFIG, _OUTPUT = "config.yaml", "output.log"
_NOT_SETTINGS = frozenset(("_wandb", "wandb_version"))
_FROM_OUTPUT = "W&B's own history is not among the files: the console output was read."


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with a ``.wandb`` log, or with a summary in ``files`` or beside other files of W&B.

    >>> find(["wandb/run-1/files/wandb-summary.json", "wandb/run-1/run-ab.wandb", "wandb/x.csv"])
    [Folder(root='wandb/run-1', paths=('wandb/run-1/files/wandb-summary.json', \
'wandb/run-1/run-ab.wandb'))]
    """
    roots = {root for path in paths if (root := _root(path)) is not None}
    found = folders_at(roots, paths, lambda path: _OWN.fullmatch(path) is not None)
    return [folder for folder in found if len(folder.paths) > 1]


def read(files: Files) -> tuple[ParsedRun, ...]:
    """The run: its history, else what its console output tells, else its closing values.

    Raises ParseError, with the file, for a damaged history, and where nothing was logged.

    >>> files = {"wandb-summary.json": b'{"val_loss": 0.5, "_step": 9}',
    ...          "config.yaml": b"lr: {desc: null, value: 0.1}"}
    >>> [run] = read(files)
    >>> run.parameters, run.series[0].value.tolist(), run.series[0].step.tolist()
    ({'lr': '0.1'}, [0.5], [9])
    """
    log = _log(files)
    parameters, notes = _parameters(files)
    summary, told = _summary(files)
    log.summary.update(summary)
    notes = (*notes, *told)
    if not log.history.logged():
        runs, failed = _output(files)
        notes = (*notes, *failed)
        if runs:
            return tuple(_told(run, log, parameters, notes) for run in runs)
    return (run_of_log(log, parameters, notes),)


def _root(path: str) -> str | None:
    """The folder of a run that a file shows to be one."""
    folder, _, name = path.rpartition("/")
    if _LOG.fullmatch(name):
        return folder
    if name in (_SUMMARY, _HISTORY):
        return folder.removesuffix("files").rstrip("/") if _is_files(folder) else folder
    return None


def _is_files(folder: str) -> bool:
    return folder.rpartition("/")[2] == "files"


def _path(files: Files, name: str) -> str | None:
    return next((path for path in (f"files/{name}", name) if path in files), None)


def _log(files: Files) -> RunLog:
    path = next((path for path in files if _LOG.fullmatch(path)), None)
    if path is not None:
        with in_file(path):
            return read_log(files[path])
    log = RunLog()
    if (path := _path(files, _HISTORY)) is not None:
        with in_file(path):
            json = document_of(files, path).json
        for row in (json.records or (json.value,)) if json else ():
            if isinstance(row, dict):
                log.history.add(row)
    return log


def _parameters(files: Files) -> tuple[dict[str, str], tuple[str, ...]]:
    """The ``value`` of each setting in config.yaml."""
    if (path := _path(files, _CONFIG)) is None:
        return {}, ()
    try:
        settings = read_yaml(files[path], path)
        values = {
            name: entry["value"]
            for name, entry in settings.items()
            if name not in _NOT_SETTINGS and isinstance(entry, dict) and "value" in entry
        }
        return flat_settings(values), ()
    except ParseError as error:
        return {}, (error.reason,)


def _summary(files: Files) -> tuple[dict[str, object], tuple[str, ...]]:
    if (path := _path(files, _SUMMARY)) is None:
        return {}, ()
    try:
        with in_file(path):
            return object_in(files, path), ()
    except ParseError as error:
        return {}, (f"{error.reason} The file was left out.",)


def _output(files: Files) -> tuple[tuple[ParsedRun, ...], tuple[str, ...]]:
    """The runs that the console output tells of, or why it tells none."""
    if (path := _path(files, _OUTPUT)) is None:
        return (), ()
    try:
        document = document_of(files, path)
        for parser in (keras_text.PARSER, text_log.PARSER):
            if parser.recognises(document):
                return parser.read(document), ()
    except ParseError as error:
        return (), (f"{path} was left out: {error.reason}",)
    return (), ()


def _told(
    run: ParsedRun, log: RunLog, parameters: Mapping[str, str], notes: tuple[str, ...]
) -> ParsedRun:
    closing = {name: as_number(value) for name, value in flat(log.summary)}
    return replace(
        run,
        name=run.name or log.name,
        parameters={**run.parameters, **parameters},
        summary={name: value for name, value in closing.items() if value is not None},
        notes=(_FROM_OUTPUT, *notes, *run.notes),
    )


PARSER = FolderParser("wandb_folder", "W&B run folder", find, read)
