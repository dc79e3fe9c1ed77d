"""A table of metrics and the settings that its trainer wrote beside it."""

from collections.abc import Sequence
from dataclasses import replace

from experiments.parsers import lightning_csv, plain_table, yolo_results_csv
from experiments.parsers.errors import ParseError
from experiments.parsers.folder_text import document_of, in_file, settings_in
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Files, Folder, FolderParser
from experiments.parsers.refusals import unrecognised

_SETTINGS = {
    "metrics.csv": "hparams.yaml",  # Lightning
    "results.csv": "args.yaml",  # YOLO
    "summary.csv": "args.yaml",  # timm
}
_TABLES = (yolo_results_csv.PARSER, lightning_csv.PARSER, plain_table.PARSER)


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with one of these tables and its settings.

    >>> find(["version_0/metrics.csv", "version_0/hparams.yaml", "version_1/metrics.csv"])
    [Folder(root='version_0', paths=('version_0/hparams.yaml', 'version_0/metrics.csv'))]
    """
    there, found = set(paths), []
    for path in paths:
        folder, slash, name = path.rpartition("/")
        settings = f"{folder}{slash}{_SETTINGS.get(name, '')}"
        if name in _SETTINGS and settings in there:
            found.append(Folder(folder, tuple(sorted((path, settings)))))
    return found


def read(files: Files) -> tuple[ParsedRun, ...]:
    """The runs of the table, with the settings as parameters.

    Raises ParseError where the table is no log; settings that cannot be read are left out with a
    note.

    >>> table = b"epoch,step,val_loss\\n0,9,0.7\\n"
    >>> [run] = read({"metrics.csv": table, "hparams.yaml": b"lr: 0.1"})
    >>> run.parameters, run.curves.values("val_loss").tolist()
    ({'lr': '0.1'}, [0.7])
    """
    name = next((name for name in _SETTINGS if name in files), "")
    if not name:
        raise ParseError(
            "There are settings, and no table of metrics beside them.",
            advice="Upload the table with them, such as metrics.csv.",
        )
    with in_file(name):
        document = document_of(files, name)
        parser = next((parser for parser in _TABLES if parser.recognises(document)), None)
        if parser is None:
            raise unrecognised(document)
        runs = parser.read(document)
    settings, notes = settings_in(files, _SETTINGS[name])
    return tuple(
        replace(run, parameters=settings | dict(run.parameters), notes=(*run.notes, *notes))
        for run in runs
    )


PARSER = FolderParser("settings_beside", "Table with its settings", find, read)
