"""Gathered columns to Scores: labels to positions, numbers to probabilities or logits."""

import re
from pathlib import Path

import numpy as np

from experiments.predictions.readers.columns import Roles
from experiments.predictions.readers.confident import Meaning, meaning, predicts_second
from experiments.predictions.readers.gather import Gathered
from experiments.predictions.readers.kinds import Kind, blocks, tell
from experiments.predictions.readers.labels import resolve
from experiments.predictions.readers.source import Source
from experiments.predictions.scores import Scores

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of what follows."""
_TWICE = (0.5, 0.7311)
"""What a sigmoid makes of numbers between 0 and 1."""


def finish(source: Source, roles: Roles, read: Gathered, scratch: Path) -> Scores:
    """Scores of all that was read. Raises ParseError for what does not fit together.

    >>> from tempfile import TemporaryDirectory
    >>> from experiments.predictions.readers.codes import Codes
    >>> codes = Codes()
    >>> codes.add(np.array([0, 1]))
    >>> source = Source({}, lambda names: iter(()))
    >>> read = Gathered(np.array([[0.25], [0.75]]), codes, None, None)
    >>> with TemporaryDirectory() as folder:
    ...     finish(source, Roles("y", ("p",)), read, Path(folder)).values.tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    width = read.scores.shape[1]
    kind = tell(source, roles, read.scores)
    what = Meaning()
    if width == 1:
        what = meaning(source, roles, read.scores, read.labels, read.predicted, kind)
    labels = resolve(source, roles, read.labels, width, what.positive)
    second = None
    if what.of_predicted and read.predicted is not None:
        second = predicts_second(source, roles, read.predicted, labels.classes)
    values = _values(read.scores, kind, second, scratch)
    notes = [*source.notes, *roles.notes, *kind.notes, *what.notes, *labels.notes]
    if width == 1 and kind.kind == "probabilities" and second is None:
        notes += _twice(read.scores)
    ids, told = (None, ()) if read.ids is None else read.ids.kept(scratch)
    classes = tuple(map(readable, labels.classes))
    return Scores(labels.positions, values, kind.kind, classes, ids, (*notes, *told))


def readable(name: str) -> str:
    r"""A name without what would break or turn the line that it is told in.

    >>> readable("\u202ecat\ndog")
    '\ufffdcat\ufffddog'
    """
    return _UNREADABLE.sub("\ufffd", name)


def _values(scores: np.ndarray, kind: Kind, second: np.ndarray | None, scratch: Path) -> np.ndarray:
    """The matrix as it is, or changed on its way to another file."""
    count, width = scores.shape
    if width > 1 and kind.unit == 1 and not kind.per_row:
        return scores
    shape = (count, max(width, 2))
    changed = np.memmap(scratch / "scores.dat", dtype=np.float64, mode="w+", shape=shape)
    for start, block in blocks(scores):
        rows = slice(start, start + len(block))
        block = block / kind.unit
        if kind.per_row:
            block = block / block.sum(axis=1, keepdims=True)
        predicted = None if second is None else second[rows]
        changed[rows] = _both(block, kind.kind, predicted) if width == 1 else block
    changed.flush()
    return changed


def _both(block: np.ndarray, kind: str, second: np.ndarray | None) -> np.ndarray:
    """Two classes of one score; of the predicted class, where `second` says which that is."""
    score = block[:, 0]
    if second is not None:
        score = np.where(second, score, 1 - score)
    return np.column_stack((np.zeros_like(score) if kind == "logits" else 1 - score, score))


def _twice(scores: np.ndarray) -> list[str]:
    low, high = float(scores.min()), float(scores.max())
    if not (_TWICE[0] <= low and high <= _TWICE[1]) or low == high:
        return []
    return [
        f"All probabilities lie between {low:.4g} and {high:.4g}, as if a sigmoid had been applied "
        "to numbers that were probabilities already."
    ]
