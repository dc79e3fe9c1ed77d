"""The run in event files that belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from experiments.parsers import names
from experiments.parsers.errors import ParseError
from experiments.parsers.evaluation import without_later_epoch
from experiments.parsers.event_exported import run_exported
from experiments.parsers.event_points import EventLog, Points
from experiments.parsers.event_settings import settings_of
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged

_EPOCH_TAG = "epoch_"
"""What Keras puts before the metrics whose step is the epoch."""

_STEP_SUFFIX = "_vs_iterations"
"""What Keras puts behind evaluations whose step is the batch: they are no curve of epochs."""

_CUT_OFF = (
    "The event file ends in the middle of a record, as it does while it is being written; "
    "it was read up to there."
)

_CLOSING_SIGN = "train/train_runtime"
_CLOSING = frozenset((
    _CLOSING_SIGN, "train/train_loss", "train/train_samples_per_second",
    "train/train_steps_per_second", "train/total_flos",
))  # fmt: skip
_CLOSING_NOTE = "The closing values are averages over the run, no epoch; they are its summary."

Key = tuple[str, str]
"""The folder below the run's own, ``""`` for that itself, and the tag."""


def run_of_events(
    logs: Sequence[tuple[str, EventLog]],
    settings: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> ParsedRun:
    """One run of event files, each with the folder below the run's own that it stood in.

    Points of one tag in one folder are one metric, the older file's first. `settings` and
    `notes` are those of files beside them. A run that was downloaded from here is as it was.
    Raises ParseError where no file holds a scalar.

    >>> def log(loss, began):
    ...     steps = np.arange(len(loss))
    ...     points = Points("epoch_loss", steps, np.array(loss), steps)
    ...     return EventLog((points,), (), began, complete=True)
    >>> run = run_of_events([("validation", log([0.7], 9.0)), ("train", log([0.9], 8.0))])
    >>> [(s.name, s.column) for s in run.series]
    [('train/epoch_loss', 'train_loss'), ('validation/epoch_loss', 'val_loss')]
    """
    cut_off = () if all(log.complete for _, log in logs) else (_CUT_OFF,)
    if len(logs) == 1 and (downloaded := run_exported(logs[0][1])) is not None:
        return replace(downloaded, notes=(*downloaded.notes, *cut_off))
    found = _by_tag(logs)
    if not found:
        raise _no_scalars(len(logs))
    closing = _closing_values(found)
    notes += (_CLOSING_NOTE,) if closing else ()
    notes += cut_off
    metrics = _metrics({key: parts for key, parts in found.items() if key[1] not in closing})
    run = run_of_logged(
        metrics,
        parameters={**settings_of(v for _, log in logs for v in log.others), **(settings or {})},
        summary={tag.rpartition("/")[2]: value for tag, value in closing.items()},
        notes=notes,
        mapping={m.name: (_own(m.name), "val") for m in metrics if m.name.endswith(_STEP_SUFFIX)},
    )
    return without_later_epoch(run)


def metric_name(folder: str, tag: str) -> str:
    """What a tag is called that stood in a folder below the run's own.

    PyTorch's add_scalars makes a folder of the tag and a word; the word is put back.

    >>> metric_name("validation", "epoch_loss"), metric_name("Loss_train", "Loss")
    ('validation/epoch_loss', 'Loss/train')
    >>> metric_name("", "loss"), metric_name("train", "loss/train")
    ('loss', 'loss/train')
    """
    if not folder:
        return tag
    beginning = f"{tag}/".replace("/", "_")
    if folder.replace("/", "_").startswith(beginning):
        return f"{tag}/{folder[len(beginning) :]}"
    same = names.metric(tag).split == names.metric(f"{folder}/loss").split
    return tag if same else f"{folder}/{tag}"


def _by_tag(logs: Sequence[tuple[str, EventLog]]) -> dict[Key, list[Points]]:
    found: dict[Key, list[Points]] = {}
    for folder, log in sorted(logs, key=lambda pair: pair[1].began):
        for points in log.points:
            found.setdefault((folder, points.tag), []).append(points)
    return found


def _closing_values(found: Mapping[Key, Sequence[Points]]) -> dict[str, float]:
    """By their tags the averages over the run that Hugging Face's trainer logs at its end."""
    if ("", _CLOSING_SIGN) not in found or all(tag in _CLOSING for _, tag in found):
        return {}
    known = {tag: parts for (_, tag), parts in found.items() if tag in _CLOSING}
    closing = [(tag, points.value) for tag, parts in known.items() for points in parts]
    alone = {tag: float(value[0]) for tag, value in closing if len(value) == 1}
    whole = len(alone) == len(closing) and np.isfinite(list(alone.values())).all()
    return alone if whole else {}


def _metrics(found: Mapping[Key, Sequence[Points]]) -> list[Logged]:
    called = _names(list(found))
    together: dict[str, list[Logged]] = {}
    for key, parts in found.items():
        together.setdefault(called[key], []).extend(_logged(called[key], p) for p in parts)
    return [_joined(name, parts) for name, parts in together.items()]


def _names(keys: Sequence[Key]) -> Mapping[Key, str]:
    """A name of its own for each metric; all counts of epochs are one."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for folder, tag in keys:
        if names.axis(tag.rpartition("/")[2]) == "epoch":
            found[folder, tag] = "epoch"
            continue
        name, again = metric_name(folder, tag), 0
        while name in taken:
            again += 1
            name = f"{folder}/{tag}" if again == 1 else f"{folder}/{tag}.{again - 1}"
        taken.add(name)
        found[folder, tag] = name
    return found


def _logged(name: str, points: Points) -> Logged:
    by_epoch = points.tag.startswith(_EPOCH_TAG)
    epoch = points.step.astype(np.float64) if by_epoch else np.full(len(points.step), np.nan)
    return Logged(name, points.step, points.value, points.time, epoch)


def _joined(name: str, parts: Sequence[Logged]) -> Logged:
    columns = [(p.step, p.value, p.time, p.epoch) for p in parts]
    return Logged(name, *map(np.concatenate, zip(*columns, strict=True)))


def _own(name: str) -> str:
    return name.rpartition("/")[2].removeprefix("evaluation_")


def _no_scalars(files: int) -> ParseError:
    what = "The event file holds" if files == 1 else "The event files hold"
    return ParseError(
        f"{what} no scalars.",
        advice="Upload it again when the first loss or accuracy is logged there.",
    )
