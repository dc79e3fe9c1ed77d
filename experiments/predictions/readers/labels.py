"""True classes as they are written to positions among the columns of scores."""

from dataclasses import dataclass

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.codes import Codes, multi_label
from experiments.predictions.readers.columns import Roles
from experiments.predictions.readers.source import Source, listed
from experiments.predictions.readers.values import BadCellError, as_numbers, is_list

_PAIRS = (
    ("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("neg", "pos"),
    ("negative", "positive"), ("-", "+"), ("benign", "malignant"), ("off", "on"),
)  # fmt: skip
"""Pairs of labels of which the second is the one that a single probability is of."""


@dataclass(frozen=True, eq=False)
class Labels:
    """`positions`: n integers in 0 to K-1; `classes`: K names; `notes` on what was assumed."""

    positions: np.ndarray
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()


class SeveralClassesError(ValueError):
    """A vector of labels that does not name exactly one class; how many it names."""

    def __init__(self, ones: int) -> None:
        super().__init__(ones)
        self.ones = ones


def resolve(source: Source, roles: Roles, codes: Codes, width: int, positive: str = "") -> Labels:
    """Labels by the names of the classes, by their number, or in alphabetical order.

    - `width`: columns of scores; one is for two classes
    - `positive`: the class a single score belongs to, where something tells it

    Raises ParseError for missing labels and labels that are no class.

    >>> codes = Codes()
    >>> codes.add(np.array(["dog", "cat", "dog"], dtype=object))
    >>> found = resolve(Source({}, lambda names: iter(())), Roles("y", ("p",)), codes, 2)
    >>> found.positions.tolist(), found.classes
    ([1, 0, 1], ('cat', 'dog'))
    """
    rows = codes.rows
    _refuse_missing(source, roles, rows)
    task = _Task(source, roles, rows, max(width, 2), width == 1)
    values = [task.value(code, text) for code, text in enumerate(codes.values)]
    of_code, classes, notes = task.resolved(values, positive)
    if len(set(values)) == 1:
        notes += (task.one_class(values[0]),)
    return Labels(np.array(of_code, dtype=np.int64)[rows], classes, notes)


def _refuse_missing(source: Source, roles: Roles, rows: np.ndarray) -> None:
    missing = np.flatnonzero(rows < 0)
    if len(missing):
        many = "1 label is" if len(missing) == 1 else f"{len(missing):,} labels are"
        raise source.error(
            f"{many} missing in “{roles.label}”, the first in {{where}}.",
            advice="Add the true class of every sample, or leave out samples without one.",
            row=int(missing[0]),
            column=roles.label,
        )


def canonical(text: str) -> str:
    """``1.0`` and ``[1.]`` as ``1``; a vector with a single one as its position.

    Raises ValueError, with the number of ones, for a vector with none or several.

    >>> canonical("1.0"), canonical("[1.]"), canonical("[0, 0, 1]"), canonical("cat")
    ('1', '1', '2', 'cat')
    """
    if not is_list(text):
        return _whole(text)
    try:
        vector = as_numbers(np.array([text], dtype=object)).reshape(-1)
    except BadCellError:
        return text
    if len(vector) == 1:
        return _whole(f"{vector[0]:g}")
    ones = int((vector == 1).sum())
    if ones != 1 or int((vector != 0).sum()) != 1:
        raise SeveralClassesError(ones)
    return str(int(vector.argmax()))


def _whole(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and "_" not in text else text


@dataclass(frozen=True, eq=False)
class _Task:
    source: Source
    roles: Roles
    rows: np.ndarray
    count: int
    single: bool

    def row_of(self, code: int) -> int:
        return int(np.argmax(self.rows == code))

    def value(self, code: int, text: str) -> str:
        try:
            return canonical(text)
        except SeveralClassesError as several:
            row = self.row_of(code)
            raise multi_label(self.source, self.roles.label, row, several.ones) from None

    def one_class(self, value: str) -> str:
        many = f"All {len(self.rows):,} samples have" if len(self.rows) > 1 else "The sample has"
        return f"{many} the true class “{value[:60]}”: nothing tells how others fare."

    def resolved(
        self, values: list[str], positive: str
    ) -> tuple[list[int], tuple[str, ...], tuple[str, ...]]:
        names = self.roles.classes if len(self.roles.classes) == self.count else ()
        if found := _by_name(values, names):
            return found, names, ()
        if all(_is_whole(value) for value in values):
            return self._numbered([int(value) for value in values], names)
        if names:
            raise self._no_class(values, names)
        if self.single:
            return self._pair(values, positive or "".join(self.roles.classes))
        return self._sorted(values)

    def _numbered(
        self, values: list[int], names: tuple[str, ...]
    ) -> tuple[list[int], tuple[str, ...], tuple[str, ...]]:
        classes = names or tuple(map(str, range(self.count)))
        if all(0 <= value < self.count for value in values):
            return values, classes, ()
        if set(values) == {-1, 1} and self.count == 2:
            note = "Labels are -1 and 1: read as the first and the second class."
            return [int(value > 0) for value in values], names or ("-1", "1"), (note,)
        if min(values) == 1 and max(values) == self.count:
            note = f"Labels are numbered from 1 to {self.count}: read as the columns in order."
            return (
                [v - 1 for v in values],
                names or tuple(map(str, range(1, max(values) + 1))),
                (note,),
            )
        raise self._out_of_range(values)

    def _out_of_range(self, values: list[int]) -> ParseError:
        wrong = [code for code, value in enumerate(values) if not 0 <= value < self.count]
        many = int(np.isin(self.rows, wrong).sum())
        beyond = "this one is" if many == 1 else f"{many:,} are"
        first = min(wrong, key=self.row_of)
        told = "one score in each row" if self.single else "scores"
        advice = "Number the classes from 0 in the order of the columns."
        if values[first] < 0:
            advice = "Leave out samples without a true class; number the others from 0."
        elif self.single:
            advice = "Save a score for every class, such as columns prob_0, prob_1, prob_2."
        return self.source.error(
            f"Label {values[first]} in {{where}} is out of range: with {told} for {self.count} "
            f"classes, labels go from 0 to {self.count - 1} ({beyond} out of range).",
            advice=advice,
            row=self.row_of(first),
            column=self.roles.label,
        )

    def _no_class(self, values: list[str], names: tuple[str, ...]) -> ParseError:
        known = set(map(_plain, names))
        first = min(
            (code for code, value in enumerate(values) if _plain(value) not in known),
            key=self.row_of,
        )
        return self.source.error(
            f"The label “{values[first][:60]}” in {{where}} is none of the classes that have "
            f"scores: {listed(names)}.",
            advice="Name the columns of scores after the labels, such as prob_cat for cat.",
            row=self.row_of(first),
            column=self.roles.label,
        )

    def _pair(
        self, values: list[str], positive: str
    ) -> tuple[list[int], tuple[str, ...], tuple[str, ...]]:
        """Two text labels and one score, which belongs to the second class."""
        if len(set(values)) == 1:
            raise self._one_of_two(values[0])
        first, second = sorted(set(values))[:2]
        plain = [_plain(first), _plain(second)]
        if len(set(values)) > 2:
            raise self._too_many(values)
        if _plain(positive) == plain[0] or (plain[1], plain[0]) in _PAIRS:
            first, second = second, first
        elif _plain(positive) != plain[1] and (plain[0], plain[1]) not in _PAIRS:
            raise self.source.error(
                f"There is one score in each row, and nothing tells whether it is of “{first}” or "
                f"of “{second}”.",
                advice=f"Name the column after its class, such as prob_{second}, or use the labels "
                "0 and 1.",
            )
        note = () if positive else (f"The score is read as that of “{second}”.",)
        return [int(value == second) for value in values], (first, second), note

    def _one_of_two(self, value: str) -> ParseError:
        return self.source.error(
            f"There is one score in each row, and all labels are “{value[:60]}”: nothing tells "
            "which class the score is of.",
            advice="Use the labels 0 and 1, or save a score for every class.",
        )

    def _sorted(self, values: list[str]) -> tuple[list[int], tuple[str, ...], tuple[str, ...]]:
        classes = tuple(sorted(set(values)))
        if len(classes) != self.count:
            raise self._too_many(values)
        note = (
            "The columns of scores do not name their classes: read in alphabetical order of the "
            f"labels, {listed(classes)}."
        )
        return [classes.index(value) for value in values], classes, (note,)

    def _too_many(self, values: list[str]) -> ParseError:
        classes = sorted(set(values))
        return self.source.error(
            f"The labels name {_many(len(classes))} ({listed(classes, 4)}), but there are scores "
            f"of {self.count}, and nothing tells which score is of which class.",
            advice="Name the columns of scores after the labels, such as prob_cat, or number the "
            "labels from 0 in the order of the scores.",
        )


def _many(classes: int) -> str:
    return "1 class" if classes == 1 else f"{classes} classes"


def _is_whole(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").split()).casefold() or text


def _by_name(values: list[str], names: tuple[str, ...]) -> list[int]:
    for same in (str, _plain):
        known = {same(_whole(name)): position for position, name in enumerate(names)}
        if len(known) == len(names) and all(same(value) in known for value in values):
            return [known[same(value)] for value in values]
    return []
