"""What DVCLive writes: a table for each metric below plots/metrics."""

from collections.abc import Sequence

from experiments.parsers import names
from experiments.parsers.axes import find_axes
from experiments.parsers.delimited import read_table
from experiments.parsers.errors import ParseError
from experiments.parsers.folder_paths import folders_at
from experiments.parsers.folder_text import (
    document_of,
    in_file,
    numbers_in,
    object_in,
    settings_in,
)
from experiments.parsers.layout import Layout, split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Files, Folder, FolderParser

_PLACES = ("plots/metrics/", "scalars/", "")
"""Where versions of DVCLive put the tables, below their folder."""
_LAST, _PARAMS = "metrics.json", "params.yaml"
_BESIDE = frozenset((_LAST, _PARAMS, "dvc.yaml", "report.html", "report.md", "report.ipynb"))


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with tables below ``plots/metrics`` or ``scalars``, or right in ``dvclive``.

    >>> find(["dvclive/plots/metrics/train/loss.tsv", "dvclive/metrics.json", "dvclive/x.csv"])
    [Folder(root='dvclive', paths=('dvclive/plots/metrics/train/loss.tsv', 'dvclive/metrics.json'))]
    """
    roots = {root for path in paths if (root := _root(path)) is not None}
    return folders_at(roots, paths, _belongs)


def read(files: Files) -> tuple[ParsedRun, ...]:
    """One run of all metrics, called by the paths of their tables; epoch.tsv gives epochs.

    Raises ParseError, with the file and its line, for a table that is none.

    >>> [run] = read({"plots/metrics/train/loss.tsv": b"step\\tloss\\n0\\t0.9\\n1\\t0.5\\n"})
    >>> [s.name for s in run.series], run.curves.values("train_loss").tolist()
    (['train/loss'], [0.9, 0.5])
    """
    logged, notes = [], []
    for path in files:
        if (name := _metric(path)) is not None:
            with in_file(path):
                one = _logged(name, files, path)
            logged += [one] if one else []
            notes += [] if one else [f"“{name}” holds text and was left out."]
    parameters, told = settings_in(files, _PARAMS)
    summary, more = _summary(files, {one.name for one in logged})
    notes = [*notes, *told, *more]
    return (run_of_logged(logged, parameters=parameters, summary=summary, notes=tuple(notes)),)


def _root(path: str) -> str | None:
    if not path.endswith(".tsv"):
        return None
    for place in _PLACES[:2]:
        before, found, _ = f"/{path}".rpartition(f"/{place}")
        if found:
            return before[1:]
    parent = path.rpartition("/")[0]
    return parent if parent.rpartition("/")[2] == "dvclive" else None


def _belongs(path: str) -> bool:
    return path in _BESIDE or path.startswith("plots/") or _metric(path) is not None


def _metric(path: str) -> str | None:
    """The metric whose table this is, None for any other file."""
    place = next(place for place in _PLACES if path.startswith(place))
    inner = path.removeprefix(place)
    if not inner.endswith(".tsv") or (place == "" and "/" in inner):
        return None
    return inner.removesuffix(".tsv")


def _logged(name: str, files: Files, path: str) -> Logged | None:
    """The points of a table of a step, for some versions a time stamp, and a value."""
    lines = document_of(files, path).lines
    header = split_line(lines[0], "\t")
    table = read_table(lines, Layout("\t", 0, tuple(header)))
    value = table.columns[-1] if table.columns else None
    if value is None or value.name != header[-1] or len(header) < 2:
        return None
    axes = find_axes(table)
    return Logged.of(name, axes.step[value.row], value.value, time=axes.time[value.row])


def _summary(files: Files, logged: set[str]) -> tuple[dict[str, float], tuple[str, ...]]:
    """Values of metrics.json that no table holds."""
    if _LAST not in files:
        return {}, ()
    try:
        last = numbers_in(object_in(files, _LAST))
    except ParseError as error:
        return {}, (f"{_LAST} was left out: {error.reason}",)
    return {k: v for k, v in last.items() if k not in logged and not names.axis(k)}, ()


PARSER = FolderParser("dvclive", "DVCLive folder", find, read)
