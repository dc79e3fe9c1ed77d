"""What a person could choose in a file whose columns do not tell by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from experiments.predictions.readers.columns import is_class, may_be_label, typed
from experiments.predictions.readers.names import is_aside
from experiments.predictions.readers.scorecolumns import Group, parted
from experiments.predictions.readers.source import Source

LONGEST = 200
MOST = 100
"""A list of more names than these is none that anybody reads."""


@dataclass(frozen=True)
class Choices:
    """Names that would do for the true classes, for the scores and for the ids of the samples.

    Several columns of scores that belong together are one name, such as ``prob_*``. A list is
    empty where more than `MOST` would do; `count` is of all columns or arrays of the file.
    """

    count: int = 0
    labels: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def choices_of(source: Source) -> Choices:
    """The names that would do, told by the first rows.

    >>> head = {"y": np.array([0, 1]), "last": np.eye(2) * 0.8 + 0.1, "best": np.eye(2)}
    >>> choices_of(Source(head, lambda names: iter(()), arrays=True))
    Choices(count=3, labels=('y', 'best'), scores=('last', 'best'), ids=('y',))
    """
    columns = {name: typed(chunk) for name, chunk in source.head.items() if len(chunk)}
    single = {n: c for n, c in columns.items() if c.dtype != object and not _is_wide(c)}
    together = [] if source.arrays else [_spelled(group, columns) for group in parted(single)]
    alone = [name for name, column in columns.items() if _may_be_scores(name, column)]
    return Choices(
        count=len(columns),
        labels=_few(name for name, column in columns.items() if may_be_label(column)),
        scores=_few([*filter(None, together), *alone]),
        ids=_few(name for name, column in columns.items() if is_class(column)),
    )


def _spelled(group: Group, columns: Iterable[str]) -> str:
    """Columns that belong together as a person would name them; "" where that is too long."""
    stem = group.columns[0][: len(group.name) - 1]
    if (
        stem.lower() == group.name[:-1]
        and stem
        and [n for n in columns if n.startswith(stem)] == list(group.columns)
    ):
        return f"{stem}*"
    listed = ",".join(group.columns)
    return listed if len(listed) <= LONGEST else ""


def _is_wide(column: np.ndarray) -> bool:
    return column.ndim == 2 and column.shape[1] > 1


def _may_be_scores(name: str, column: np.ndarray) -> bool:
    if column.dtype == object or is_aside(name):
        return False
    return _is_wide(column) or bool((column != np.round(column)).any())


def _few(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    return found if len(found) <= MOST else ()
