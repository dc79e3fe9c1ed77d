"""What CatBoost leaves in catboost_info: a table of errors for each set."""

import re
from collections.abc import Sequence

from experiments.parsers import catboost_json
from experiments.parsers.axes import find_axes
from experiments.parsers.delimited import read_table
from experiments.parsers.folder_paths import folders_at
from experiments.parsers.folder_text import document_of, in_file
from experiments.parsers.layout import Layout, split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged
from experiments.parsers.parser import Files, Folder, FolderParser

_LEARN = "learn_error.tsv"
_ERRORS = re.compile(r"(learn|test\w*)_error\.tsv")
_BESIDE = re.compile(
    r"(learn|test\w*)_error\.tsv|time_left\.tsv|catboost_training\.json"
    r"|(learn|test\w*)/events\.out\.tfevents[^/]*|tmp/.*"
)


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with ``learn_error.tsv`` or ``test_error.tsv``.

    ``learn_error.tsv`` alone is left to be read as a table: its names mean training anyway.

    >>> find(["catboost_info/learn_error.tsv", "catboost_info/time_left.tsv", "x/learn_error.tsv"])
    [Folder(root='catboost_info', paths=('catboost_info/learn_error.tsv', \
'catboost_info/time_left.tsv'))]
    """
    split = (path.rpartition("/") for path in paths)
    roots = {folder for folder, _, name in split if _ERRORS.fullmatch(name)}
    found = folders_at(roots, paths, lambda path: _BESIDE.fullmatch(path) is not None)
    return [f for f in found if len(f.paths) > 1 or not f.paths[0].endswith(_LEARN)]


def read(files: Files) -> tuple[ParsedRun, ...]:
    """One run by iteration: ``learn`` is the training, ``test`` is read as validation.

    The JSON beside the tables says the same and is not read. Raises ParseError, with the file
    and its line, for a table that is none.

    >>> [run] = read({"learn_error.tsv": b"iter\\tLogloss\\n0\\t0.6\\n1\\t0.5\\n",
    ...               "test_error.tsv": b"iter\\tAUC\\tLogloss\\n0\\t0.8\\t0.7\\n1\\t0.9\\t0.6\\n"})
    >>> run.curves.values("train_loss").tolist(), run.curves.values("val_loss").tolist()
    ([0.6, 0.5], [0.7, 0.6])
    """
    logged = []
    for path in files:
        if match := _ERRORS.fullmatch(path):
            with in_file(path):
                logged += _errors(match[1], files, path)
    return (catboost_json.run_of_errors(logged),)


def _errors(which: str, files: Files, path: str) -> list[Logged]:
    document = document_of(files, path)
    header = tuple(split_line(document.lines[0], "\t"))
    table = read_table(document.lines, Layout("\t", 0, header))
    axes = find_axes(table)
    metrics = [column for column in table.columns if column.name not in axes.used]
    return [Logged.of(f"{which}:{c.name}", axes.step[c.row], c.value) for c in metrics]


PARSER = FolderParser("catboost", "CatBoost folder", find, read)
