"""Runs out of a parsed log: prepared outside of the transaction, written inside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from math import isfinite
from pathlib import PurePath, PurePosixPath

from django.contrib.auth.models import User

from experiments.facts import Facts
from experiments.models import Analysis, Project, Run, Tag, Upload
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.queries import live_runs
from experiments.services.extension import beginning
from experiments.services.parameters import write_parameters
from experiments.services.points import Points, prepare_points, write_points
from experiments.services.rows import live_names
from experiments.services.ruling import Rules, ruled
from experiments.services.text import storable, storable_mapping

LONGEST_RUN_NAME = Run._meta.get_field("name").max_length
LONGEST_TAG = Tag._meta.get_field("name").max_length
_GENERIC_STEMS = frozenset((
    "metrics", "metrics_epoch", "epoch_metrics", "results", "result", "history", "log", "logs",
    "training", "training_log", "train_log", "trainer_state", "progress", "scalars", "summary",
    "all_results", "output", "stdout", "train", "wandb-summary", "data",
))  # fmt: skip


@dataclass(frozen=True)
class UploadOptions:
    """What a person said beside the file; an empty name means the file's own."""

    name: str = ""
    tags: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "tags": list(self.tags), "facts": asdict(self.facts)}

    @classmethod
    def from_json(cls, said: Mapping[str, object]) -> "UploadOptions":
        facts = Facts(**said.get("facts", {}))
        return cls(said.get("name", ""), tuple(said.get("tags", ())), facts)


@dataclass(frozen=True)
class PreparedRun:
    parsed: ParsedRun
    points: Points
    beginning: str


def prepare_runs(parsed: ParsedLog, rules: Rules) -> list[PreparedRun]:
    """The log's runs, read as the project's rules say."""
    prepared = []
    for run in parsed.runs:
        read, notes = ruled(run.series, rules)
        told = replace(run, notes=(*run.notes, *notes))
        prepared.append(
            PreparedRun(told, prepare_points(read), beginning(parsed.format, run.series))
        )
    return prepared


def write_runs(
    project: Project,
    user: User | None,
    prepared: Sequence[PreparedRun],
    *,
    file_name: str,
    upload: Upload | None,
    options: UploadOptions,
    is_example: bool,
    but_first: int = 0,
) -> list[Run]:
    """Writes each run, its points and its first analysis; the caller holds the project's lock.

    `file_name` names runs that neither a person nor the log names; the runs `but_first` are there
    already.
    """
    names = [
        _run_name(options.name, file_name, one.parsed, position, len(prepared))
        for position, one in enumerate(prepared)
    ]
    new, free = prepared[but_first:], free_names(project, names[but_first:])
    runs = [
        Run(
            project=project,
            created_by=user,
            upload=upload,
            position_in_upload=position,
            name=name,
            is_example=is_example,
            **_columns(one),
        )
        for position, (one, name) in enumerate(zip(new, free, strict=True), but_first)
    ]
    for run in runs:
        set_fact_columns(run, options.facts)
    Run.objects.bulk_create(runs)
    write_points([(run, one.points) for run, one in zip(runs, new, strict=True)])
    write_parameters(runs)
    for tag in tags_named(project, options.tags):
        tag.runs.add(*runs)
    Analysis.objects.bulk_create(Analysis(run=run, cause=Analysis.Cause.FIRST) for run in runs)
    return runs


def _columns(one: PreparedRun) -> dict[str, object]:
    return {
        "beginning": one.beginning,
        "parameters": storable_mapping(one.parsed.parameters),
        "summary": _summary(one.parsed.summary),
        "reading_notes": [storable(note) for note in one.parsed.notes],
        **one.points.run_columns,
    }


def set_fact_columns(run: Run, facts: Facts) -> None:
    run.classes = facts.classes
    run.n_val = facts.n_val
    run.loss_kind = facts.loss_kind or ""
    run.majority = facts.majority


def tags_named(project: Project, names: Iterable[str]) -> list[Tag]:
    """The project's tags of these names, made where they are new."""
    wanted = list(dict.fromkeys(storable(n).strip()[:LONGEST_TAG].strip() for n in names))
    wanted = [name for name in wanted if name]
    if not wanted:
        return []
    Tag.objects.bulk_create(
        (Tag(project=project, name=name) for name in wanted), ignore_conflicts=True
    )
    return list(Tag.objects.filter(project=project, name__in=wanted))


def file_stem(name: str) -> str:
    return PurePath(storable(name)).stem.strip() or "run"


def name_in_folders(path: str, root: str = "") -> str:
    """What a run is called by where its log lay.

    A file that is called as its trainer calls all of them is told apart by its folders, without
    the outermost one, which all files of a drop share; a log of several files by its root.
    """
    if root:
        folders = PurePosixPath(root).parts
        return "/".join(folders[1:] or folders)
    folders, stem = PurePosixPath(path).parts[:-1], file_stem(path)
    if stem.lower() not in _GENERIC_STEMS or not folders:
        return stem
    return "/".join(folders[1:] or folders)


def free_names(project: Project, names: Iterable[str]) -> list[str]:
    """The names, each numbered where another run of the project bears it already."""
    wanted = [storable(name)[: LONGEST_RUN_NAME - 10].strip() for name in names]
    taken = live_names(project, wanted)
    given = []
    for name in wanted:
        given.append(_numbered(project, name, taken) if name in taken else name)
        taken.add(given[-1])
    return given


def _numbered(project: Project, name: str, taken: set[str]) -> str:
    alike = live_runs(project).filter(name__startswith=f"{name} (")
    taken.update(alike.values_list("name", flat=True))
    return next(n for n in (f"{name} ({k})" for k in count(2)) if n not in taken)


def _run_name(given: str, file_name: str, parsed: ParsedRun, position: int, count: int) -> str:
    own = storable(parsed.name).strip()
    if count == 1:
        return given or own or file_name
    return f"{given or file_name} · {own or f'run {position + 1}'}"


def _summary(values: dict[str, float]) -> dict[str, float | str]:
    """JSON columns hold no NaN and no infinity: such values are kept as text."""
    return {storable(k): v if isfinite(v) else str(v) for k, v in values.items()}
