"""Columns that belong together as the scores of all classes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.predictions.readers import names

_SUM = 0.05
"""So far from 1 may the first rows sum where that is to tell what columns are."""
_NO_CLASS = frozenset(("1", "pos", "positive", "true", "last", "best", "class1", "target", "label"))


@dataclass(frozen=True)
class Group:
    """Columns in the order of the classes, what they are called as classes, and their kind."""

    name: str
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    kind: str = ""

    @classmethod
    def of(cls, columns: tuple[str, ...]) -> "Group":
        """A group of named columns; their classes are told by their own names.

        >>> Group.of(("prob_cat", "prob_dog")).classes
        ('cat', 'dog')
        """
        parts = [names.part_of(name) for name in columns]
        if len(columns) == 1:
            return cls(columns[0], columns, kind=names.kind_of(columns[0]))
        own = tuple(p.own if p else n for p, n in zip(parts, columns, strict=True))
        return cls(columns[0], columns, own if len(set(own)) == len(own) else columns)


def groups_of(columns: Mapping[str, np.ndarray], label: np.ndarray, *, arrays: bool) -> list[Group]:
    """All groups that fit as well as the best one: () where there is none.

    Matrices and columns named as probabilities or logits come first, then any matrix, numbered
    columns and those named as the labels, then one column alone.

    >>> head = {"cat": np.array([0.9, 0.2]), "dog": np.array([0.1, 0.8])}
    >>> groups_of(head, np.array(["cat", "dog"], dtype=object), arrays=False)[0].classes
    ('cat', 'dog')
    """
    scores = {n: c for n, c in columns.items() if c.dtype != object and not names.is_aside(n)}
    wide = [_matrix(n) for n, c in scores.items() if c.ndim == 2 and c.shape[1] > 1]
    single = {n: c for n, c in scores.items() if c.ndim == 1 or c.shape[1] == 1}
    in_parts = [] if arrays else parted(single)
    strong = [g for g in (*wide, *in_parts) if g.kind]
    by_label = [] if arrays else _as_labels(single, label)
    other = [g for g in (*wide, *by_label, *in_parts) if not g.kind]
    return strong or other or _singles(single) or (_only(single) if arrays else [])


def _matrix(name: str) -> Group:
    return Group(name, (name,), kind=names.kind_of(name))


def parted(columns: Mapping[str, np.ndarray]) -> list[Group]:
    """Columns that share all of their name but the class.

    >>> [group.name for group in parted({"p_cat": np.ones(1), "p_dog": np.ones(1)})]
    ['p_*']
    """
    stems: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in columns:
        if part := names.part_of(name):
            stems[part.stem, part.kind].setdefault(part.own, name)
    groups = []
    for (stem, kind), owned in stems.items():
        numbered = _in_order(owned)
        if numbered or (len(owned) > 1 and names.is_score(stem)):
            owned = numbered or owned
            groups.append(Group(f"{stem}*", tuple(owned.values()), tuple(owned), kind))
    return groups


def _in_order(owned: dict[str, str]) -> dict[str, str]:
    """Columns numbered 0 to K-1 or 1 to K by their number; {} where they are not."""
    if not all(own.isascii() and own.isdigit() for own in owned) or len(owned) < 2:
        return {}
    numbers = sorted(owned, key=int)
    first = int(numbers[0])
    counted = [int(n) for n in numbers] == list(range(first, first + len(numbers)))
    return {n: owned[n] for n in numbers} if counted and first in (0, 1) else {}


def _as_labels(columns: Mapping[str, np.ndarray], label: np.ndarray) -> list[Group]:
    """Columns named as the labels are; with others beside them where only so the rows sum to 1.

    Both where no sum tells: a class that is never true may be among the others.
    """
    if label.dtype != object:
        return []
    values = {value for value in label if value}
    named = tuple(name for name in columns if name.strip() in values)
    if len(named) < 2 and not (named and len(columns) > 1):
        return []
    for most in (1.0, 100.0):
        free = tuple(name for name in columns if _is_share(columns[name], most))
        for chosen in (named, free):
            if len(chosen) > 1 and set(chosen) <= set(free) and _sums_to(columns, chosen, most):
                return [_own(chosen)]
    return [_own(chosen) for chosen in dict.fromkeys((named, tuple(columns))) if len(chosen) > 1]


def _own(columns: tuple[str, ...]) -> Group:
    return Group(",".join(columns), columns, tuple(name.strip() for name in columns))


def _is_share(column: np.ndarray, most: float) -> bool:
    return bool(((column >= 0) & (column <= most)).all())


def _sums_to(columns: Mapping[str, np.ndarray], chosen: tuple[str, ...], whole: float) -> bool:
    total = np.sum([columns[name].reshape(-1) for name in chosen], axis=0)
    return bool((np.abs(total - whole) < _SUM * whole).all())


def _singles(columns: Mapping[str, np.ndarray]) -> list[Group]:
    """One score a row: by its name a probability or logit, or else any score."""
    told = [_single(name) for name in columns if names.kind_of(name)]
    return told or [_single(name) for name in columns if names.is_score(name)]


def _single(name: str) -> Group:
    part = names.part_of(name)
    positive = part.own if part and part.kind and part.own.lower() not in _NO_CLASS else ""
    plain = not positive or names.is_score(positive) or positive.lower() in ("y", "test", "val")
    return Group(name, (name,), () if plain else (positive,), names.kind_of(name))


def _only(columns: Mapping[str, np.ndarray]) -> list[Group]:
    """Where nothing has a name that tells: arrays of fractions."""
    return [Group(n, (n,)) for n, c in columns.items() if (c != np.round(c)).any()]
