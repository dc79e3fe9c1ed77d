"""Runs of MLflow's file store: metrics, params and tags as one small file each."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from experiments.parsers.decoding import decode
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.mlflow_metric import read_points
from experiments.parsers.parser import Files, Folder, FolderParser
from experiments.parsers.yaml_text import read_yaml

_META = "meta.yaml"
_PARTS = frozenset(("metrics", "params", "tags", "inputs", "outputs"))
_RUN_TAGS = ("tags/mlflow.runName", "tags/mlflow.user", "tags/mlflow.source.name")
_TELLING_TAGS = ("mlflow.user", "mlflow.source.name", "mlflow.source.git.commit", "mlflow.note")
_STATUS = {"1": "was running", "2": "was scheduled", "4": "failed", "5": "was killed"}
_LONGEST_SETTING = 10_000


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with ``metrics`` or ``params`` beside ``meta.yaml``, at any depth.

    Without ``meta.yaml``, files below ``metrics`` that have no suffix are a run, too. What lies
    below ``artifacts`` is none of it.

    >>> find(["mlruns/0/ab/meta.yaml", "mlruns/0/ab/metrics/val/loss", "mlruns/0/ab/artifacts/x"])
    [Folder(root='mlruns/0/ab', paths=('mlruns/0/ab/meta.yaml', 'mlruns/0/ab/metrics/val/loss'))]
    """
    metas = {path.removesuffix(_META).rstrip("/") for path in paths if _is_meta(path)}
    below: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if (root := _root(path, metas)) is not None:
            below[root].append(path)
    found = (Folder(root, tuple(own)) for root, own in below.items())
    return [folder for folder in found if _is_run(folder)]


def read(files: Files) -> tuple[ParsedRun, ...]:
    """The run of such a folder.

    Raises ParseError where no metric was logged, and, with the line, for a broken metric file.

    >>> [run] = read({"meta.yaml": b"run_name: fast-owl-1\\n", "params/lr": b"0.1",
    ...               "metrics/val_loss": b"1758275956473 0.65 0\\n1758275957473 0.6 1\\n"})
    >>> run.name, run.parameters, run.curves.values("val_loss").tolist()
    ('fast-owl-1', {'lr': '0.1'}, [0.65, 0.6])
    """
    meta, notes = _meta(files)
    tags = dict(_texts(files, "tags"))
    metrics, told = _metrics(files)
    parameters = {**dict(_texts(files, "params")), **_settings(tags)}
    name = meta.get("run_name") or tags.get("mlflow.runName") or meta.get("name") or ""
    return (
        run_of_logged(
            metrics,
            name=name,
            parameters=parameters,
            notes=(*notes, *_history(meta), *told),
        ),
    )


def _is_meta(path: str) -> bool:
    return PurePosixPath(path).name == _META


def _root(path: str, metas: Set[str]) -> str | None:
    """The run's folder that a file would belong to, None where it belongs to none."""
    parts = PurePosixPath(path).parts
    if "artifacts" in parts:
        parts = parts[: parts.index("artifacts")]
    places = [i for i, part in enumerate(parts[:-1]) if part in _PARTS]
    roots = ["/".join(parts[:place]) for place in places]
    known = next((root for root in roots if root in metas), None)
    if known is not None or not _is_meta(path):
        return next(iter(roots), None) if known is None else known
    return "/".join(parts[:-1])


def _is_run(folder: Folder) -> bool:
    below = {path[len(folder.root) :].lstrip("/") for path in folder.paths}
    if _META in below:
        kinds = {path.split("/")[0] for path in below}
        return bool(kinds & {"metrics", "params"}) or any(tag in below for tag in _RUN_TAGS)
    metrics = [path for path in below if path.startswith("metrics/")]
    return bool(metrics) and all(_has_no_suffix(path) for path in below)


def _has_no_suffix(path: str) -> bool:
    return re.search(r"\.[A-Za-z]\w{0,7}$", PurePosixPath(path).name) is None


def _meta(files: Files) -> tuple[dict[str, str], tuple[str, ...]]:
    if _META not in files:
        return {}, ()
    try:
        meta = read_yaml(files[_META], _META)
    except ParseError as error:
        return {}, (f"{error.reason} The run is read without it.",)
    return {name: value for name, value in meta.items() if isinstance(value, str)}, ()


def _texts(files: Files, kind: str) -> Iterator[tuple[str, str]]:
    for path in files:
        if path.startswith(f"{kind}/"):
            text = files[path][:_LONGEST_SETTING].decode("utf-8", "replace")
            yield path.removeprefix(f"{kind}/"), text.strip()


def _metrics(files: Files) -> tuple[list[Logged], list[str]]:
    metrics, notes = [], []
    for path in files:
        if path.startswith("metrics/"):
            text, _ = decode(files[path], path)
            logged, told = read_points(path.removeprefix("metrics/"), text)
            metrics.append(logged)
            notes += told
    return metrics, notes


def _settings(tags: dict[str, str]) -> dict[str, str]:
    """Tags of one's own, and those of MLflow that tell who ran what."""
    return {k: v for k, v in tags.items() if not k.startswith("mlflow.") or k in _TELLING_TAGS}


def _history(meta: dict[str, str]) -> list[str]:
    notes = []
    started, ended = (_moment(meta.get(key, "")) for key in ("start_time", "end_time"))
    if started:
        lasted = f" and took {_lasted(ended - started)}" if ended and ended >= started else ""
        notes.append(f"MLflow started the run at {started:%Y-%m-%d %H:%M:%S} UTC{lasted}.")
    if meta.get("status") in _STATUS:
        notes.append(f"According to MLflow the run {_STATUS[meta['status']]}.")
    if meta.get("lifecycle_stage") == "deleted":
        notes.append("The run was deleted in MLflow; its files were still there.")
    if "model_id" in meta:
        of = f" by the run {meta['source_run_id']}" if meta.get("source_run_id") else ""
        notes.append(f"These are the metrics of a model that was logged{of}.")
    return notes


def _moment(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _lasted(duration: timedelta) -> str:
    seconds = duration.total_seconds()
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds / 60:.0f} min"


PARSER = FolderParser("mlflow_store", "MLflow run folder", find, read)
