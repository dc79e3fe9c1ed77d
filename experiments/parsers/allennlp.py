"""What AllenNLP writes: a JSON file of metrics for each epoch."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from experiments.parsers.errors import ParseError
from experiments.parsers.folder_text import in_file, numbers_in, object_in, settings_in
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Files, Folder, FolderParser

_EPOCH = re.compile(r"metrics_epoch_(\d{1,9})\.json")
_FINAL, _CONFIG = "metrics.json", "config.json"
_CLOSING = re.compile(r"best_.*|test_.*|training_(epochs|start_epoch)")
"""What describes the whole training, not one of its epochs."""


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with metrics of several epochs, or of one epoch beside the final ones.

    >>> find(["run/metrics_epoch_0.json", "run/metrics_epoch_1.json", "run/log/train/x"])
    [Folder(root='run', paths=('run/metrics_epoch_0.json', 'run/metrics_epoch_1.json'))]
    """
    own: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        place = PurePosixPath(path)
        if _EPOCH.fullmatch(place.name) or place.name in (_FINAL, _CONFIG):
            own["" if str(place.parent) == "." else str(place.parent)].append(path)
    return [Folder(root, tuple(found)) for root, found in own.items() if _is_run(found)]


def read(files: Files) -> tuple[ParsedRun, ...]:
    """One run by epoch; ``best_`` values and those of a final test become its summary.

    Raises ParseError, with the file, for what is no object of metrics.

    >>> [run] = read({"metrics_epoch_0.json": b'{"epoch": 0, "training_loss": 0.9}',
    ...               "metrics_epoch_1.json": b'{"epoch": 1, "training_loss": 0.5}'})
    >>> run.curves.epoch.tolist(), run.curves.values("train_loss").tolist()
    ([0.0, 1.0], [0.9, 0.5])
    """
    points: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    closing: dict[str, float] = {}
    for epoch, path in sorted(_epochs(files)):
        for name, value in _numbers(files, path).items():
            if _CLOSING.fullmatch(name):
                closing[name] = value
            elif name != "epoch":
                points[name][0].append(epoch)
                points[name][1].append(value)
    logged = [Logged.of(name, at, values, epoch=at) for name, (at, values) in points.items()]
    final, notes = _final(files, {one.name for one in logged})
    parameters, told = settings_in(files, _CONFIG)
    summary = {**closing, **final}
    return (run_of_logged(logged, parameters=parameters, summary=summary, notes=(*notes, *told)),)


def _is_run(paths: Sequence[str]) -> bool:
    found = {PurePosixPath(path).name for path in paths}
    epochs = sum(_EPOCH.fullmatch(name) is not None for name in found)
    return epochs > 1 or (epochs == 1 and _FINAL in found)


def _epochs(files: Iterable[str]) -> list[tuple[int, str]]:
    return [(int(match[1]), path) for path in files if (match := _EPOCH.fullmatch(path))]


def _numbers(files: Files, path: str) -> dict[str, float]:
    with in_file(path):
        return numbers_in(object_in(files, path))


def _final(files: Files, logged: set[str]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Values of metrics.json that no epoch has."""
    if _FINAL not in files:
        return {}, ()
    try:
        final = _numbers(files, _FINAL)
    except ParseError as error:
        return {}, (f"{error.reason} The file was left out.",)
    return {k: v for k, v in final.items() if k not in logged and k != "epoch"}, ()


PARSER = FolderParser("allennlp", "AllenNLP folder", find, read)
