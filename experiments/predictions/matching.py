"""Are two files of predictions about the same samples?"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.predictions.samples import Samples

LEAST_SAMPLES = 10


@dataclass(frozen=True)
class NotPaired:
    """Why two files of predictions are not compared sample by sample, in a sentence."""

    reason: str


@dataclass(frozen=True, eq=False)
class Match:
    """`rows`: the row of the second file for each of the first; `by`: ``id`` or ``row``.

    `second`: the second file, its classes numbered as those of the first.
    """

    second: Samples
    rows: np.ndarray
    by: str


def match(a: Samples, b: Samples) -> Match | NotPaired:
    """By their ids; row by row where a file has none but the numbers of its rows, from 1.

    Refused unless both hold the same ids, or equally many rows, and the same true class for each.
    Classes of the same names are the same in whatever order.

    >>> label, p, ids = np.arange(10) % 2, np.full(10, 0.9), np.array(list("abcdefghij"))
    >>> a = Samples(("cat", "dog"), 1.0, np.arange(10), ids, label, label, p, p, p, p)
    >>> b = replace(a, class_names=("dog", "cat"), ids=ids[::-1], label=1 - label[::-1])
    >>> found = match(a, b)
    >>> found.by, found.rows.tolist()
    ('id', [9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    """
    n, m = len(a), len(b)
    if n != m:
        return NotPaired(f"Not the same samples: one file has {n:,}, the other {m:,}.")
    if n < LEAST_SAMPLES:
        return NotPaired(f"Too few samples to compare: {n}, at least {LEAST_SAMPLES} are needed.")
    by_row = _is_numbered(a.ids) or _is_numbered(b.ids)
    rows = np.arange(n) if by_row else _rows_by_id(a.ids, b.ids)
    if isinstance(rows, NotPaired):
        return rows
    second = _in_classes_of(a, b)
    unlike = int((a.label != second.label[rows]).sum())
    if unlike:
        return NotPaired(
            f"Not the same samples: the true class differs in {unlike:,} of {n:,}. If they are the "
            "same, give both files their ids, and the same order of classes."
        )
    return Match(second, rows, "row" if by_row else "id")


def _in_classes_of(a: Samples, b: Samples) -> Samples:
    if a.class_names == b.class_names or set(a.class_names) != set(b.class_names):
        return b
    place = np.array([a.class_names.index(name) for name in b.class_names])
    return replace(b, label=place[b.label], predicted=place[b.predicted])


def _is_numbered(ids: np.ndarray) -> bool:
    if str(ids[0]) != "1" or str(ids[-1]) != str(len(ids)):
        return False
    return all(str(name) == str(i) for i, name in enumerate(ids, 1))


def _rows_by_id(a: np.ndarray, b: np.ndarray) -> np.ndarray | NotPaired:
    one, other = (pd.Index(ids, dtype=object) for ids in (a, b))
    if one.equals(other):
        return np.arange(len(a))
    for index in (one, other):
        if not index.is_unique:
            twice = index[index.duplicated()][0]
            return NotPaired(f"Not matched: the id {str(twice)!r} occurs more than once.")
    rows = other.get_indexer(one)
    common = int((rows >= 0).sum())
    if common < len(a):
        return NotPaired(f"Not the same samples: {common:,} of {len(a):,} ids are in both files.")
    return rows
