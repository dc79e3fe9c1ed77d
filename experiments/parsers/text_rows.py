"""Lines of a log, one after another, as rows of a table."""

import re
from array import array
from dataclasses import dataclass, field

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.parsers.progress_bars import EpochBars, of_epoch
from experiments.parsers.table import MAX_COLUMNS, Column
from experiments.parsers.text_forms import ASIDE, NO_FORM, Form, Value, form_of
from experiments.parsers.text_labels import NUMBER, split_in
from experiments.parsers.text_times import time_of

AVERAGE = " (average)"
_MOST_FORMS = 5_000
_LONGEST_FORM = 2_000
_LONGEST_LINE = 20_000
_LARGEST_STEP = 2.0**53
_HEADING = re.compile(
    r"(?:^|[\s\])>:*=-])(?:start(?:ing|ed)?\s+|running\s+|begin\s+)?"
    r"(train(?:ing)?|val(?:id(?:at(?:ion|ing|e))?)?|eval(?:uat(?:ion|ing|e))?|test(?:ing)?)"
    r"(?:\s+(?:set|phase|error|results?|metrics|performance|stage|loop|mode))?\s*[:.=*\])>-]*\s*",
    re.IGNORECASE,
)
_LONGEST_HEADING = 120


@dataclass
class Points:
    """The values of one metric: in which rows, and what."""

    row: array = field(default_factory=lambda: array("q"))
    value: array = field(default_factory=lambda: array("d"))
    percent: bool = False
    within_epoch: bool = False


class Rows:
    """Rows of a log as they are read.

    - `place`: line of each row; `epoch` and `step`: NaN where none was named
    - `stamped`: rows with a time stamp; `time`: what it says, in milliseconds since 1970
    - `points`: for each metric its values
    - `counted`: rows whose line, or a line above it, names an epoch or a step; `sure`: those whose
      own line does
    """

    def __init__(self) -> None:
        self.place, self.stamped, self.time = array("q"), array("q"), array("q")
        self.epoch, self.step = array("d"), array("d")
        self.points: dict[str, Points] = {}
        self.counted = 0
        self.sure = 0
        self._epoch = self._step = np.nan
        self._section = self._split = ""
        self._phases_are_epochs: bool | None = None
        self._forms: dict[tuple[str, ...], Form] = {}
        self._skip = False
        self.bars = EpochBars()

    @property
    def begun(self) -> bool:
        """Whether an epoch or a metric was named yet.

        >>> Rows().begun
        False
        """
        return bool(self.place) or self._epoch == self._epoch

    def feed(self, number: int, line: str) -> None:
        """Read one line. Raises ParseError for a log of too many metrics.

        Lines of more than 20,000 characters are no lines of a log and passed over.

        >>> rows = Rows()
        >>> rows.feed(1, "Epoch 3: loss 0.5")
        >>> list(rows.epoch), list(rows.points["loss"].value)
        ([3.0], [0.5])
        """
        if len(line) > _LONGEST_LINE:
            return
        parts = NUMBER.split(line)
        if len(parts) == 1:
            self._head(line)
            return
        if self._skip:
            self._skip = False
            return
        form = self._form(tuple(parts[::2]))
        numbers = parts[1::2]
        self._count(form, numbers)
        if form.values:
            self._add(number, line, form, numbers)
        elif form is NO_FORM:
            self._head(line)

    def add(self, number: int, line: str, values: dict[str, float]) -> None:
        """Add a row of named values, at the epoch that was named last.

        >>> rows = Rows()
        >>> rows.add(7, "| loss | 0.5 |", {"loss": 0.5})
        >>> list(rows.place)
        [7]
        """
        for name, value in values.items():
            self._put(name, len(self.place), value, percent=False, within=False)
        self._end_row(number, line)

    def _head(self, line: str) -> None:
        if len(line) > _LONGEST_HEADING:
            return
        found = _HEADING.search(line)
        self._skip = line.rstrip().endswith(":") and ASIDE.search(line) is not None
        if found and found.end() == len(line):
            self._section = split_in(found[1])

    def _form(self, texts: tuple[str, ...]) -> Form:
        form = self._forms.get(texts)
        if form is None:
            form = form_of(texts)
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            if sum(map(len, texts)) <= _LONGEST_FORM:
                self._forms[texts] = form
        return form

    def _count(self, form: Form, numbers: list[str]) -> None:
        epoch = _float(numbers[form.epoch]) if form.epoch >= 0 else np.nan
        step = _float(numbers[form.step]) if form.step >= 0 else np.nan
        if form.maybe_epoch >= 0:
            if self._phases_are_epochs is None:
                self._phases_are_epochs = self._epoch != self._epoch
            if self._phases_are_epochs or step == step:
                epoch = _float(numbers[form.maybe_epoch])
            else:
                step = _float(numbers[form.maybe_epoch])
        if epoch == epoch and epoch != self._epoch and abs(epoch) < np.inf:
            self._epoch, self._section, self._step = epoch, "", np.nan
        if abs(step) < _LARGEST_STEP:
            self._step = step

    def _add(self, number: int, line: str, form: Form, numbers: list[str]) -> None:
        values = form.values
        if form.total >= 0:
            values = self._draw(number, line, form, numbers)
        row = len(self.place)
        within = form.step >= 0 or form.maybe_epoch >= 0
        inherited = self._split if form.starred and not form.split else self._section
        for value in values:
            name = f"{inherited}/{value.name}" if value.bare and inherited else value.name
            self._put(name, row, _number(value, numbers), value.percent, within)
            if value.average >= 0:
                average = _float(numbers[value.average])
                self._put(name + AVERAGE, row, average, value.percent, False)
        self._split = form.split or inherited
        if values:
            self._end_row(number, line)
        self.sure += form.epoch >= 0 or form.step >= 0 or form.maybe_epoch >= 0

    def _draw(self, number: int, line: str, form: Form, numbers: list[str]) -> tuple[Value, ...]:
        """Rows of what a progress bar tells of whole epochs; the values that are of its batch."""
        complete = _float(numbers[form.step]) >= _float(numbers[form.total])
        whole = {v.name: _number(v, numbers) for v in form.values if of_epoch(v.name)}
        for epoch, values in self.bars.take(self._epoch, complete, whole):
            self._add_at(epoch, number, line, values)
        return tuple(value for value in form.values if value.name not in whole)

    def _add_at(self, epoch: float, number: int, line: str, values: dict[str, float]) -> None:
        now, self._epoch = self._epoch, epoch
        self.add(number, line, values)
        self._epoch = now

    def end(self, number: int) -> None:
        """Add what is known only at the end of the log, at its last line.

        >>> rows = Rows()
        >>> rows.feed(1, "Epoch 0: 100%|###| 5/5 [00:01<00:00, val_loss=0.5]")
        >>> rows.end(1)
        >>> list(rows.points["val_loss"].value)
        [0.5]
        """
        for epoch, values in self.bars.rest():
            self._add_at(epoch, number, "", values)

    def _end_row(self, number: int, line: str) -> None:
        self.place.append(number)
        self.epoch.append(self._epoch)
        self.step.append(self._step)
        if (time := time_of(line)) is not None:
            self.stamped.append(len(self.place) - 1)
            self.time.append(time)
        self.counted += self._epoch == self._epoch or self._step == self._step

    def _put(self, name: str, row: int, value: float, percent: bool, within: bool) -> None:
        points = self.points.get(name)
        if points is None:
            if len(self.points) >= MAX_COLUMNS:
                raise ParseError(
                    f"The log has more than {MAX_COLUMNS} different names of metrics.",
                    advice="Leave out the lines that are no metrics.",
                )
            points = self.points[name] = Points()
        points.row.append(row)
        points.value.append(value)
        points.percent = points.percent or percent
        points.within_epoch = points.within_epoch or within

    def columns(self) -> list[Column]:
        """The metrics as columns of a table.

        >>> rows = Rows()
        >>> rows.feed(1, "Epoch 3: loss 0.5, acc 61.5%")
        >>> [(c.name, c.value.tolist(), c.percent) for c in rows.columns()]
        [('loss', [0.5], False), ('acc', [61.5], True)]
        """
        return [
            Column(name, whole(p.row), real(p.value), p.percent) for name, p in self.points.items()
        ]


def whole(numbers: array) -> np.ndarray:
    """The integers of an array of type ``q``, as they stand in memory.

    >>> whole(array("q", [1, 2])).tolist()
    [1, 2]
    """
    return np.frombuffer(numbers, dtype=np.int64) if numbers else np.empty(0, dtype=np.int64)


def real(numbers: array) -> np.ndarray:
    """The numbers of an array of type ``d``, as they stand in memory.

    >>> real(array("d", [0.5])).tolist()
    [0.5]
    """
    return np.frombuffer(numbers) if numbers else np.empty(0)


def _number(value: Value, numbers: list[str]) -> float:
    text = numbers[value.place]
    if value.whole >= 0:
        whole = _float(numbers[value.whole])
        return _float(text) / whole if whole else np.nan
    if value.comma and text.lstrip("+-").isdigit() and numbers[value.place + 1].isdigit():
        return float(f"{text}.{numbers[value.place + 1]}")
    return _float(text)


def _float(text: str) -> float:
    return float(text.replace(",", ""))
