"""Which columns are the true class, the scores, the ids and the predicted class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.parsers.cells import numbers
from experiments.parsers.errors import ParseError
from experiments.parsers.names import words
from experiments.predictions.readers import names
from experiments.predictions.readers.codes import one_of, refuse_spread
from experiments.predictions.readers.reader import Arrays
from experiments.predictions.readers.scorecolumns import Group, groups_of
from experiments.predictions.readers.source import Source, listed
from experiments.predictions.readers.values import BadCellError, as_numbers, as_text, is_list

HOW = "with {} NAME in a shell, in the field “{}” of the form"
_LABELS = HOW.format("--labels", "Labels")
_SCORES = HOW.format("--probabilities or --logits", "Probabilities” or “Logits")


@dataclass(frozen=True)
class Roles:
    """The columns in use.

    - `scores`: columns in the order of the classes, or one that holds a score or all of them
    - `kind`: probabilities or logits as told by a name; "" where the values must tell
    - `classes`: what the columns are called as classes, () where they are not named
    - `sure`: whether a person named the scores
    """

    label: str
    scores: tuple[str, ...]
    kind: str = ""
    classes: tuple[str, ...] = ()
    ids: str = ""
    predicted: str = ""
    sure: bool = False
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        used = (self.label, *self.scores, self.ids, self.predicted)
        return tuple(dict.fromkeys(name for name in used if name))


def choose(source: Source, arrays: Arrays) -> Roles:
    """The roles of a file's columns, by what `arrays` names, by their names and their first rows.

    Raises ParseError where a column is missing, or where several fit.

    >>> head = {"label": np.array([0, 1]), "prob_cat": np.array([0.9, 0.2]),
    ...         "prob_dog": np.array([0.1, 0.8])}
    >>> roles = choose(Source(head, lambda wanted: iter(())), Arrays())
    >>> roles.label, roles.classes, roles.kind
    ('label', ('cat', 'dog'), 'probabilities')
    """
    columns = {name: typed(chunk) for name, chunk in source.head.items()}
    label, others = _label(source, columns, arrays)
    if columns[label].ndim == 2 and columns[label].shape[1] > 1:
        one_of(source, label, columns[label], 0)
    predicted = next((n for n in columns if names.is_predicted(n) and is_class(columns[n])), "")
    scores = _named_scores(source, arrays) or _guessed_scores(
        source, columns, label, predicted, others
    )
    if len(scores.columns) > 1 or columns[scores.columns[0]].ndim > 1:
        predicted = ""
    else:
        predicted = predicted or (others[0] if others and not scores.kind else "")
    return Roles(
        label=label,
        scores=scores.columns,
        kind=scores.kind,
        classes=scores.classes or source.classes,
        ids=_ids(source, columns, arrays, {label, predicted, *scores.columns}),
        predicted=predicted if predicted not in scores.columns else "",
        sure=bool(arrays.probabilities or arrays.logits),
    )


def typed(chunk: object) -> np.ndarray:
    """Numbers, or text where fewer than half of the cells are numbers.

    A column of scores stays one with a bad cell in it, which is told when it is read.

    >>> typed(np.array(["0.5", "", "x", "1"], dtype=object)).tolist()
    [0.5, nan, nan, 1.0]
    """
    try:
        return as_numbers(chunk)
    except BadCellError:
        cells = [cell or "" for cell in as_text(chunk).to_pylist()]
    if is_list(cells[0]):
        return np.full((len(cells), 2), np.nan)
    found = numbers(cells)
    if 2 * len(found.row) < len(cells):
        return np.array(cells, dtype=object)
    spread = np.full(len(cells), np.nan)
    spread[found.row] = found.value
    return spread


def is_class(column: np.ndarray) -> bool:
    """Text or whole numbers, one in a row.

    >>> is_class(np.array([0.0, 2.0])), is_class(np.array([0.5]))
    (True, False)
    """
    if column.dtype == object:
        return True
    known = column[~np.isnan(column)]
    return (column.ndim == 1 or column.shape[1] == 1) and bool((known == np.round(known)).all())


def _label(
    source: Source, columns: Mapping[str, np.ndarray], arrays: Arrays
) -> tuple[str, list[str]]:
    """The column of true classes, and others that look like one but less so."""
    if arrays.labels:
        return _exact(source, arrays.labels, "--labels", "Labels"), []
    rank = {n: names.truth_rank(n) for n in columns if may_be_label(columns[n])}
    known = {n: r for n, r in rank.items() if r is not None}
    if not known:
        _refuse_pickled(source)
        raise _no_label(source, columns)
    first = [n for n, r in known.items() if r == min(known.values())]
    if len(first) > 1:
        refuse_spread(source, {n: columns[n] for n in first})
        raise source.error(
            f"Several {source.what}s may hold the true classes: {listed(first)}.",
            advice=f"Choose one: {_LABELS}.",
        )
    return first[0], [n for n in known if n != first[0] and is_class(columns[n])]


def may_be_label(column: np.ndarray) -> bool:
    """Text, whole numbers, or vectors of zeros and ones.

    >>> may_be_label(np.array([[0.0, 1.0]])), may_be_label(np.array([[0.5, 0.5]]))
    (True, False)
    """
    return is_class(column) or bool(np.isin(column, (0.0, 1.0)).all())


def _no_label(source: Source, columns: Mapping[str, np.ndarray]) -> ParseError:
    predicted = [n for n in columns if names.is_predicted(n) and is_class(columns[n])]
    only = f"only the predicted classes ({listed(predicted)}), " if predicted else ""
    return source.error(
        f"No {source.what} holds the true classes: {only}there are {listed(list(columns))}.",
        advice=f"Add one named label, target or y_true, or choose one: {_LABELS}.",
    )


def _exact(source: Source, name: str, option: str, field: str) -> str:
    if name in source.head:
        return name
    if name in source.pickled:
        _refuse_pickled(source)
    raise source.error(
        f"There is no {source.what} “{name[:60]}”; there are {listed(list(source.head))}.",
        advice=f"Choose one of these: {HOW.format(option, field)}.",
    )


def _refuse_pickled(source: Source) -> None:
    if source.pickled:
        verb = "holds" if len(source.pickled) == 1 else "hold"
        raise source.error(
            f"{listed(source.pickled)} {verb} Python objects, which only a pickle can hold; "
            "pickles can run code and are never opened.",
            advice="Save numbers: np.array(values, dtype=float) with one score for every class.",
        )


def _named_scores(source: Source, arrays: Arrays) -> Group | None:
    if arrays.probabilities and arrays.logits:
        raise source.error(
            "Both probabilities and logits are named; one of them is read.",
            advice="Name the probabilities or the logits, not both.",
        )
    wanted = arrays.probabilities or arrays.logits
    if not wanted:
        return None
    kind = "logits" if arrays.logits else "probabilities"
    found = _spelled(source, wanted) or (_exact(source, wanted, f"--{kind}", kind.capitalize()),)
    return replace(Group.of(found), kind=kind)


def _spelled(source: Source, wanted: str) -> tuple[str, ...]:
    """One name, several with commas, or all that begin alike."""
    if wanted in source.head:
        return (wanted,)
    if wanted.endswith("*"):
        return tuple(name for name in source.head if name.startswith(wanted[:-1]))
    parts = tuple(part.strip() for part in wanted.split(","))
    return parts if set(parts) <= set(source.head) and len(set(parts)) == len(parts) else ()


def _guessed_scores(
    source: Source,
    columns: Mapping[str, np.ndarray],
    label: str,
    predicted: str,
    others: Sequence[str],
) -> Group:
    free = {n: c for n, c in columns.items() if n not in (label, predicted, *others)}
    groups = groups_of(free, columns[label], arrays=source.arrays)
    if not groups:
        _refuse_pickled(source)
        raise _no_scores(source, label, predicted)
    if len(groups) > 1:
        raise source.error(
            f"Several {source.what}s may hold the scores: {listed([g.name for g in groups])}.",
            advice=f"Choose one: {_SCORES}.",
        )
    return groups[0]


def _no_scores(source: Source, label: str, predicted: str) -> ParseError:
    held = f"the true classes (“{label}”)"
    held += f" and the predicted classes (“{predicted}”)" if predicted else ""
    return source.error(
        f"No {source.what} holds probabilities or logits: the file has {held}, and a loss needs "
        "the probability of each class.",
        advice="Save what the model puts out for every class, such as columns prob_0, prob_1, …, "
        f"or choose: {_SCORES}.",
    )


def _ids(source: Source, columns: Mapping[str, np.ndarray], arrays: Arrays, used: set[str]) -> str:
    if arrays.ids:
        return _exact(source, arrays.ids, "--ids", "Ids of the samples")
    free = {n: "_".join(words(n)) for n in columns if n not in used}
    for wanted in names.IDS:
        for name, joined in free.items():
            if joined == wanted and is_class(columns[name]):
                return name
    ends = (n for n in free if free[n].endswith("_id") and is_class(columns[n]))
    return next(ends, "")
